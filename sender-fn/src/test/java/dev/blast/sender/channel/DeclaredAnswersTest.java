package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.Answers;
import dev.blast.campaign.Answers.Accepted;
import dev.blast.campaign.Answers.Meaning;
import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.campaign.JsonPath;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.outcome.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a campaign says of its provider's answers. */
class DeclaredAnswersTest {

  private static final Outgoing MESSAGE = new Outgoing("r", "k", "i", "a", "s", "b", 0);

  private final SenderChannels channels = new SenderChannels(name -> null, InstantSource.system());

  @AfterEach
  void close() {
    channels.close();
  }

  @ParameterizedTest
  @CsvSource({
    "404, REFUSED, Refused",
    "403, REFUSED, Refused",
    "500, REFUSED, Refused",
    "301, REFUSED, Refused",
    "402, DEFERRED, Deferred",
    "400, DEFERRED, Deferred",
    "400, MISCONFIGURED, Misconfigured",
    "503, MISCONFIGURED, Misconfigured",
    "409, REFUSED, Refused",
  })
  void aDeclaredStatusMeansWhatTheCampaignSays(int status, Meaning meaning, String expected) {
    try (Provider provider = Provider.answeringStatus(status)) {
      Attempt attempt = attempt(provider, new Answers(Map.of(status, meaning), Optional.empty()));

      assertThat(attempt.getClass().getSimpleName()).isEqualTo(expected);
      assertThat(attempt.toString()).contains("http-" + status);
    }
  }

  @Test
  void anotherStatusMeansWhatItAlwaysDoes() {
    try (Provider provider = Provider.answeringStatus(403)) {
      assertThat(attempt(provider, new Answers(Map.of(404, Meaning.REFUSED), Optional.empty())))
          .isInstanceOf(Attempt.Misconfigured.class);
    }
  }

  @Test
  void aTimeToRetryIsKeptWhereARefusalIsDeclaredAndNotWhereAFaultIs() {
    try (Provider provider = Provider.answeringStatus(404, "Retry-After: 7")) {
      assertThat(attempt(provider, new Answers(Map.of(404, Meaning.REFUSED), Optional.empty())))
          .isInstanceOf(Attempt.Deferred.class);
      assertThat(
              attempt(provider, new Answers(Map.of(404, Meaning.MISCONFIGURED), Optional.empty())))
          .isInstanceOf(Attempt.Misconfigured.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.status | {\"status\":\"ok\"}",
        "$.status | {\"a\":{\"status\":\"no\"},\"status\":\"queued\",\"status\":\"no\"}",
        "$.status | {\"status\":0}",
        "$.status | {\"status\":true,\"rest\":[1,2]}",
        "$.a.b | {\"x\":1,\"a\":{\"c\":[],\"b\":\"ok\"}}",
        "$.a[0].b | {\"a\":[{\"b\":\"ok\"},{\"b\":\"no\"}]}",
        "$.a[1].b | {\"a\":[{\"b\":\"no\"},{\"b\":\"ok\"}]}",
        "$[2] | [[1,2],{\"a\":1},\"ok\"]",
      })
  void aBodyWithTheDeclaredValueIsAccepted(String path, String body) {
    assertThat(answered(200, body, path, Meaning.REFUSED)).isEqualTo(new Attempt.Accepted(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"ERROR\",\"code\":14}",
        "{\"status\":\"OK\"}",
        "{\"status\":null}",
        "{\"status\":[\"ok\"]}",
        "{\"status\":{\"ok\":\"ok\"}}",
        "{\"state\":\"ok\"}",
        "[\"ok\"]",
        "\"ok\"",
        "{}",
      })
  void aBodyWithAnotherValueIsNotAcceptedAndItsValueIsNotShown(String body) {
    Reason reason =
        new Reason(
            "not-accepted",
            "the provider answered 200, but $.status is not 0 or ok or queued or true");

    assertThat(answered(200, body, "$.status", Meaning.REFUSED))
        .isEqualTo(new Attempt.Refused(reason));
    assertThat(answered(200, body, "$.status", Meaning.DEFERRED))
        .isEqualTo(new Attempt.Deferred(reason, Duration.ZERO));
    assertThat(answered(200, body, "$.status", Meaning.MISCONFIGURED))
        .isEqualTo(new Attempt.Misconfigured(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "OK", "<ok/>", "{\"state\":", "{\"a\":[1,", "{\"status\""})
  void aBodyThatCannotBeReadIsUnconfirmed(String body) {
    assertThat(answered(202, body, "$.status", Meaning.REFUSED))
        .isEqualTo(
            new Attempt.Unconfirmed(
                new Reason(
                    "unreadable-answer",
                    "the provider answered 202 with a body that is no JSON; expected one with"
                        + " $.status")));
  }

  @Test
  void withoutARuleEveryBodyIsAccepted() {
    try (Provider provider = answering(200, "{\"status\":\"ERROR\",\"code\":14}")) {
      assertThat(attempt(provider, Answers.STANDARD)).isEqualTo(new Attempt.Accepted(""));
    }
  }

  @Test
  void theKeyIsInTheHeaderThatTheCampaignNames() {
    try (Provider provider = Provider.answeringStatus(200)) {
      channels
          .forSettings(
              new Webhook(
                  provider.url(),
                  Map.of("Idempotency-Key", "mine"),
                  Duration.ofMinutes(3),
                  1,
                  "X-Request-Id",
                  Answers.STANDARD))
          .attempt(MESSAGE);

      assertThat(provider.requests().getFirst().headers())
          .containsEntry("x-request-id", "k")
          .containsEntry("idempotency-key", "mine");
    }
  }

  private Attempt answered(int status, String body, String path, Meaning otherwise) {
    Accepted rule =
        new Accepted(
            JsonPath.parse(path).orElseThrow(), Set.of("ok", "queued", "0", "true"), otherwise);
    try (Provider provider = answering(status, body)) {
      return attempt(provider, new Answers(Map.of(), Optional.of(rule)));
    }
  }

  private static Provider answering(int status, String body) {
    return Provider.answering(
        "HTTP/1.1 " + status + " x", "Content-Length: " + body.length(), "", body);
  }

  private Attempt attempt(Provider provider, Answers answers) {
    return channels
        .forSettings(
            new Webhook(
                provider.url(),
                Map.of(),
                Duration.ofMinutes(3),
                4,
                Webhook.IDEMPOTENCY_KEY,
                answers))
        .attempt(MESSAGE);
  }
}
