package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.delivery.DeliveryLedger.Lease;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts;
import dev.blast.report.Facts.EnvelopeFacts;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does the same random things to a ledger and to a {@link MemoryLedger}, and compares. */
final class RandomHistory {

  private static final int SHARDS = 2;
  private static final int ENVELOPES = 4;
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

  private final RunId run;
  private final Random random;
  private final MemoryLedger model = new MemoryLedger();
  private final List<Right> rights = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-01T08:00:00Z");

  /** One claim that both ledgers granted. */
  private record Right(Lease actual, Lease expected, List<Standing> standings) {}

  RandomHistory(RunId run, long seed) {
    this.run = run;
    this.random = new Random(seed);
  }

  void step(DeliveryLedger ledger) {
    now = now.plusMillis(random.nextInt(400));
    if (rights.isEmpty() || random.nextInt(3) == 0) {
      claim(ledger);
    } else {
      settle(ledger);
    }
  }

  /** Compares what is on record, and counts the outcomes by hand. */
  Map<Outcome, Long> verify(Facts facts) {
    Map<Outcome, Long> counted = new EnumMap<>(Outcome.class);
    for (int shard = 0; shard < SHARDS; shard++) {
      List<EnvelopeFacts> actual = new ArrayList<>();
      List<EnvelopeFacts> expected = new ArrayList<>();
      facts.envelopes(run, shard, actual::add);
      model.envelopes(run, shard, expected::add);
      assertThat(actual).isEqualTo(expected);
      for (EnvelopeFacts envelope : actual) {
        for (Standing standing : envelope.standings()) {
          if (standing instanceof Standing.Settled settled) {
            counted.merge(settled.outcome(), 1L, Long::sum);
          }
        }
      }
    }
    return counted;
  }

  private void claim(DeliveryLedger ledger) {
    EnvelopeId id = new EnvelopeId(run, random.nextInt(SHARDS), random.nextInt(ENVELOPES));
    int recipients = 2 + id.sequence() + (random.nextInt(20) == 0 ? 1 : 0);
    Instant until = now.plusMillis(random.nextInt(2_000));
    if (unknown(id) && recipients != 2 + id.sequence()) {
      return;
    }
    Answer<Claim> actual = Answer.of(() -> ledger.claim(id, recipients, now, until));
    Answer<Claim> expected = Answer.of(() -> model.claim(id, recipients, now, until));
    if (actual.value() instanceof Claim.Granted ours
        && expected.value() instanceof Claim.Granted theirs) {
      assertThat(ours.standings()).isEqualTo(theirs.standings());
      assertThat(ours.uncertain()).isEqualTo(theirs.uncertain());
      assertThat(ours.lease().until()).isEqualTo(theirs.lease().until());
      rights.add(new Right(ours.lease(), theirs.lease(), ours.standings()));
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private boolean unknown(EnvelopeId id) {
    return rights.stream().noneMatch(right -> right.actual().id().equals(id));
  }

  private void settle(DeliveryLedger ledger) {
    int back = Math.min(rights.size(), 1 + random.nextInt(4));
    Right right = rights.get(rights.size() - back);
    List<Standing> standings = right.standings().stream().map(this::next).toList();
    Answer<Boolean> actual = Answer.of(() -> ledger.settle(right.actual(), standings));
    Answer<Boolean> expected = Answer.of(() -> model.settle(right.expected(), standings));
    assertThat(actual).isEqualTo(expected);
  }

  private Standing next(Standing standing) {
    boolean misuse = random.nextInt(40) == 0;
    return switch (standing) {
      case Standing.Settled settled when !misuse -> settled;
      case Standing.Settled settled -> Standing.UNTRIED;
      case Standing.Open open -> next(open);
    };
  }

  private Standing next(Standing.Open open) {
    Reason reason = new Reason("code-" + random.nextInt(3), "问 \"" + random.nextInt(9));
    return switch (random.nextInt(4)) {
      case 0 -> open;
      case 1 -> new Standing.Open(open.attempts() + 1, open.deferrals(), reason, Instant.EPOCH);
      case 2 ->
          new Standing.Open(
              open.attempts(),
              open.deferrals() + 1,
              reason,
              Instant.ofEpochMilli(1_790_000_005_000L));
      default -> settled(open, reason);
    };
  }

  private Standing settled(Standing.Open open, Reason reason) {
    Outcome outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
    String providerId = random.nextBoolean() ? "" : "p-" + random.nextInt();
    return new Standing.Settled(outcome, reason, open.attempts() + 1, providerId, now);
  }

  /** What a call answered: a value, or that it was refused. */
  private record Answer<T>(@Nullable T value, boolean refused) {

    static <T> Answer<T> of(Supplier<T> call) {
      List<T> values = new ArrayList<>();
      Throwable thrown = catchThrowable(() -> values.add(call.get()));
      assertThat(thrown)
          .satisfiesAnyOf(
              nothing -> assertThat(nothing).isNull(),
              refusal -> assertThat(refusal).isInstanceOf(IllegalArgumentException.class));
      return new Answer<>(thrown == null ? values.getFirst() : null, thrown != null);
    }
  }
}
