package dev.blast.aws.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.ReasonCount;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MeteredFactsTest {

  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunId RUN = new RunId("spring", START);

  private final Map<String, Double> measured = new HashMap<>();
  private Instant now = START;
  private Instant deadline = START.plusSeconds(60);
  private long sent;

  @Test
  void itMeasuresHowFarARunIsAndTheDeadlineThatHoldsNow() {
    MeteredFacts facts = new MeteredFacts(facts(), () -> deadline, 100, meter(), () -> now);
    assertThat(facts.outcomes(RUN)).isEmpty();
    assertThat(measured).isEqualTo(Map.of("open", 100.0, "secondsToDeadline", 60.0));

    now = START.plusSeconds(4);
    sent = 30;
    deadline = START.plus(Duration.ofHours(1));
    assertThat(facts.outcomes(RUN)).containsEntry(Outcome.SENT, 30L);
    assertThat(measured)
        .as("a redrive gave it another deadline")
        .isEqualTo(Map.of("open", 70.0, "secondsToDeadline", 3_596.0, "ratePerSecond", 7.5));
  }

  private Facts facts() {
    return new Facts() {
      @Override
      public List<ReasonCount> reasons(RunId run) {
        return sent == 0 ? List.of() : List.of(new ReasonCount(Outcome.SENT, "", sent));
      }

      @Override
      public Optional<Ended> ending(RunId run) {
        return Optional.empty();
      }

      @Override
      public void envelopes(RunId run, int shard, Consumer<EnvelopeFacts> each) {}
    };
  }

  private Meter meter() {
    return new Meter() {
      @Override
      public void add(String name, long count) {}

      @Override
      public void set(String name, double value) {
        measured.put(name, value);
      }

      @Override
      public void emit() {}
    };
  }
}
