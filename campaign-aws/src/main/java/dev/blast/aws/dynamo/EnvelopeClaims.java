package dev.blast.aws.dynamo;

import dev.blast.aws.dynamo.EndingItems.Found;
import dev.blast.aws.dynamo.Requests.Update;
import dev.blast.aws.dynamo.Requests.Written;
import dev.blast.delivery.DeliveryLedger;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Claims and settles, one conditional write each.
 *
 * <p><b>A claim and the end of a run never miss each other</b>, though no transaction holds them
 * together. A claim writes first and then reads a copy of the ending; the end writes all copies
 * first, and then the sweep reads the envelopes; all reads are strongly consistent. So either the
 * claim sees the ending and gives the envelope back, or its write came before the sweep's read and
 * the sweep waits for it. A process that vanishes between the two has attempted nobody; what it
 * leaves is a lease: the sweep finds it before it counts the unclaimed, or the envelope stays among
 * those and its item is blank, which {@link RunFacts} and the sweep know.
 *
 * <p>Thread-safe.
 */
final class EnvelopeClaims implements DeliveryLedger {

  private static final String FREE_TO_CLAIM =
      "attribute_not_exists(pk)"
          + " OR (n = :n AND o > :zero AND (attribute_not_exists(u) OR u <= :now))";

  private final Requests requests;
  private final EndingItems endings;
  private final Envelopes envelopes;
  private final Counters counters;
  private final Map<Long, List<Standing>> claimed = Collections.synchronizedMap(new Remembered());

  /** What claims gave, by their tokens: a settle need not read what it must not change. */
  private static final class Remembered extends LinkedHashMap<Long, List<Standing>> {
    private static final long serialVersionUID = 1L;

