package dev.blast.cli;

import dev.blast.delivery.Hindrance;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Tally;
import dev.blast.watch.Watch.Seen;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows how far a run is: a live bar to a person, a line every few seconds to a log. */
abstract sealed class ProgressDisplay implements AutoCloseable {

  private static final Duration RATE_WINDOW = Duration.ofSeconds(3);

  private final InstantSource clock;
  private Instant windowStart;
  private long windowSettled = -1;
  private double rate;

  private ProgressDisplay(InstantSource clock) {
    this.clock = clock;
    this.windowStart = clock.instant();
  }

  static ProgressDisplay on(Terminal terminal, InstantSource clock) {
    return terminal.interactive() ? new Bar(terminal, clock) : new Lines(terminal, clock);
  }

  /** Shows what a look at the run found, and why it is not faster; called by one thread. */
  abstract void show(Seen seen, List<Hindrance> hindrances);

  @Override
  public void close() {}

  /** Recipients settled a second, over the last seconds. */
  final double rate(Tally tally) {
    Instant now = clock.instant();
    Duration passed = Duration.between(windowStart, now);
    if (windowSettled < 0) {
      windowSettled = tally.settled();
    } else if (passed.compareTo(RATE_WINDOW) >= 0 || rate == 0) {
      rate = (tally.settled() - windowSettled) * 1000.0 / Math.max(1, passed.toMillis());
      if (passed.compareTo(RATE_WINDOW) >= 0) {
        windowStart = now;
        windowSettled = tally.settled();
      }
    }
    return rate;
  }

  final String words(Seen seen) {
    Tally tally = seen.tally();
    double now = rate(tally);
    long sent = tally.count(Outcome.SENT);
    String left =
        now < 1
            ? ""
            : "  " + Durations.clock(Duration.ofSeconds((long) (tally.open() / now))) + " left";
    String standstill = seen.standstill().map(why -> "  " + why).orElse("");
    return String.format(
        Locale.ROOT,
        "%,.0f/s  %,d sent  %,d failed  %,d open%s%s",
        now,
        sent,
        tally.settled() - sent,
        tally.open(),
        left,
        standstill);
  }

  /** With every clause behind a bar; nothing where nothing is in the way. */
  static String clauses(List<Hindrance> hindrances) {
    return hindrances.stream().map(each -> "  | " + each.sentence()).collect(Collectors.joining());
  }

  /** Drawn over and over on the last line of a terminal. */
  private static final class Bar extends ProgressDisplay {
    private static final int PERCENT_AND_GAPS = 8;

    private volatile String words = "";
    private final ProgressBar bar;

    Bar(Terminal terminal, InstantSource clock) {
      super(clock);
      this.bar =
          new ProgressBarBuilder()
              .setInitialMax(1)
              .setUpdateIntervalMillis(200)
              .clearDisplayOnFinish()
              .setConsumer(LastLine.of(terminal.err()))
              .setRenderer((progress, width) -> render(progress.getNormalizedProgress(), width))
              .build();
    }

    @Override
    void show(Seen seen, List<Hindrance> hindrances) {
      Tally tally = seen.tally();
      words = words(seen) + clauses(hindrances);
      bar.maxHint(Math.max(1, tally.staged().recipients()));
      bar.stepTo(tally.settled());
    }

    private String render(double share, int width) {
      int room = Math.max(0, width - words.length() - PERCENT_AND_GAPS);
      int full = (int) Math.floor(share * room);
      String line =
          String.format(Locale.ROOT, " %3.0f%% ", Math.floor(share * 100))
              + "█".repeat(full)
              + "░".repeat(room - full)
              + "  "
              + words;
      return line.substring(0, Math.min(line.length(), width));
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** One plain line every few seconds. */
  private static final class Lines extends ProgressDisplay {
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final InstantSource clock;
    private Instant next;

    Lines(Terminal terminal, InstantSource clock) {
      super(clock);
      this.terminal = terminal;
      this.clock = clock;
      this.next = clock.instant().plus(BETWEEN);
    }

    @Override
    void show(Seen seen, List<Hindrance> hindrances) {
      String words = words(seen) + clauses(hindrances);
      if (!clock.instant().isBefore(next)) {
        terminal.note(words);
        next = next.plus(BETWEEN);
      }
    }
  }
}
