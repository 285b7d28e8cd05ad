package dev.blast.sender;

import dev.blast.campaign.ChannelSettings;
import dev.blast.campaign.Durations;
import dev.blast.delivery.Channel;
import dev.blast.delivery.Channels;
import dev.blast.delivery.InvocationTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The channels of a sender of a stack. One that cannot work in this sender is refused before it is
 * built, with everything that is in its way. Thread-safe.
 */
final class StackChannels implements Channels {

  private final Channels channels;
  private final Function<Set<String>, Optional<String>> missing;
  private final Optional<Duration> invocation;

  /**
   * @param missing a sentence that names those of these secrets that cannot be used; throws what
   *     reading them throws, which says nothing about them
   * @param invocation how long one may take; empty where it is not known, and every timeout fits
   */
  StackChannels(
      Channels channels,
      Function<Set<String>, Optional<String>> missing,
      Optional<Duration> invocation) {
    this.channels = channels;
    this.missing = missing;
    this.invocation = invocation;
  }

  @Override
  public Channel forSettings(ChannelSettings settings) {
    List<String> reasons =
        Stream.of(tooLong(settings.longestAttempt()), missing.apply(settings.secrets()))
            .flatMap(Optional::stream)
            .toList();
    if (!reasons.isEmpty()) {
      throw new ChannelUnavailable(String.join("; ", reasons));
    }
    return channels.forSettings(settings);
  }

  private Optional<String> tooLong(Duration attempt) {
    return invocation
        .filter(time -> attempt.compareTo(InvocationTime.longestAttempt(time)) > 0)
        .map(
            time ->
                "the channel's timeout of %s does not fit into an invocation of this sender, which may take %s: the largest that fits is %s; have senders that may take longer (sender_timeout of the stack, --invocation of blast worker), or schedule the campaign with a shorter timeout"
                    .formatted(
                        Durations.text(attempt),
                        Durations.text(time),
                        Durations.text(InvocationTime.longestAttempt(time))));
  }
}
