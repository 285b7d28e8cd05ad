package dev.blast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.alert.Alert;
import dev.blast.alert.Alerts;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Campaigns;
import dev.blast.delivery.DeadLetter.Kind;
import dev.blast.delivery.DeadLetterOffice.Dead;
import dev.blast.delivery.DeadLetterOffice.Handled;
import dev.blast.outcome.Outcome;
import dev.blast.outcome.Reason;
import dev.blast.outcome.Standing;
import dev.blast.queue.Envelope;
import dev.blast.queue.EnvelopeCodec;
import dev.blast.queue.EnvelopeId;
import dev.blast.queue.Recipient;
import dev.blast.run.MemoryRuns;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLetterOfficeTest {

  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
  private static final RunId RUN = new RunId("spring", Instant.parse("2026-03-01T07:00:00Z"));
  private static final EnvelopeId ID = new EnvelopeId(RUN, 0, 0);

  private final MemoryLedger ledger = new MemoryLedger();
  private final MemoryDeadLetters letters = new MemoryDeadLetters();
  private final List<Alert> alerts = new ArrayList<>();

  @Test
  void whatIsNoEnvelopeIsUnreadableAndItsBodyIsKept() {
    handle(sent("m", "anna@example.com says {", "no envelope"));

    DeadLetter letter = letters.all().getFirst();
    assertThat(letter.kind()).isEqualTo(Kind.UNREADABLE);
    assertThat(letter.body()).isEqualTo("anna@example.com says {");
    assertThat(letter.why()).startsWith("not an envelope").doesNotContain("anna");
    assertThat(letter.envelope()).isEmpty();
    assertThat(letter.at()).isEqualTo(NOW);
  }

  @Test
  void whatAnotherVersionWroteIsOfAnUnknownVersion() {
    handle(sent("m", "{\"v\":99,\"people\":{}}", ""));

    assertThat(kinds()).containsExactly(Kind.UNKNOWN_VERSION);
    assertThat(letters.all().getFirst().why()).contains("99");
  }

  @Test
  void anEnvelopeOfAnotherRunIsOfAnUnknownRunAndItsNameIsNotRepeated() {
    EnvelopeId other = new EnvelopeId(new RunId("anna@example.com", NOW), 0, 0);
    handle(sent("m", body(other, 1, 1), ""));

    assertThat(kinds()).containsExactly(Kind.RUN_UNKNOWN);
    assertThat(letters.all().getFirst().why()).doesNotContain("anna");
    assertThat(letters.all().getFirst().envelope()).isEmpty();
  }

  @Test
  void anEnvelopeWithOtherValuesOrOtherRecipientsDoesNotFitAndChangesNobody() {
    ledger.claim(ID, 3, NOW.minusSeconds(60), NOW.minusSeconds(1));
    handle(sent("columns", body(ID, 3, 4), ""), sent("size", body(ID, 2, 1), ""));

    assertThat(kinds()).containsExactly(Kind.DOES_NOT_FIT, Kind.DOES_NOT_FIT);
    assertThat(ledger.outcomes(RUN)).isEmpty();
  }

  @Test
  void whoseSenderVanishedIsUnconfirmedForTheClassOfTheLetter() {
    ledger.claim(ID, 3, NOW.minusSeconds(60), NOW.minusSeconds(1));
    handle(redriven("m", body(ID, 3, 1), 1000));

    assertThat(kinds()).containsExactly(Kind.SENDER_CRASHED);
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.UNCONFIRMED, 3L));
    ledger.envelopes(
        RUN,
        0,
        envelope ->
            assertThat(envelope.standings())
                .allMatch(
                    standing ->
                        standing instanceof Standing.Settled settled
                            && settled.reason().code().equals("sender-crashed")));
  }

  @Test
  void whatWasReturnedAgainAndAgainIsWornOutAndItsRecipientsStayOpen() {
    handle(redriven("quick", body(ID, 3, 1), 10), redriven("often", body(ID, 3, 1), 1000));

    assertThat(kinds()).containsOnly(Kind.WORN_OUT).hasSize(2);
    assertThat(ledger.outcomes(RUN)).isEmpty();
    assertThat(letters.all().getFirst().envelope()).contains(ID);
  }

  @Test
  void whoWasDeferredIsWornOut() {
    DeliveryLedger.Claim claim = ledger.claim(ID, 1, NOW.minusSeconds(60), NOW);
    ledger.settle(
        ((DeliveryLedger.Claim.Granted) claim).lease(),
        List.of(new Standing.Open(0, 999, Reason.of("http-503"), NOW)));
    handle(redriven("m", body(ID, 1, 1), 1000));

    assertThat(kinds()).containsExactly(Kind.WORN_OUT);
    assertThat(ledger.outcomes(RUN)).isEmpty();
  }

  @Test
  void aBatchThatComesAgainIsRecordedOnceAndAnswersTheSame() {
    ledger.claim(ID, 3, NOW.minusSeconds(60), NOW.minusSeconds(1));
    Dead[] batch = {sent("a", "{", ""), redriven("b", body(ID, 3, 1), 1000)};
    Handled first = handle(batch);
    List<DeadLetter> once = letters.all();

    assertThat(handle(batch)).isEqualTo(first);
    assertThat(letters.all()).isEqualTo(once);
    assertThat(kinds()).containsExactly(Kind.UNREADABLE, Kind.SENDER_CRASHED);
    assertThat(ledger.outcomes(RUN)).isEqualTo(Map.of(Outcome.UNCONFIRMED, 3L));
  }

  @Test
  void aCrashBetweenTheLedgerAndTheRecordChangesNothingOfTheRecord() {
    ledger.claim(ID, 3, NOW.minusSeconds(60), NOW.minusSeconds(1));
    Dead dead = redriven("m", body(ID, 3, 1), 1000);
    DeadLetters broken = refusing("m");
    assertThat(office(broken, alerts::add).handle(List.of(dead)).kept().getFirst()).isPresent();
    handle(dead);

    assertThat(kinds()).containsExactly(Kind.SENDER_CRASHED);
  }

  @Test
  void aLetterThatCannotBeRecordedStaysAndTheOthersAreRecorded() {
    Handled handled =
        office(refusing("b"), alerts::add)
            .handle(List.of(sent("a", "{", ""), sent("b", "{", ""), sent("c", "{", "")));

    assertThat(handled.kept()).extracting(Optional::isPresent).containsExactly(false, true, false);
    assertThat(letters.all()).extracting(DeadLetter::messageId).containsExactly("a", "c");
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().what())
        .isEqualTo("dead letters: 2 (2 unreadable); each is on record.");
  }

  @Test
  void oneAlertForABatchSaysHowManyOfEachKindWhereAndWhatToDo() {
    handle(sent("a", "anna@example.com", "x"), sent("b", "{\"v\":9}", ""), sent("c", "{", "x"));

    assertThat(alerts)
        .containsExactly(
            new Alert(
                "dead letters: 3 (2 unreadable, 1 unknown-version); each is on record.",
                "run " + RUN,
                "See: blast dead " + RUN));
  }

  @Test
  void anAlertThatIsLostLosesNoRecord() {
    Handled handled =
        office(
                letters,
                alert -> {
                  throw new Alerts.AlertLost("the webhook answered 500");
                })
            .handle(List.of(sent("a", "{", "")));

    assertThat(handled.alertLost()).contains("the webhook answered 500");
    assertThat(handled.kept()).containsExactly(Optional.empty());
    assertThat(letters.all()).hasSize(1);
  }

  @Test
  void nothingToDoTellsNobody() {
    assertThat(handle()).isEqualTo(new Handled(List.of(), Optional.empty()));
    assertThat(alerts).isEmpty();
  }

  @Test
  void oneOfSeveralAlertsThatIsLostKeepsNoneOfTheOthersBack() {
    Alerts lost =
        alert -> {
          throw new Alerts.AlertLost("gone");
        };
    Handled handled =
        office(letters, Alerts.all(List.of(lost, alerts::add, lost)))
            .handle(List.of(sent("a", "{", "")));

    assertThat(alerts).hasSize(1);
    assertThat(handled.alertLost()).contains("gone; gone");
  }

  private DeadLetters refusing(String messageId) {
    return new DeadLetters() {
      @Override
      public boolean record(DeadLetter letter) {
        if (letter.messageId().equals(messageId)) {
          throw new IllegalStateException("the disk is full");
        }
        return letters.record(letter);
      }

      @Override
      public void each(Consumer<DeadLetter> each) {
        letters.each(each);
      }
    };
  }

  private Handled handle(Dead... batch) {
    return office(letters, alerts::add).handle(List.of(batch));
  }

  private DeadLetterOffice office(DeadLetters record, Alerts to) {
    MemoryRuns runs = new MemoryRuns();
    CampaignFile file = Campaigns.demo("");
    runs.open(new Run(RUN, file, NOW.plusSeconds(3600)));
    return new DeadLetterOffice(
        runs,
        ledger,
        record,
        to,
        new DeadLetterOffice.Desk("run " + RUN, "See: blast dead " + RUN),
        () -> NOW);
  }

  private static Dead sent(String id, String body, String why) {
    return new Dead(id, body, 1, Optional.of(why));
  }

  private static Dead redriven(String id, String body, int receives) {
    return new Dead(id, body, receives, Optional.empty());
  }

  private static String body(EnvelopeId id, int recipients, int values) {
    List<String> texts = IntStream.range(0, values).mapToObj(i -> "v" + i).toList();
    List<Recipient> people =
        IntStream.range(0, recipients)
            .mapToObj(i -> new Recipient(i + 2, "i" + i, "a" + i + "@example.com", texts))
            .toList();
    return EnvelopeCodec.encode(new Envelope(id, people)).body();
  }

  private List<Kind> kinds() {
    return letters.all().stream().map(DeadLetter::kind).toList();
  }
}
