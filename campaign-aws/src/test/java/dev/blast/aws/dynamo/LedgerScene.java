package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.delivery.DeliveryLedger;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Ending;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.ReasonCount;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.report.Facts.EnvelopeFacts;
import dev.blast.run.RunId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A run on a table, and what the tests of the ledger say about it. */
abstract class LedgerScene {

  static final RunId RUN = new RunId("morning", Instant.parse("2026-03-01T08:00:00Z"));
  static final Instant NOW = Instant.parse("2026-03-01T08:00:05.123Z");
  static final Instant LATER = NOW.plusSeconds(60);
  static final Ending CANCELLED = Ending.cancelled(NOW);
  static final EnvelopeId FIRST = new EnvelopeId(RUN, 0, 0);
  static final EnvelopeId SECOND = new EnvelopeId(RUN, 1, 7);
  static final Standing SENT = new Standing.Settled(Outcome.SENT, Reason.NONE, 1, "p-1", NOW);
  static final Standing REFUSED =
      new Standing.Settled(Outcome.REJECTED, Reason.of("http-404"), 1, "", NOW);

  final Ledgers ledgers = new Ledgers();
  final Wire wire = ledgers.dynamo().wire();
  final DynamoLedger ledger = ledgers.current();

  @AfterEach
  void drop() {
    ledgers.close();
  }

  static Claim claim(DeliveryLedger of, EnvelopeId id, int recipients) {
    return of.claim(id, recipients, NOW, LATER);
  }

  static Claim.Granted granted(Claim claim) {
    assertThat(claim).isInstanceOf(Claim.Granted.class);
    return (Claim.Granted) claim;
  }

  static void settle(DynamoLedger of, EnvelopeId id, Standing... standings) {
    Claim.Granted granted = granted(claim(of, id, standings.length));
    assertThat(of.settle(granted.lease(), List.of(standings))).isTrue();
  }

  /** What another process reads: nothing that this one only has in memory. */
  List<ReasonCount> reasons() {
    return ledgers.another().reasons(RUN);
  }

  List<EnvelopeFacts> envelopes() {
    List<EnvelopeFacts> found = new ArrayList<>();
    for (int shard = 0; shard < Ledgers.SHARDS; shard++) {
      ledgers.another().envelopes(RUN, shard, found::add);
    }
    return found;
  }

  static ReasonCount count(Outcome outcome, String code, long recipients) {
    return new ReasonCount(outcome, code, recipients);
  }

  Optional<Long> unclaimed() {
    return ledger.ending(RUN).map(ended -> ended.unclaimed());
  }

  /** The answers to the first of these requests are lost, after they were carried out. */
  AtomicInteger loseAnswers(String lost, int times) {
    AtomicInteger sent = new AtomicInteger();
    wire.after(
        (operation, body) -> {
          if (operation.equals(lost) && sent.incrementAndGet() <= times) {
            throw new IOException("connection reset by peer");
          }
        });
    return sent;
  }

  /** Once, before the first of these requests is sent, this happens; several may come at a time. */
  void before(String awaited, Runnable happens) {
    before(awaited, "", happens);
  }

  /** The same, with a part of the request's body. */
  void before(String awaited, String part, Runnable happens) {
    AtomicBoolean happened = new AtomicBoolean();
    wire.before(
        (operation, body) -> {
          boolean now = operation.equals(awaited) && body.contains(part);
          if (now && happened.compareAndSet(false, true)) {
            wire.heal();
            happens.run();
          }
        });
  }

  /** The process loses its way to the table with the first of these requests, for good. */
  void vanishBefore(String last) {
    wire.before(
        (operation, body) -> {
          if (operation.equals(last)) {
            wire.before(
                (any, other) -> {
                  throw new IOException("network is unreachable");
                });
            throw new IOException("network is unreachable");
          }
        });
  }
}
