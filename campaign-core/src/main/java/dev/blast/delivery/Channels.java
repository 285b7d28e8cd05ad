package dev.blast.delivery;

import dev.blast.campaign.ChannelSettings;

/** Builds channels. Thread-safe. */
public interface Channels {

  /**
   * The channel for these settings; the same one for equal settings, so that connections are
   * shared.
   *
   * @throws ChannelUnavailable when it cannot be built here, for example because an environment
   *     variable it names is not set
   */
  Channel forSettings(ChannelSettings settings);

  /** A channel that cannot be built here; the message says why and what to do. */
  final class ChannelUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChannelUnavailable(String message) {
      super(message);
    }
  }
}
