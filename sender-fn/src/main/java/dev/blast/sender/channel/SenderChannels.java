package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channels;
import dev.blast.sender.http.Poster;
import dev.blast.sender.http.Proxies;
import dev.blast.sender.http.Proxies.ProxyMalformed;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** All channels there are, built at first use and kept until {@link #close}. Thread-safe. */
public final class SenderChannels implements Channels, AutoCloseable {

  private final SecretValues secrets;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final ConcurrentMap<ChannelSettings, Channel> channels = new ConcurrentHashMap<>();

  /**
   * @param secrets what {@code ${env:NAME}} stands for, and the variables that name a proxy. Asked
   *     when a channel is built, and again when a provider refuses the sender
   */
  public SenderChannels(SecretValues secrets, InstantSource clock) {
    this(secrets, clock, Thread::sleep);
  }

  SenderChannels(SecretValues secrets, InstantSource clock, Sleeper sleeper) {
    this.secrets = secrets;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  @Override
  public Channel forSettings(ChannelSettings settings) {
    return channels.computeIfAbsent(settings, this::build);
  }

  private Channel build(ChannelSettings settings) {
    return switch (settings) {
      case ChannelSettings.Demo demo -> new DemoChannel(demo, sleeper);
      case ChannelSettings.Webhook webhook -> webhook(webhook);
    };
  }

  private Channel webhook(ChannelSettings.Webhook webhook) {
    Poster poster = poster(webhook);
    try {
      return new WebhookChannel(webhook, secrets, poster, clock);
    } catch (RuntimeException unavailable) {
      poster.close();
      throw unavailable;
    }
  }

  private Poster poster(ChannelSettings.Webhook webhook) {
    try {
      return new Poster(webhook.url(), new Proxies(secrets::get), webhook.concurrency());
    } catch (ProxyMalformed malformed) {
      throw new ChannelUnavailable(malformed.problem());
    }
  }

  /** Closes the connections of all channels; attempts in flight end as unconfirmed. */
  @Override
  public void close() {
    for (Channel channel : channels.values()) {
      if (channel instanceof WebhookChannel webhook) {
        webhook.close();
      }
    }
  }
}
