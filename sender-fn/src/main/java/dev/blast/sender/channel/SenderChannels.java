package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channels;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All channels there are, built at first use and kept until {@link #close}. Thread-safe. */
public final class SenderChannels implements Channels, AutoCloseable {

  private final Function<String, @Nullable String> environment;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final ConcurrentMap<ChannelSettings, Channel> channels = new ConcurrentHashMap<>();

  /**
   * @param environment what {@code ${env:NAME}} stands for; null for a variable that is not set.
   *     Asked once for each channel, when it is built
   */
  public SenderChannels(Function<String, @Nullable String> environment, InstantSource clock) {
    this(environment, clock, Thread::sleep);
  }

  SenderChannels(
      Function<String, @Nullable String> environment, InstantSource clock, Sleeper sleeper) {
    this.environment = environment;
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
      case ChannelSettings.Webhook webhook ->
          new WebhookChannel(webhook, WebhookHeaders.resolve(webhook, environment), clock);
    };
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