    /** Beyond any number of envelopes that a process has in hand. */
    private static final int MOST = 10_000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, List<Standing>> eldest) {
      return size() > MOST;
    }
  }

  EnvelopeClaims(Requests requests, EndingItems endings, Envelopes envelopes, Counters counters) {
    this.requests = requests;
    this.endings = endings;
    this.envelopes = envelopes;
    this.counters = counters;
  }

  /**
   * What a claim found where it wrote.
   *
   * @param made nothing: the item is the claim's own
   * @param token the one to go back to
   * @param leaseUntil the lease to go back to, in ms; {@link EnvelopeItem#FREE} when there was none
   */
  private record Origin(boolean made, boolean blank, long token, long leaseUntil) {

    static Origin of(Optional<EnvelopeItem> before, long mine) {
      if (before.isEmpty()) {
        return new Origin(true, true, mine, EnvelopeItem.FREE);
      }
      EnvelopeItem item = before.get();
      if (item.token() != mine) {
        return new Origin(false, item.isBlank(), item.token(), item.leaseUntil());
      }
      // Written by an attempt of this claim whose answer was lost; it noted the lease it found.
      boolean made = item.isBlank() && item.found() == EnvelopeItem.FREE;
      return new Origin(made, item.isBlank(), mine, item.found());
    }

    boolean wasLeased() {
      return leaseUntil != EnvelopeItem.FREE;
    }
  }

  @Override
  public Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil) {
    Envelopes.holdsSomebody(id, recipients);
    Lease lease =
        new Lease(id, Envelopes.newToken(), Instant.ofEpochMilli(leaseUntil.toEpochMilli()));
    Written written =
        requests.update(
            id.run(),
            requests.table().envelope(id),
            new Update(
                "SET n = :n, o = if_not_exists(o, :n), t = :t, u = :u, p = if_not_exists(u, :free)",
                "",
                FREE_TO_CLAIM,
                Map.of(
                    ":n", Requests.number(recipients),
                    ":zero", Requests.number(0),
                    ":t", Requests.number(lease.token()),
                    ":u", Requests.number(leaseUntil.toEpochMilli()),
                    ":now", Requests.number(now.toEpochMilli()),
                    ":free", Requests.number(EnvelopeItem.FREE))));
    return switch (written) {
      case Written.Done(Map<String, AttributeValue> before) ->
          written(lease, recipients, EnvelopeItem.of(before));
      case Written.Refused(Map<String, AttributeValue> found) ->
          refused(lease, recipients, EnvelopeItem.of(found).orElseThrow());
    };
  }

  private Claim refused(Lease lease, int recipients, EnvelopeItem found) {
    Envelopes.same(lease.id(), found.recipients(), recipients);
    if (found.token() == lease.token()) {
      return written(lease, recipients, Optional.of(found));
    }
    return found.open() == 0
        ? new Claim.AllSettled()
        : new Claim.Held(Instant.ofEpochMilli(found.leaseUntil()));
  }

  /** The envelope is leased to this claim; now it must not have come too late. */
  private Claim written(Lease lease, int recipients, Optional<EnvelopeItem> before) {
    Origin origin = Origin.of(before, lease.token());
    if (isOver(lease, origin)) {
      giveBack(lease, origin);
      return new Claim.AllSettled();
    }
    List<Standing> standings =
        before
            .map(item -> item.standings(lease.id()))
            .orElseGet(() -> Collections.nCopies(recipients, Standing.UNTRIED));
    claimed.put(lease.token(), standings);
    return new Claim.Granted(lease, standings, origin.wasLeased());
  }

  private boolean isOver(Lease lease, Origin origin) {
    try {
      Optional<Found> ended = endings.findFor(lease.id());
      // After the sweep the ending speaks for the blank ones only: others may have been redriven.
      return ended.isPresent() && (!ended.get().isOver() || origin.blank());
    } catch (LedgerUnreachable failure) {
      try {
        giveBack(lease, origin);
      } catch (LedgerUnreachable again) {
        // its lease runs out; nobody was attempted
        failure.addSuppressed(again);
      }
      throw failure;
    }
  }

  /** As if it had never been claimed, unless somebody else has dealt with it since. */
  private void giveBack(Lease lease, Origin origin) {
    EnvelopeId id = lease.id();
    Map<String, AttributeValue> key = requests.table().envelope(id);
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":t", Requests.number(lease.token()));
    String mine = "t = :t AND attribute_exists(u)";
    if (origin.made()) {
      requests.delete(id.run(), key, mine, values);
      return;
    }
    values.put(":before", Requests.number(origin.token()));
    if (origin.wasLeased()) {
      values.put(":u", Requests.number(origin.leaseUntil()));
    }
    requests.update(
        id.run(),
        key,
        origin.wasLeased()
            ? new Update("SET t = :before, u = :u", "p", mine, values)
            : new Update("SET t = :before", "u, p", mine, values));
  }

  @Override
  public boolean settle(Lease lease, List<Standing> standings) {
    EnvelopeId id = lease.id();
    List<Standing> known = claimed.get(lease.token());
    List<Standing> before = known != null ? known : current(lease).orElse(List.of());
    if (before.isEmpty()) {
      return false;
    }
    Optional<String> wrong = wrong(id, before, standings);
    if (wrong.isPresent()) {
      if (current(lease).isPresent()) {
        throw new IllegalArgumentException(wrong.get());
      }
      return false;
    }
    boolean settled = write(lease, standings);
    claimed.remove(lease.token());
    if (settled) {
      counters.add(id.run(), OutcomeCounts.change(before, standings));
    }
    return settled;
  }

  /** What is on record, for a lease that this process did not claim; empty when it is over. */
  private Optional<List<Standing>> current(Lease lease) {
    return envelopes
        .find(lease.id())
        .filter(item -> item.token() == lease.token() && item.isLeased())
        .map(item -> item.standings(lease.id()));
  }

  private static Optional<String> wrong(
      EnvelopeId id, List<Standing> before, List<Standing> after) {
    if (before.size() != after.size()) {
      return Optional.of(Envelopes.otherSize(id, before.size(), after.size()));
    }
    return IntStream.range(0, before.size())
        .filter(i -> before.get(i) instanceof Standing.Settled)
        .filter(i -> !before.get(i).equals(after.get(i)))
        .mapToObj(i -> "recipient " + i + " of " + id + " is settled and stays so")
        .findFirst();
  }

  /** Nothing but a settle, a claim or a rewrite changes standings, and each changes t or u. */
  private boolean write(Lease lease, List<Standing> standings) {
    String call = UUID.randomUUID().toString().substring(0, 13);
    Written written =
        requests.update(
            lease.id().run(),
            requests.table().envelope(lease.id()),
            new Update(
                "SET o = :o, s = :s, x = :x",
                "u, p",
                "t = :t AND attribute_exists(u)",
                Map.of(
                    ":o",
                    Requests.number(standings.size() - OutcomeCounts.settled(standings)),
                    ":s",
                    StandingsAttribute.of(standings),
                    ":x",
                    Requests.text(call),
                    ":t",
                    Requests.number(lease.token()))));
    return switch (written) {
      case Written.Done done -> true;
      // an earlier attempt of this very call, whose answer was lost
      case Written.Refused(Map<String, AttributeValue> found) ->
          EnvelopeItem.of(found).filter(item -> item.settledBy().equals(call)).isPresent();
    };
  }
}
