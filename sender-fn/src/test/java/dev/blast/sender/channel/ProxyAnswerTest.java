package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channel.Outgoing;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a proxy answers is classed by the same table. */
class ProxyAnswerTest {

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
}
