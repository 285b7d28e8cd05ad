package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Attempt.Fault;
import dev.blast.delivery.Channel.Outgoing;
import dev.blast.outcome.Reason;
import dev.blast.sender.http.Failure;
import dev.blast.sender.http.PostFailed;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is between a sender and its provider: a proxy, a name server. */
class BetweenTest {

  private static final Outgoing MESSAGE = new Outgoing("r", "k", "i", "a", "s", "b", 0);

  @ParameterizedTest
  @CsvSource({
    "407, Misconfigured",
    "403, Misconfigured",
    "400, Misconfigured",
    "302, Misconfigured",
    "429, Deferred",
    "502, Deferred",
    "503, Deferred",
    "504, Deferred",
  })
  void whatAProxyRefusesIsNoRefusalOfTheRecipient(int status, String expected) {
    try (Provider proxy = Provider.answeringStatus(status)) {
      Map<String, String> variables =
          Map.of("https_proxy", "http://joe:hunter2@127.0.0.1:" + proxy.url().getPort());
      try (SenderChannels channels = new SenderChannels(variables::get, InstantSource.system())) {
        Attempt attempt =
            channels
                .forSettings(
                    new Webhook(
                        URI.create("https://mail.example/send"),
                        Map.of(),
                        Duration.ofMinutes(3),
                        1))
                .attempt(MESSAGE);

        assertThat(attempt.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(attempt.toString())
            .contains("proxy-http-" + status)
            .contains("the proxy 127.0.0.1:")
            .doesNotContain("hunter2", "joe");
      }
    }
  }

  @Test
  void aHostThatAnsweredBeforeHasNotCeasedToExist() {
    PostFailed unknown = new PostFailed(Failure.UNKNOWN_HOST, "no host");

    assertThat(WebhookAnswer.of(unknown, false)).isInstanceOf(Attempt.Misconfigured.class);
    assertThat(WebhookAnswer.of(unknown, true))
        .isEqualTo(
            new Attempt.Deferred(
                new Reason("unknown-host", "no host"), Duration.ZERO, Fault.UNREACHABLE));
  }
}
