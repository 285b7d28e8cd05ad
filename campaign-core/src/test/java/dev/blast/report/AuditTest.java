package dev.blast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.outcome.Ending;
import dev.blast.outcome.Exclusion;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.StagedCounts;
import dev.blast.outcome.Standing;
import dev.blast.outcome.Tally;
import dev.blast.run.RunId;
import dev.blast.stage.Manifest;
import dev.blast.stage.RowSet;
import dev.blast.stage.ShardPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditTest {

  private static final RunId RUN = new RunId("test", Instant.EPOCH);
  private static final Standing SENT = settled(Outcome.SENT);
  private static final Standing REJECTED = settled(Outcome.REJECTED);

  /** Shard 0: five recipients in envelopes of 2, 2, 1; shard 1: one recipient, one duplicate. */
  private static final Manifest MANIFEST = manifest(counts(8, 6));

  private final ScriptedFacts facts = new ScriptedFacts();

  @Test
  void aRunWhoseRecipientsAllHaveTheirOutcomeBalances() {
    complete();
    assertThat(audit(MANIFEST))
        .isEqualTo(
            new Audit.Answer.Balanced(
                Tally.of(counts(8, 6), Map.of(Outcome.SENT, 5L, Outcome.REJECTED, 1L))));
  }

  @Test
  void whoseMessageTheQueueRefusedIsAnInvalidRowAndTheBooksBalance() {
    Standing invalid = settled(Outcome.INVALID);
    facts.envelope(0, 0, invalid, invalid).envelope(0, 1, SENT, REJECTED).envelope(0, 2, SENT);
    facts.envelope(1, 0, SENT);
    assertThat(audit(MANIFEST)).isInstanceOf(Audit.Answer.Balanced.class);
    Tally tally = ((Audit.Answer.Balanced) audit(MANIFEST)).tally();
    assertThat(tally.sentence())
        .startsWith("8 rows = 3 invalid + 0 filtered + 1 duplicate + 0 suppressed + 4 recipients;")
        .contains("3 sent + 1 rejected")
        .endsWith("0 open");
  }

  @Test
  void anInvalidRowThatTheCounterDoesNotKnowIsFound() {
    facts.envelope(0, 0, settled(Outcome.INVALID), SENT).envelope(0, 1, SENT, REJECTED);
    facts.envelope(0, 2, SENT).envelope(1, 0, SENT);
    facts.counters.put(Outcome.INVALID, 0L);
    assertErrors("invalid: the counter says 0, the envelopes say 1");
  }

  @Test
  void anEndingSpeaksForThoseWhoWereNeverClaimed() {
    facts.envelope(0, 0, SENT, SENT);
    facts.ended = Optional.of(new Facts.Ended(Ending.cancelled(Instant.EPOCH), 4));
    facts.counters.put(Outcome.CANCELLED, 4L);
    assertThat(audit(MANIFEST))
        .isEqualTo(
            new Audit.Answer.Balanced(
                Tally.of(counts(8, 6), Map.of(Outcome.SENT, 2L, Outcome.CANCELLED, 4L))));
  }

  @Test
  void anEndingThatSpeaksForTooManyIsFound() {
    facts.envelope(0, 0, SENT, SENT).envelope(0, 1, SENT, REJECTED);
    facts.ended = Optional.of(new Facts.Ended(Ending.cancelled(Instant.EPOCH), 4));
    facts.counters.put(Outcome.CANCELLED, 4L);
    assertThat(errors(MANIFEST)).contains("recipients that were never claimed: 4, expected 2");
  }

  @Test
  void anOpenRecipientKeepsTheRunOpen() {
    facts.envelope(0, 0, SENT, SENT).envelope(0, 1, SENT, Standing.UNTRIED);
    facts.envelope(0, 2, SENT).envelope(1, 0, SENT);
    assertThat(audit(MANIFEST))
        .isEqualTo(new Audit.Answer.StillOpen(Tally.of(counts(8, 6), Map.of(Outcome.SENT, 5L))));
  }

  @Test
  void anEnvelopeThatWasNeverClaimedKeepsTheRunOpen() {
    facts.envelope(0, 0, SENT, SENT).envelope(0, 2, SENT).envelope(1, 0, SENT);
    assertThat(audit(MANIFEST)).isInstanceOf(Audit.Answer.StillOpen.class);
  }

  @Test
  void countersThatMoveWhileTheAuditReadsAreNoError() {
    facts.envelope(0, 0, SENT, SENT).envelope(0, 1, SENT, SENT).envelope(0, 2, SENT);
    facts.whileReading =
        () -> {
          facts.whileReading = () -> {};
          facts.envelope(1, 0, SENT);
        };
    assertThat(audit(MANIFEST)).isInstanceOf(Audit.Answer.Balanced.class);
  }

  @Test
  void aCounterThatIsTooHighIsFound() {
    complete();
    facts.counters.merge(Outcome.SENT, 1L, Long::sum);
    assertErrors("sent: the counter says 6, the envelopes say 5");
  }

  @Test
  void aCounterThatIsTooLowIsFound() {
    complete();
    facts.counters.put(Outcome.REJECTED, 0L);
    assertErrors("rejected: the counter says 0, the envelopes say 1");
  }

  @Test
  void outcomesExchangedBetweenCountersAreFound() {
    complete();
    facts.counters.put(Outcome.SENT, 4L);
    facts.counters.put(Outcome.DEAD, 1L);
    assertErrors(
        "sent: the counter says 4, the envelopes say 5",
        "dead: the counter says 1, the envelopes say 0");
  }

  @Test
  void anEnvelopeWithTooFewRecipientsIsFound() {
    facts.envelope(0, 0, SENT).envelope(0, 1, SENT, SENT).envelope(0, 2, SENT);
    facts.envelope(1, 0, SENT);
    assertErrors("recipients of envelope 0/0: 1, expected 2");
  }

  @Test
  void anEnvelopeWithTooManyRecipientsIsFound() {
    facts.envelope(0, 0, SENT, SENT).envelope(0, 1, SENT, SENT).envelope(0, 2, SENT, SENT);
    facts.envelope(1, 0, SENT);
    assertThat(errors(MANIFEST))
        .contains("recipients of envelope 0/2: 2, expected 1")
        .anyMatch(error -> error.startsWith("the tally does not balance: 8 rows = "));
  }

  @Test
  void anEnvelopeThatTheManifestDoesNotHaveIsFound() {
    complete();
    facts.envelope(1, 1, Standing.UNTRIED);
    assertErrors("envelope 1/1 is not in the manifest");
  }

  @Test
  void anEnvelopeThatIsOnRecordTwiceIsFound() {
    complete();
    facts.envelope(1, 0, Standing.UNTRIED);
    assertErrors("envelope 1/0 is on record twice, or out of order");
  }

  @Test
  void countsThatDoNotAddUpToTheRowsAreFound() {
    complete();
    assertThat(errors(manifest(counts(9, 6))))
        .contains("rows of the shards: 8, expected 9")
        .anyMatch(error -> error.startsWith("the tally does not balance"));
  }

  @Test
  void shardsThatDoNotCoverTheAudienceAreFound() {
    complete();
    Manifest gap =
        new Manifest(
            MANIFEST.counts(),
            2,
            100,
            "",
            "",
            List.of("id"),
            10,
            List.of(MANIFEST.shards().get(0), shard(1, 60, 90, 2, 1, RowSet.of(1))));
    assertThat(errors(gap))
        .containsExactly(
            "shard 1 starts at byte: 60, expected 50", "the shards end at byte: 90, expected 100");
  }

  @Test
  void shardsThatDisagreeWithTheCountsAreFound() {
    complete();
    Manifest wrong =
        new Manifest(
            MANIFEST.counts(),
            2,
            100,
            "",
            "",
            List.of("id"),
            10,
            List.of(MANIFEST.shards().get(0), shard(1, 50, 100, 2, 1, RowSet.NONE)));
    assertThat(errors(wrong)).containsExactly("duplicates of the shards: 0, expected 1");
  }

  @Test
  void aLongListOfErrorsIsCut() {
    for (int i = 0; i < 100; i++) {
      facts.envelope(1, i, Standing.UNTRIED, Standing.UNTRIED);
    }
    assertThat(errors(MANIFEST)).hasSize(Audit.MOST_ERRORS + 1).endsWith("and 80 more");
  }

  private void complete() {
    facts.envelope(0, 0, SENT, SENT).envelope(0, 1, SENT, REJECTED).envelope(0, 2, SENT);
    facts.envelope(1, 0, SENT);
  }

  private void assertErrors(String... errors) {
    assertThat(errors(MANIFEST)).containsExactly(errors);
  }

  private List<String> errors(Manifest manifest) {
    Audit.Answer answer = audit(manifest);
    assertThat(answer).isInstanceOf(Audit.Answer.Unbalanced.class);
    return ((Audit.Answer.Unbalanced) answer).errors();
  }

  private Audit.Answer audit(Manifest manifest) {
    return new Audit(facts).audit(RUN, manifest);
  }

  private static Manifest manifest(StagedCounts counts) {
    return new Manifest(
        counts,
        2,
        100,
        "",
        "",
        List.of("id"),
        10,
        List.of(shard(0, 10, 50, 6, 5, RowSet.NONE), shard(1, 50, 100, 2, 1, RowSet.of(1))));
  }

  private static StagedCounts counts(long rows, long recipients) {
    return new StagedCounts(
        rows, Map.of(Exclusion.INVALID, 1L, Exclusion.DUPLICATE, 1L), recipients);
  }

  private static ShardPlan shard(
      int number, long from, long to, int rows, int recipients, RowSet duplicates) {
    return new ShardPlan(number, from, to, 2, rows, recipients, "", duplicates, RowSet.NONE);
  }

  private static Standing settled(Outcome outcome) {
    return new Standing.Settled(outcome, Reason.NONE, 1, "", Instant.EPOCH);
  }
}
