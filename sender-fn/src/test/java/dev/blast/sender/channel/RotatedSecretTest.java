package dev.blast.sender.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.campaign.ChannelSettings.Webhook;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channel.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A secret that is changed while a sender lives. */
class RotatedSecretTest {

  private static final Outgoing MESSAGE = new Outgoing("r", "k", "i", "a", "s", "b", 0);

  private volatile Instant now = Instant.parse("2026-11-24T08:00:00Z");
  private volatile String good = "one";
  private final Store store = new Store("one");
  private final SenderChannels channels = new SenderChannels(store, () -> now);
  private final Provider provider =
      new Provider(
          (request, out) ->
              out.write(
                  (("Bearer " + good).equals(request.headers().get("authorization"))
                          ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                          : "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")
                      .getBytes(StandardCharsets.UTF_8)));
  private final Channel channel =
      channels.forSettings(
          new Webhook(
              provider.url(),
              Map.of("Authorization", "Bearer ${env:TOKEN}"),
              Duration.ofMinutes(3),
              16));

  /** Keeps what it read until it is told to forget it. */
  private static final class Store implements SecretValues {
    private volatile String stored;
    private volatile String read;
    private final AtomicInteger refreshes = new AtomicInteger();
    private volatile boolean away;

    private Store(String value) {
      this.stored = value;
      this.read = value;
    }

    @Override
    public String get(String name) {
      return read;
    }

    @Override
    public void refresh() {
      refreshes.incrementAndGet();
      if (away) {
        throw new IllegalStateException("not now");
      }
      read = stored;
    }
  }

  @AfterEach
  void close() {
    channels.close();
    provider.close();
  }

  @Test
  void aRotatedSecretIsReadAndTheAttemptMadeOnceMore() {
    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Accepted.class);
    good = "two";
    store.stored = "two";

    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Accepted.class);
    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Accepted.class);
    assertThat(store.refreshes.get()).isEqualTo(1);
    assertThat(provider.requests()).hasSize(4);
  }

  @Test
  void aSecretThatIsStillTheSameIsNotTriedAgainAndNotReadAgainSoon() {
    good = "two";

    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Misconfigured.class);
    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Misconfigured.class);
    assertThat(store.refreshes.get()).isEqualTo(1);
    assertThat(provider.requests()).hasSize(2);

    store.stored = "two";
    now = now.plus(WebhookHead.EPISODE);
    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Accepted.class);
    assertThat(store.refreshes.get()).isEqualTo(2);
  }

  @Test
  void anAcceptedMessageEndsTheEpisode() {
    good = "two";
    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Misconfigured.class);
    good = "one";
    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Accepted.class);
    good = "three";
    store.stored = "three";

    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Accepted.class);
    assertThat(store.refreshes.get()).isEqualTo(2);
  }

  @Test
  void ofManyThatAreRefusedAtATimeOneReadsAndAllTryAgain() throws InterruptedException {
    good = "two";
    store.stored = "two";
    List<Attempt> attempts = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      threads.add(Thread.ofVirtual().start(() -> attempts.add(channel.attempt(MESSAGE))));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(attempts).hasSize(16).hasOnlyElementsOfType(Attempt.Accepted.class);
    assertThat(store.refreshes.get()).isEqualTo(1);
  }

  @Test
  void aSecretThatCannotBeReadLeavesTheAnswerAsItIs() {
    good = "two";
    store.away = true;

    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Misconfigured.class);
  }

  @Test
  void aSecretThatIsBlankNowLeavesTheAnswerAsItIs() {
    good = "two";
    store.stored = " ";

    assertThat(channel.attempt(MESSAGE)).isInstanceOf(Attempt.Misconfigured.class);
    assertThat(provider.requests()).hasSize(1);
  }

  @Test
  void aCampaignWithoutSecretsReadsNothing() {
    Channel plain =
        channels.forSettings(
            new Webhook(provider.url(), Map.of("Authorization", "none"), Duration.ofMinutes(3), 1));

    assertThat(plain.attempt(MESSAGE)).isInstanceOf(Attempt.Misconfigured.class);
    assertThat(store.refreshes.get()).isZero();
  }
}
