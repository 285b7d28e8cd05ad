package dev.blast.delivery;

import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Reopening;
import dev.blast.redrive.Selection;
import dev.blast.report.Facts;
import dev.blast.run.RunId;
import dev.blast.watch.Endings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger in memory, for tests: the real contract, without the durability. */
public final class MemoryLedger
    implements DeliveryLedger, DeadEnvelopes, Facts, Endings, Reopening {

  private final Map<EnvelopeId, Entry> entries = new HashMap<>();
  private final Map<RunId, Ending> endings = new HashMap<>();
  private final Map<RunId, Ended> ended = new HashMap<>();

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
    boolean mayBeClaimed = !endings.containsKey(id.run()) || isOver(id.run(), id);
    if (!mayBeClaimed) {
      return new Claim.AllSettled();
    }
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
    Ending ending = ended.containsKey(lease.id().run()) ? null : endings.get(lease.id().run());
    record(lease.id(), entry, ending == null ? standings : over(standings, ending, false));
    return true;
  }

  /** Whether the run was ended, the sweep is done, and the envelope has standings of its own. */
  private boolean isOver(RunId run, EnvelopeId id) {
    return ended.containsKey(run) && entries.containsKey(id);
  }

  private static List<Standing> over(List<Standing> standings, Ending ending, boolean uncertain) {
    return standings.stream()
        .map(each -> each instanceof Standing.Open open ? ending.of(open, uncertain) : each)
        .toList();
  }

  /** Gives up what is still open, unless somebody holds the envelope; answers whether it did. */
  public synchronized boolean recordUnsendable(
      EnvelopeId id, int recipients, Reason reason, Instant at) {
    if (endings.containsKey(id.run())) {
      return false;
    }
    Entry entry = entry(id, recipients);
    if (entry.allSettled() || (entry.leaseUntil != null && entry.leaseUntil.isAfter(at))) {
      return false;
    }
    giveUp(id, entry, Outcome.INVALID, reason, at);
    return true;
  }

  @Override
  public synchronized Fate giveUp(EnvelopeId id, int recipients, Reason reason, Instant at) {
    if (recipients < 1) {
      throw new IllegalArgumentException(id + " holds nobody");
    }
    if (!entries.containsKey(id)) {
      return endings.containsKey(id.run()) ? Fate.SETTLED : Fate.OPEN;
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
    if (entry.leaseUntil == null) {
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
  public synchronized void end(RunId run, Ending ending) {
    endings.putIfAbsent(run, ending);
  }

  @Override
  public synchronized Optional<Ending> unswept(RunId run) {
    return Optional.ofNullable(endings.get(run)).filter(any -> !ended.containsKey(run));
  }

  @Override
  public synchronized boolean sweep(RunId run, Ending ending, long recipients, Instant now) {
    Ending first = endings.get(run);
    boolean isEnded = first != null;
    boolean allSettled = true;
    long claimed = 0;
    for (Map.Entry<EnvelopeId, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      if (!each.getKey().run().equals(run)) {
        continue;
      }
      Instant held = entry.leaseUntil;
      if (isEnded && !entry.allSettled() && (held == null || !held.isAfter(now))) {
        entry.token++;
        record(each.getKey(), entry, over(entry.standings, ending, held != null));
      }
      allSettled &= entry.allSettled();
      claimed += entry.standings.size();
    }
    if (first != null && allSettled) {
      ended.putIfAbsent(run, new Ended(first, recipients - claimed));
    }
    return allSettled && (isEnded || claimed == recipients);
  }

  @Override
  public synchronized long reopen(RunId run, Selection selection) {
    long reopened = 0;
    for (Map.Entry<EnvelopeId, Entry> each : entries.entrySet()) {
      if (each.getKey().run().equals(run)) {
        Entry entry = each.getValue();
        List<Standing> after = entry.standings.stream().map(selection::reopened).toList();
        reopened += after.stream().filter(now -> !entry.standings.contains(now)).count();
        entry.token++;
        entry.standings = after;
      }
    }
    Ended over = ended.get(run);
    if (over != null && selection.covers(over.ending().outcome(), over.ending().reason().code())) {
      ended.remove(run);
      endings.remove(run);
      reopened += over.unclaimed();
    }
    return reopened;
  }

  @Override
  public synchronized Optional<Ended> ending(RunId run) {
    return Optional.ofNullable(ended.get(run));
  }

  @Override
  public synchronized List<ReasonCount> reasons(RunId run) {
    Map<Outcome, Map<String, Long>> counts = new EnumMap<>(Outcome.class);
    entries.forEach(
        (id, entry) -> {
          if (id.run().equals(run)) {
            entry.standings.forEach(each -> count(each, counts));
          }
        });
    ending(run)
        .ifPresent(
            over -> add(over.ending().outcome(), over.ending().reason(), over.unclaimed(), counts));
    return counts.entrySet().stream()
        .flatMap(
            outcome ->
                outcome.getValue().entrySet().stream()
                    .map(code -> new ReasonCount(outcome.getKey(), code.getKey(), code.getValue())))
        .filter(count -> count.recipients() > 0)
        .sorted(
            Comparator.comparing(ReasonCount::outcome)
                .thenComparing(Comparator.comparingLong(ReasonCount::recipients).reversed())
                .thenComparing(ReasonCount::code))
        .toList();
  }

  private static void count(Standing standing, Map<Outcome, Map<String, Long>> counts) {
    if (standing instanceof Standing.Settled settled) {
      add(settled.outcome(), settled.reason(), 1, counts);
    }
  }

  private static void add(
      Outcome outcome, Reason reason, long more, Map<Outcome, Map<String, Long>> counts) {
    counts.computeIfAbsent(outcome, first -> new HashMap<>()).merge(reason.code(), more, Long::sum);
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
    entry.standings = List.copyOf(standings);
    entry.leaseUntil = null;
  }
}
