package dev.blast.aws.function;

/**
 * Takes the figures of an invocation. Thread-safe. Metrics are for all runs together: a run's or a
 * recipient's id is never one of their dimensions, because each is a metric of its own then, and
 * billed as one.
 */
public interface Meter {

  /** For who has no metrics: workers, tests, local runs. */
  Meter NONE =
      new Meter() {
        @Override
        public void add(String name, long count) {}

        @Override
        public void set(String name, double value) {}

        @Override
        public void emit() {}
      };

  /** Counts so many more. */
  void add(String name, long count);

  /** Says how much something is now; the last one of an invocation counts. */
  void set(String name, double value);

  /** Writes what was taken since the last time, and nothing when that is nothing. */
  void emit();
}
