package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.redrive.Selection;
import dev.blast.report.Facts.EnvelopeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Shards of several pages: DynamoDB reads 1 MB at a time. */
class ManyEnvelopesTest extends LedgerScene {

  private static final int ENVELOPES = 40;
  private static final int RECIPIENTS = 600;

  private final Random random = new Random(3);

  @Test
  void everyPageIsReadInOrderSweptAndReopened() {
    Standing dead = new Standing.Settled(Outcome.DEAD, Reason.of("timeout"), 5, "", NOW);
    for (int sequence : IntStream.range(0, ENVELOPES).map(i -> i * 7 % ENVELOPES).toArray()) {
      List<Standing> standings = new ArrayList<>();
      for (int i = 0; i < RECIPIENTS - 2; i++) {
        standings.add(noisy());
      }
      standings.add(dead);
      standings.add(sequence % 2 == 0 ? Standing.UNTRIED : REFUSED);
      settle(ledger, new EnvelopeId(RUN, 2, sequence), standings.toArray(Standing[]::new));
    }
    ledger.flush();
    long pages = pagesOf(2);

    assertThat(pages).isGreaterThan(1);
    assertThat(envelopes().stream().map(EnvelopeFacts::sequence))
        .containsExactlyElementsOf(IntStream.range(0, ENVELOPES).boxed().toList());
    assertThat(ledger.of(RUN, 2, ENVELOPES).cardinality()).isEqualTo(ENVELOPES / 2);

    ledger.end(RUN, CANCELLED);
    assertThat(ledger.sweep(RUN, CANCELLED, (long) ENVELOPES * RECIPIENTS, NOW)).isTrue();
    assertThat(ledger.of(RUN, 2, ENVELOPES).cardinality()).isEqualTo(ENVELOPES);
    assertThat(ledger.reopen(RUN, new Selection(Set.of(Outcome.DEAD), Optional.empty())))
        .isEqualTo(ENVELOPES);
    assertThat(reasons())
        .containsExactly(
            count(Outcome.SENT, "", (RECIPIENTS - 2L) * ENVELOPES),
            count(Outcome.REJECTED, "http-404", ENVELOPES / 2),
            count(Outcome.CANCELLED, "cancelled", ENVELOPES / 2));
    assertThat(ledgers.another().recount(RUN)).isTrue();
    assertThat(reasons().getFirst().recipients()).isEqualTo((RECIPIENTS - 2L) * ENVELOPES);
  }

  /** Read here with the SDK alone. */
  private long pagesOf(int shard) {
    return ledgers
        .dynamo()
        .client()
        .queryPaginator(
            query ->
                query
                    .tableName(ledgers.dynamo().table().name())
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(
                        java.util.Map.of(
                            ":pk",
                            AttributeValue.fromS(ledgers.dynamo().table().shard(RUN, shard)))))
        .stream()
        .count();
  }

  /** Its id does not deflate. */
  private Standing noisy() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      id.append((char) ('0' + random.nextInt(78)));
    }
    return new Standing.Settled(Outcome.SENT, Reason.NONE, 1, id.toString(), NOW);
  }
}
