package dev.blast.aws.dynamo;

import dev.blast.delivery.DeadEnvelopes;
import dev.blast.delivery.DeliveryLedger;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.dispatch.Unsendables;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Envelopes that are given up: by the queue, or with a dead message. Thread-safe. */
final class EnvelopeFates implements Unsendables, DeadEnvelopes {

  /** Longer than the two requests of {@link #recordUnclaimed} take, repeats included. */
  private static final Duration A_MOMENT = Duration.ofSeconds(30);

  private final Envelopes envelopes;
  private final EndingItems endings;
  private final DeliveryLedger claims;
  private final Counters counters;

  EnvelopeFates(
      Envelopes envelopes, EndingItems endings, DeliveryLedger claims, Counters counters) {
    this.envelopes = envelopes;
    this.endings = endings;
    this.claims = claims;
    this.counters = counters;
  }

  @Override
  public void record(EnvelopeId id, int recipients, Reason reason, Instant at) {
    Envelopes.holdsSomebody(id, recipients);
    Optional<EnvelopeItem> found = envelopes.find(id);
    while (found.isPresent() && !record(id, recipients, found.get(), reason, at)) {
      found = envelopes.find(id);
    }
    if (found.isEmpty()) {
      recordUnclaimed(id, recipients, reason, at);
    }
    counters.flush(id.run());
  }

  /** Answers false when the item has changed since it was read. */
  private boolean record(
      EnvelopeId id, int recipients, EnvelopeItem item, Reason reason, Instant at) {
    Envelopes.same(id, item.recipients(), recipients);
    return item.open() == 0
        || item.isHeld(at.toEpochMilli())
        || endingSpeaksFor(id, item)
        || giveUp(id, item, Outcome.INVALID, reason, at);
  }

  /**
   * By a claim and a settle: only so the end of the run and this do not both count them. A process
   * that vanishes between the two leaves them as whoever vanishes with a claim does: in doubt.
   */
  private void recordUnclaimed(EnvelopeId id, int recipients, Reason reason, Instant at) {
    if (claims.claim(id, recipients, at, at.plus(A_MOMENT)) instanceof Claim.Granted granted) {
      boolean uncertain = granted.uncertain();
      claims.settle(
          granted.lease(),
          Envelopes.over(
              granted.standings(), open -> open.givenUp(Outcome.INVALID, uncertain, reason, at)));
    }
  }

  @Override
  public Fate giveUp(EnvelopeId id, int recipients, Reason reason, Instant at) {
    Envelopes.holdsSomebody(id, recipients);
    Optional<Fate> fate = Optional.empty();
    while (fate.isEmpty()) {
      Optional<EnvelopeItem> found = envelopes.find(id);
      fate = found.isEmpty() ? unclaimed(id) : fate(id, recipients, found.get(), reason, at);
    }
    counters.flush(id.run());
    return fate.get();
  }

  /** Of an envelope that was never claimed the run's ending speaks, once there is one. */
  private Optional<Fate> unclaimed(EnvelopeId id) {
    return Optional.of(endings.findFor(id).isPresent() ? Fate.SETTLED : Fate.OPEN);
  }

  /** Empty when the item has changed since it was read. */
  private Optional<Fate> fate(
      EnvelopeId id, int recipients, EnvelopeItem item, Reason reason, Instant at) {
    Envelopes.same(id, item.recipients(), recipients);
    if (item.open() == 0) {
      return Optional.of(wasGivenUp(id, item, reason) ? Fate.GIVEN_UP : Fate.SETTLED);
    }
    if (item.isHeld(at.toEpochMilli())) {
      return Optional.of(Fate.HELD);
    }
    if (!item.isLeased()) {
      return Optional.of(Fate.OPEN);
    }
    if (endingSpeaksFor(id, item)) {
      return Optional.of(Fate.SETTLED);
    }
    return giveUp(id, item, Outcome.DEAD, reason, at)
        ? Optional.of(Fate.GIVEN_UP)
        : Optional.empty();
  }

  private static boolean wasGivenUp(EnvelopeId id, EnvelopeItem item, Reason reason) {
    return item.standings(id).stream()
        .anyMatch(
            standing ->
                standing instanceof Standing.Settled settled
                    && settled.reason().code().equals(reason.code()));
  }

  /**
   * Whether it is blank and the run was ended: its claim may have come after the end, and then its
   * recipients are counted with the unclaimed; the sweep knows. The item must have been read
   * before: who was claimed before the end is found by the sweep, and changed by it.
   */
  private boolean endingSpeaksFor(EnvelopeId id, EnvelopeItem item) {
    return item.isBlank() && endings.findFor(id).isPresent();
  }

  private boolean giveUp(
      EnvelopeId id, EnvelopeItem item, Outcome otherwise, Reason reason, Instant at) {
    List<Standing> before = item.standings(id);
    // A lease that ran out without an end.
    boolean uncertain = item.isLeased();
    List<Standing> after =
        Envelopes.over(before, open -> open.givenUp(otherwise, uncertain, reason, at));
    return envelopes.rewrite(id, item, before, after);
  }
}
