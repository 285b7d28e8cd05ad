package dev.blast.aws.function;

import dev.blast.outcome.ReasonCount;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Facts of one run that are measured whenever its watch reads them: how many are open, how many
 * were settled a second since the read before, and the seconds to the deadline. Not thread-safe.
 */
public final class MeteredFacts implements Facts {

  private final Facts facts;
  private final Supplier<Instant> deadline;
  private final long recipients;
  private final Meter meter;
  private final InstantSource clock;
  private Optional<Read> before = Optional.empty();

  private record Read(long settled, Instant at) {}

  /**
   * @param deadline the run's, or the one that a redrive gave it
   * @param recipients of the run, as staged
   */
  public MeteredFacts(
      Facts facts, Supplier<Instant> deadline, long recipients, Meter meter, InstantSource clock) {
    this.facts = facts;
    this.deadline = deadline;
    this.recipients = recipients;
    this.meter = meter;
    this.clock = clock;
  }

  @Override
  public List<ReasonCount> reasons(RunId id) {
    List<ReasonCount> reasons = facts.reasons(id);
    Instant now = clock.instant();
    long settled = reasons.stream().mapToLong(ReasonCount::recipients).sum();
    meter.set("open", (double) (recipients - settled));
    meter.set("secondsToDeadline", (double) Duration.between(now, deadline.get()).toSeconds());
    before.ifPresent(read -> rate(read, settled, now));
    before = Optional.of(new Read(settled, now));
    return reasons;
  }

  private void rate(Read read, long settled, Instant now) {
    long millis = Duration.between(read.at(), now).toMillis();
    if (millis > 0) {
      meter.set("ratePerSecond", (settled - read.settled()) * 1000.0 / millis);
    }
  }

  @Override
  public Optional<Ended> ending(RunId id) {
    return facts.ending(id);
  }

  @Override
  public void envelopes(RunId id, int shard, Consumer<EnvelopeFacts> each) {
    facts.envelopes(id, shard, each);
  }
}
