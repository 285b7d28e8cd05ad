package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.Hindrance;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Tally;
import dev.blast.run.Control;
import dev.blast.watch.Watch;
import dev.blast.watch.Watch.Seen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

  private static final Tally TALLY = Tally.of(new StagedCounts(10, Map.of(), 10), Map.of());

  private final StringWriter err = new StringWriter();
  private Instant now = Instant.parse("2026-03-01T07:00:00Z");

  @Test
  void aLineSaysWhyTheRunIsNotFaster() {
    assertThat(
            line(
                List.of(
                    new Hindrance.Suspended(
                        "webhook api.example.com",
                        Instant.parse("2026-03-01T07:00:09.5Z"),
                        "http-503"),
                    new Hindrance.Narrowed("demo", 4, 64))))
        .isEqualTo(
            "0/s  0 sent  0 failed  10 open"
                + "  | webhook api.example.com is out of order (http-503): nothing is attempted"
                + " before 2026-03-01T07:00:09Z"
                + "  | demo gets 4 attempts at a time instead of 64");
  }

  @Test
  void aLineOfARunThatNothingHindersIsAsItWas() {
    assertThat(line(List.of())).isEqualTo("0/s  0 sent  0 failed  10 open");
  }

  @Test
  void pushbackIsToldInPercent() {
    assertThat(line(List.of(new Hindrance.Pushback("demo", 37))))
        .endsWith("  | demo throttled or timed out 37 % of the last attempts");
  }

  private String line(List<Hindrance> hindrances) {
    Terminal terminal = new Terminal(new PrintWriter(err), new PrintWriter(err, true), false);
    try (ProgressDisplay display = ProgressDisplay.on(terminal, () -> now)) {
      now = now.plusSeconds(6);
      display.show(new Seen(TALLY, Control.NONE, Optional.empty(), Watch.Phase.GOING), hindrances);
    }
    return err.toString().strip();
  }
}
