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

  /** 2^64 divided by the golden ratio: the step of SplitMix64 (Steele, Lea, Flood 2014). */
  private static final long STEP = 0x9E3779B97F4A7C15L;

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
    long recipient = mix(settings.seed() ^ hash(recipientId));
    if (share(recipient) < settings.rejectRate()) {
      return REFUSED;
    }
    double luck = share(mix(recipient + STEP * (tries + 1L)));
    if (luck < settings.deferRate()) {
      return DEFERRED;
    }
    if (luck < settings.deferRate() + settings.unconfirmedRate()) {
      return UNCONFIRMED;
    }
    return new Attempt.Accepted("demo-" + HEX.toHexDigits(recipient));
  }

  /** FNV-1a over the UTF-16 units: the JDK's own hash has 32 bits, too few for millions of ids. */
  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64: every bit of the argument reaches every bit of the result. */
  private static long mix(long value) {
    long mixed = (value + STEP ^ (value + STEP) >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  /** 53 bits as a number in [0, 1). */
  private static double share(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }
}
