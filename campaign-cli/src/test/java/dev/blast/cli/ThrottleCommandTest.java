package dev.blast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.blast.cli.Operator.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The story of one run of sixty: one a minute at first, so that it would take an hour; it is told
 * to go faster while it is under way. Told once; each test looks at a moment of it.
 */
class ThrottleCommandTest {

  private static final int PEOPLE = 60;

  private static final String CAMPAIGN =
      """
      id: spring
      audience: { path: people.csv, columns: { id: id, address: email } }
      message: { channel: { type: webhook, url: "PROVIDER" }, body: "Dear {{name}}" }
      throttle: { perMinute: 1 }
      """;

  @TempDir private static Path folder;
  private static Operator operator;
  private static Provider provider;
  private static String run = "";
  private static int reachedBefore;
  private static Answer damaging;
  private static Answer slower;
  private static Answer faster;
  private static Answer whole;
  private static Duration took = Duration.ZERO;

  @BeforeAll
  static void story() throws Exception {
    operator = new Operator(folder);
    StringBuilder people = new StringBuilder("id,email,name\n");
    IntStream.range(0, PEOPLE)
        .forEach(i -> people.append("i%d,p%d@example.com,N%d\n".formatted(i, i, i)));
    operator.writes("people.csv", people.toString());
    provider = Provider.answering(id -> 200);
    Path campaign = operator.writes("spring.yaml", CAMPAIGN.replace("PROVIDER", provider.url()));
    Answer[] ended = new Answer[1];
    Thread sending =
        Thread.ofVirtual().start(() -> ended[0] = operator.typesHere("run", campaign, "--now"));
    await().atMost(Duration.ofSeconds(60)).until(() -> !provider.requests().isEmpty());
    run = operator.runs().getFirst();
    damaging = operator.typesHere("throttle", run, "fast");
    slower = operator.typesHere("throttle", run, "2/min", "--json");
    reachedBefore = provider.requests().size();
    Instant asked = Instant.now();
    faster = operator.typesHere("throttle", run, "40/s");
    await().atMost(Duration.ofSeconds(60)).until(() -> provider.requests().size() > reachedBefore);
    took = Duration.between(asked, Instant.now());
    sending.join();
    whole = ended[0];
  }

  @AfterAll
  static void goes() {
    provider.close();
  }

  @Test
  void aRunUnderWayIsToldItsNewRateAndWhatItWas() {
    assertThat(slower.done().json().toString())
        .isEqualTo(
            "{\"run\":\"%s\",\"throttle\":\"2/min\",\"before\":\"1/min\",\"underWay\":true}"
                .formatted(run));
    assertThat(faster.done().out())
        .isEqualTo(run + "  2/min → 40/s, within two seconds" + System.lineSeparator());
  }

  @Test
  void theNewRateTakesEffectSoonAndEverybodyIsReachedOnce() {
    assertThat(reachedBefore).isEqualTo(1);
    // two seconds on a machine that has time for them; the old rate would take thirty
    assertThat(took).isLessThan(Duration.ofSeconds(15));
    assertThat(whole.done().out()).contains("60 sent", "CLOSED in ");
    assertThat(provider.requests().stream().map(Provider.Request::key).distinct()).hasSize(PEOPLE);
    assertThat(provider.requests()).hasSize(PEOPLE);
  }

  @Test
  void whatIsNoRateIsRefusedWithWhatToWrite() {
    assertThat(damaging.refused().err())
        .contains(
            "\"fast\" is no rate; write 500/s (1 to 1,000,000), 30000/min (1 to 60,000,000) or"
                + " none.");
  }

  @Test
  void aClosedRunIsRefused() {
    assertThat(operator.typesHere("throttle", run, "1/s").refused().err())
        .contains("run " + run + " is CLOSED; nobody is left to release.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring@20200101T000000Z", "", "../x@20260101T000000Z"})
  void aRunThatIsNotThereIsRefused(String text) {
    assertThat(operator.typesHere("throttle", text, "1/s").refused().err())
        .contains("there is no run " + text, "the newest here are " + run);
  }

  @Test
  void aPackingThatTheThrottleCannotUseIsSaidSoBeforeAnythingIsSent() throws IOException {
    Path campaign =
        operator.writes(
            "packed.yaml",
            CAMPAIGN
                .replace("PROVIDER", provider.url())
                .replace("perMinute: 1", "perSecond: 10")
                .replace("id: spring", "id: packed")
                .concat("packing: 30\n"));
    String note =
        "Note: messages on the queue hold at most 10 recipients, not the 30 of packing: those of"
            + " one are released together, and 10 are what keeps and fills the throttle of 10/s";
    assertThat(operator.types("validate", campaign).done().err()).contains(note);
    assertThat(operator.typesHere("stage", campaign).done().err()).contains(note);
    assertThat(
            operator
                .typesHere("stage", campaign, "--json")
                .done()
                .json()
                .get("recipientsPerEnvelope")
                .asInt())
        .isEqualTo(10);
  }
}
