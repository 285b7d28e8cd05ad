package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
      new SenderChannels(Map.of("SPLIT", "a\r\nX-Evil: b")::get, InstantSource.system());

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
  void aVariableThatIsNotSetIsNamed() {
    assertThatThrownBy(
            () -> channels.forSettings(webhook(Map.of("Authorization", "Bearer ${env:API_KEY}"))))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessage(
            "the environment variable API_KEY, which the webhook header Authorization needs, is not"
                + " set; set it where the sender runs");
  }

  @Test
  void aValueThatWouldSplitTheRequestIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> channels.forSettings(webhook(Map.of("X-Key", "${env:SPLIT}"))))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessage(
            "the webhook header X-Key has a character that no header can hold; use printable"
                + " ASCII");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "transfer-encoding", "Idempotency-Key"})
  void aHeaderThatIsOursIsRefused(String name) {
    assertThatThrownBy(() -> channels.forSettings(webhook(Map.of(name, "1"))))
        .isInstanceOf(ChannelUnavailable.class)
        .hasMessageContaining(name);
  }

  private static Webhook webhook(Map<String, String> headers) {
    return new Webhook(URI.create("http://127.0.0.1:9/"), headers, Duration.ofSeconds(1), 1);
  }

  private static Demo demo() {
    return new Demo(Duration.ZERO, 0, 0, 0, 1, 1);
  }
}
