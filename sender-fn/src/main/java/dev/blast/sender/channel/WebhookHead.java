package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The part of a request that is the same for all messages, with the secrets in it. When a provider
 * refuses the sender, the secrets are read again: by one of those that are refused, and not again
 * within {@link #EPISODE} unless the provider accepted something in between. Thread-safe.
 */
final class WebhookHead {

  static final Duration EPISODE = Duration.ofSeconds(10);

  private final Webhook settings;
  private final SecretValues secrets;
  private final InstantSource clock;
  private final byte[] start;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile byte[] current;
  private volatile Optional<Instant> lastRead = Optional.empty();

  /**
   * @param start the line of the request, and headers that no campaign sets
   */
  WebhookHead(Webhook settings, SecretValues secrets, InstantSource clock, byte[] start) {
    this.settings = settings;
    this.secrets = secrets;
    this.clock = clock;
    this.start = start;
    this.current = read();
  }

  byte[] current() {
    return current;
  }

  /** The provider accepted a message. */
  void accepted() {
    if (lastRead.isPresent()) {
      lastRead = Optional.empty();
    }
  }

  /**
   * The head to try again with after this one was refused; empty when the secrets are still the
   * same, or cannot be read. Blocks while they are read.
   */
  Optional<byte[]> afterRefusalOf(byte[] refused) {
    if (settings.secrets().isEmpty()) {
      return Optional.empty();
    }
    reading.lock();
    try {
      if (refused == current && mayRead()) {
        lastRead = Optional.of(clock.instant());
        refresh();
      }
      return refused == current ? Optional.empty() : Optional.of(current);
    } finally {
      reading.unlock();
    }
  }

  private boolean mayRead() {
    return lastRead
        .map(last -> Duration.between(last, clock.instant()).abs().compareTo(EPISODE) >= 0)
        .orElse(true);
  }

  private void refresh() {
    try {
      secrets.refresh();
      byte[] again = read();
      if (!Arrays.equals(again, current)) {
        current = again;
      }
    } catch (RuntimeException unreadable) {
      // What the provider answered says what is wrong, and is what the operator hears of.
    }
  }

  private byte[] read() {
    byte[] headers = WebhookHeaders.resolve(settings, secrets).getBytes(StandardCharsets.US_ASCII);
    byte[] head = Arrays.copyOf(start, start.length + headers.length);
    System.arraycopy(headers, 0, head, start.length, headers.length);
    return head;
  }
}
