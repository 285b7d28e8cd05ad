package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blast.campaign.Answers;
import dev.blast.campaign.ChannelSettings.Demo;
import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Channels.ChannelUnavailable;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenderChannelsTest {

  private final SenderChannels channels =
      new SenderChannels(
          Map.of("SPLIT", "a\r\nX-Evil: b", "EMPTY", "", "TOKEN", "t")::get,
          InstantSource.system());

  @AfterEach
  void close() {
    channels.close();
  }

  @Test
  void equalSettingsShareAChannel() {
    assertThat(channels.forSettings(webhook(Map.of("A", "b"))))
        .isSameAs(channels.forSettings(webhook(Map.of("A", "b"))))
        .isNotSameAs(channels.forSettings(webhook(Map.of("A", "c"))));
    assertThat(channels.forSettings(demo())).isSameAs(channels.forSettings(demo()));
  }

  @Test
  void aSecretThatIsNotSetIsNamed() {
    assertThatThrownBy(
            () -> channels.forSettings(webhook(Map.of("Authorization", "Bearer ${env:API_KEY}"))))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessage(
            "a secret is missing: API_KEY (not set, for Authorization); set it where the sender"
                + " runs.");
  }

  @Test
  void allSecretsThatAreMissingAreNamedAtOnce() {
    assertThatThrownBy(
            () ->
                channels.forSettings(
                    webhook(
                        Map.of(
                            "X-B", "${env:NO_B}${env:EMPTY}",
                            "X-A", "Basic ${env:NO_A}",
                            "X-C", "${env:NO_B}",
                            "X-D", "${env:TOKEN}"))))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessage(
            "3 secrets are missing: EMPTY (empty, for X-B), NO_A (not set, for X-A), NO_B (not set,"
                + " for X-B and X-C); set them where the sender runs.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "\u00a0", "\r\n", "\ufeff", "\u200b\u3000", "\u00ad"})
  void aBlankSecretIsMissing(String value) {
    try (SenderChannels blank =
        new SenderChannels(Map.of("TOKEN", value)::get, InstantSource.system())) {
      assertThatThrownBy(
              () -> blank.forSettings(webhook(Map.of("Authorization", "Bearer ${env:TOKEN}"))))
          .isInstanceOf(ChannelUnavailable.class)
          .hasMessage(
              "a secret is missing: TOKEN (empty, for Authorization); set it where the sender"
                  + " runs.");
    }
  }

  @Test
  void aValueThatWouldSplitTheRequestIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> channels.forSettings(webhook(Map.of("X-Key", "${env:SPLIT}"))))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessage(
            "the webhook headers X-Key have a character that no header can hold; use printable"
                + " ASCII.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "transfer-encoding", "Idempotency-Key"})
  void aHeaderThatIsOursIsRefused(String name) {
    assertThatThrownBy(() -> channels.forSettings(webhook(Map.of(name, "1"))))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessageContaining(name);
  }

  @Test
  void theHeaderOfTheKeyIsOursWhateverItsName() {
    assertThatThrownBy(() -> channels.forSettings(keyed(Map.of("x-request-id", "1"))))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessageContaining("x-request-id");
    assertThat(channels.forSettings(keyed(Map.of("Idempotency-Key", "1")))).isNotNull();
  }

  @Test
  void aMalformedProxyIsNamedBeforeAnythingIsSent() {
    Map<String, String> variables = Map.of("HTTPS_PROXY", "socks5://joe:hunter2@proxy:1080");
    try (SenderChannels proxied = new SenderChannels(variables::get, InstantSource.system())) {
      assertThatThrownBy(
              () ->
                  proxied.forSettings(
                      new Webhook(
                          URI.create("https://mail.example/"), Map.of(), Duration.ofSeconds(1), 1)))
          .isInstanceOf(ChannelUnavailable.class)
          .hasMessage(
              "the environment variable HTTPS_PROXY names no HTTP proxy: found the scheme socks5,"
                  + " expected http://HOST:PORT; correct it, or unset it.");
    }
  }

  private static Webhook keyed(Map<String, String> headers) {
    return new Webhook(
        URI.create("http://127.0.0.1:9/"),
        headers,
        Duration.ofSeconds(1),
        1,
        "X-Request-Id",
        Answers.STANDARD);
  }

  private static Webhook webhook(Map<String, String> headers) {
    return new Webhook(URI.create("http://127.0.0.1:9/"), headers, Duration.ofSeconds(1), 1);
  }

  private static Demo demo() {
    return new Demo(Duration.ZERO, 0, 0, 0, 1, 1);
  }
}
