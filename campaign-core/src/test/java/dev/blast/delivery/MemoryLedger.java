package dev.blast.delivery;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger in memory, for tests: the real contract, without the durability. */
public final class MemoryLedger implements DeliveryLedger, DeadEnvelopes, Facts {

  private final Map<EnvelopeId, Entry> entries = new HashMap<>();
  private final Map<RunId, EnumMap<Outcome, Long>> counts = new HashMap<>();

  private static final class Entry {
    private List<Standing> standings;
    private long token;
    private @Nullable Instant leaseUntil;

    Entry(int recipients) {
      standings = Collections.nCopies(recipients, Standing.UNTRIED);
    }

    boolean allSettled() {
      return standings.stream().noneMatch(Standing.Open.class::isInstance);
    }
  }

  @Override
  public synchronized Claim claim(EnvelopeId id, int recipients, Instant now, Instant leaseUntil) {
    Entry entry = entry(id, recipients);
    Instant held = entry.leaseUntil;
    if (entry.allSettled()) {
      return new Claim.AllSettled();
    }
    if (held != null && held.isAfter(now)) {
      return new Claim.Held(held);
    }
    Instant until = leaseUntil.truncatedTo(ChronoUnit.MILLIS);
    entry.token++;
    entry.leaseUntil = until;
    return new Claim.Granted(new Lease(id, entry.token, until), entry.standings, held != null);
  }

  @Override
  public synchronized boolean settle(Lease lease, List<Standing> standings) {
    Entry entry = entries.get(lease.id());
    if (entry == null || entry.leaseUntil == null || entry.token != lease.token()) {
      return false;
    }
    record(lease.id(), entry, standings);
    return true;
  }

  /** Gives up what is still open, unless somebody holds the envelope; answers whether it did. */
  public synchronized boolean recordUnsendable(
      EnvelopeId id, int recipients, Reason reason, Instant at) {
    Entry entry = entry(id, recipients);
    if (entry.allSettled() || (entry.leaseUntil != null && entry.leaseUntil.isAfter(at))) {
      return false;
    }
    giveUp(id, entry, Outcome.INVALID, reason, at);
    return true;
  }

  @Override
  public synchronized Fate giveUp(
      EnvelopeId id, int recipients, boolean silent, Reason reason, Instant at) {
    if (recipients < 1) {
      throw new IllegalArgumentException(id + " holds nobody");
    }
    if (!entries.containsKey(id) && !silent) {
      return Fate.OPEN;
    }
    Entry entry = entry(id, recipients);
    if (entry.allSettled()) {
      boolean before =
          entry.standings.stream()
              .map(Standing.Settled.class::cast)
              .anyMatch(settled -> settled.reason().code().equals(reason.code()));
      return before ? Fate.GIVEN_UP : Fate.SETTLED;
    }
    if (entry.leaseUntil != null && entry.leaseUntil.isAfter(at)) {
      return Fate.HELD;
    }
    if (entry.leaseUntil == null && entry.token > 0) {
      return Fate.OPEN;
    }
    giveUp(id, entry, Outcome.DEAD, reason, at);
    return Fate.GIVEN_UP;
  }

  private void giveUp(EnvelopeId id, Entry entry, Outcome otherwise, Reason reason, Instant at) {
    boolean uncertain = entry.leaseUntil != null;
    entry.token++;
    record(
        id,
        entry,
        entry.standings.stream()
            .map(each -> given(each, otherwise, uncertain, reason, at))
            .toList());
  }

  /** Ends every lease of a run, as if its holder had vanished. */
  public synchronized void voidLeases(RunId run) {
    entries.forEach(
        (id, entry) -> {
          if (id.run().equals(run) && entry.leaseUntil != null) {
            entry.token++;
            entry.leaseUntil = Instant.EPOCH;
          }
        });
  }

  @Override
  public synchronized Map<Outcome, Long> outcomes(RunId run) {
    return new EnumMap<>(counts.getOrDefault(run, new EnumMap<>(Outcome.class)));
  }

  @Override
  public synchronized void envelopes(RunId run, int shard, Consumer<EnvelopeFacts> each) {
    List.copyOf(entries.entrySet()).stream()
        .filter(entry -> entry.getKey().run().equals(run) && entry.getKey().shard() == shard)
        .map(entry -> facts(entry.getKey().sequence(), entry.getValue()))
        .sorted(Comparator.comparingInt(EnvelopeFacts::sequence))
        .forEach(each);
  }

  private static EnvelopeFacts facts(int sequence, Entry entry) {
    return new EnvelopeFacts(sequence, entry.leaseUntil != null, entry.standings);
  }

  private static Standing given(
      Standing standing, Outcome otherwise, boolean uncertain, Reason reason, Instant at) {
    return switch (standing) {
      case Standing.Settled settled -> settled;
      case Standing.Open open -> open.givenUp(otherwise, uncertain, reason, at);
    };
  }

  private Entry entry(EnvelopeId id, int recipients) {
    Entry known = entries.get(id);
    int expected = known == null ? recipients : known.standings.size();
    if (recipients < 1 || recipients != expected) {
      throw new IllegalArgumentException(id + " holds " + expected + ", not " + recipients);
    }
    return entries.computeIfAbsent(id, unknown -> new Entry(recipients));
  }

  private void record(EnvelopeId id, Entry entry, List<Standing> standings) {
    if (standings.size() != entry.standings.size()) {
      throw new IllegalArgumentException("standings of " + id + " are " + standings.size());
    }
    for (int i = 0; i < standings.size(); i++) {
      if (entry.standings.get(i) instanceof Standing.Settled before
          && !before.equals(standings.get(i))) {
        throw new IllegalArgumentException("recipient " + i + " of " + id + " is settled");
      }
    }
    EnumMap<Outcome, Long> run =
        counts.computeIfAbsent(id.run(), unknown -> new EnumMap<>(Outcome.class));
    for (int i = 0; i < standings.size(); i++) {
      if (entry.standings.get(i) instanceof Standing.Open
          && standings.get(i) instanceof Standing.Settled now) {
        run.merge(now.outcome(), 1L, Long::sum);
      }
    }
    entry.standings = List.copyOf(standings);
    entry.leaseUntil = null;
  }
}
