package dev.blast.sender.channel;

import dev.blast.campaign.ChannelSettings.Demo;
import dev.blast.delivery.Attempt;
import dev.blast.delivery.Channel;
import dev.blast.outcome.Reason;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The provider that is built in. Its answer is a pure function of the seed, the recipient id and,
 * except for a refusal, the number of earlier tries.
 */
final class DemoChannel implements Channel {

  private static final Attempt REFUSED =
      new Attempt.Refused(new Reason("demo-refused", "the demo provider refuses this recipient"));
  private static final Attempt DEFERRED =
      new Attempt.Deferred(new Reason("demo-busy", "the demo provider said later"), Duration.ZERO);
  private static final Attempt UNCONFIRMED =
      new Attempt.Unconfirmed(new Reason("demo-silent", "the demo provider did not answer"));
  private static final Attempt INTERRUPTED =
      new Attempt.Deferred(new Reason("interrupted", "the sender was stopped"), Duration.ZERO);

  private static final HexFormat HEX = HexFormat.of();

  private final Demo settings;
  private final Sleeper sleeper;

  DemoChannel(Demo settings, Sleeper sleeper) {
    this.settings = settings;
    this.sleeper = sleeper;
  }

  @Override
  public Attempt attempt(Outgoing message) {
    if (settings.latency().isPositive()) {
      try {
        sleeper.sleep(settings.latency());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return INTERRUPTED;
      }
    }
    return answer(message.recipientId(), message.tries());
  }

  private Attempt answer(String recipientId, int tries) {
    long recipient = Draws.mix(settings.seed() ^ Draws.hash(recipientId));
    if (Draws.share(recipient) < settings.rejectRate()) {
      return REFUSED;
    }
    double luck = Draws.share(Draws.mix(recipient + Draws.STEP * (tries + 1L)));
    if (luck < settings.deferRate()) {
      return DEFERRED;
    }
    if (luck < settings.deferRate() + settings.unconfirmedRate()) {
      return UNCONFIRMED;
    }
    return new Attempt.Accepted("demo-" + HEX.toHexDigits(recipient));
  }
}
