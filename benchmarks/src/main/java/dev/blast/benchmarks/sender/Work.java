package dev.blast.benchmarks.sender;

/** Something that reaches every recipient once. Used by one thread. */
interface Work extends AutoCloseable {

  String name();

  /** What is not to be measured: done before each {@link #run}. */
  default void prepare() throws Exception {}

  /**
   * Blocks until everybody has been reached.
   *
   * @throws Exception when somebody was not; the benchmark fails
   */
  void run() throws Exception;

  /** Looks at what {@link #run} did, and clears it away. */
  default void check() throws Exception {}

  @Override
  void close();
}
