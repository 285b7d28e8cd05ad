package dev.blast.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.LocalFile;
import dev.blast.delivery.DeliveryLedger.Claim;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.EnvelopeId;
import dev.blast.stage.CampaignFixture;
import dev.blast.stage.Rejects;
import dev.blast.stage.Staging;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the ledger writes for a recipient: the largest line of a bill that is not the provider's.
 */
class WriteUnitsTest extends LedgerScene {

  /** The most of a batch that SQS hands to a sender, and of a flush. */
  private static final int ENVELOPES_PER_INVOCATION = 10;

  private static final int INVOCATIONS = 5;

  @TempDir Path folder;
  private final Random random = new Random(7);

  @Test
  void packedByItselfARecipientTakesLessThanATenthOfAUnit() throws IOException {
    assertThat(unitsPerRecipient("auto", packingOfAMillion())).isLessThan(0.1);
  }

  @Test
  void oneRecipientPerEnvelopeTakesAClaimASettleAndItsPartOfAFlush() {
    assertThat(unitsPerRecipient("1", 1)).isBetween(2.0, 2.2);
  }

  private double unitsPerRecipient(String asked, int packing) {
    ledgers.dynamo().units().reset();
    int sequence = 0;
    for (int invocation = 0; invocation < INVOCATIONS; invocation++) {
      for (int i = 0; i < ENVELOPES_PER_INVOCATION; i++) {
        deliver(new EnvelopeId(RUN, 0, sequence++), packing);
      }
      ledger.flush();
    }
    long recipients = (long) packing * sequence;
    double each = ledgers.dynamo().units().written() / recipients;
    System.out.printf(
        Locale.ROOT,
        "ledger, packing %s (%d recipients an envelope): %.4f write units a recipient; %s%n",
        asked,
        packing,
        each,
        ledgers.dynamo().units());
    return each;
  }

  private void deliver(EnvelopeId id, int packing) {
    Claim.Granted granted = granted(claim(ledger, id, packing));
    List<Standing> after = new ArrayList<>();
    for (int i = 0; i < packing; i++) {
      String providerId = new UUID(random.nextLong(), random.nextLong()).toString();
      after.add(
          new Standing.Settled(
              Outcome.SENT, Reason.NONE, 1, providerId, NOW.plusMillis(random.nextInt(400))));
    }
    assertThat(ledger.settle(granted.lease(), after)).isTrue();
  }

  /** What staging makes of an audience of which a thousandth does not fill an envelope. */
  private int packingOfAMillion() throws IOException {
    Path audience = folder.resolve("audience.csv");
    try (BufferedWriter out = Files.newBufferedWriter(audience)) {
      out.write("id,email,name\n");
      for (int i = 0; i < 1_000_000; i++) {
        out.write("r" + i + ",person" + i + "@example.com,Person " + i + "\n");
      }
    }
    Staging staging = new Staging(uri -> new LocalFile(folder.resolve(uri)));
    Staging.Answer answer =
        staging.stage(CampaignFixture.plain().build(), folder.resolve("run"), Rejects.NONE);
    assertThat(answer).isInstanceOf(Staging.Answer.Staged.class);
    return ((Staging.Answer.Staged) answer).manifest().packing();
  }
}
