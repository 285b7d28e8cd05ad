package dev.blast.stage;

import dev.blast.campaign.Canary;
import dev.blast.campaign.Packing;
import dev.blast.campaign.Throttle;
import java.util.Optional;

/** Decides how many recipients share an envelope. Mutable while counting; not thread-safe. */
final class EnvelopeSize {

  /**
   * What an envelope's recipients take before they are deflated. Deflated, which makes them two to
   * four times smaller, ten envelopes fill about one billing unit of SQS ("every 64 KB chunk", SQS
   * pricing); where they do not shrink, five, at the same price for each byte.
   */
  private static final int BYTES_AUTO = 7 * 32 * 1024 / 10;

  /** Run id, shard, sequence and brackets of an envelope. */
  private static final int OVERHEAD = 160;

  /** Below SQS's 1 MiB: where deflating gains nothing, recipients are sent as they are. */
  private static final int MAX_BYTES = 750_000;

  /** Fewer envelopes would leave senders without work. */
  private static final int ENOUGH_ENVELOPES = 1_000;

  /** A throttled run is released in at least so many pieces a second, where it is packed by us. */
  private static final int PIECES_A_SECOND = 10;

  private long recipients;
  private long bytes;
  private int largest;

  /** Counts a recipient of at most so many bytes. */
  void add(int encoded) {
    recipients++;
    bytes += encoded;
    largest = Math.max(largest, encoded);
  }

  /**
   * Recipients per envelope, at least 1. Those of one envelope are released together: a throttled
   * run has envelopes that never exceed its rate and can fill it within 3 %, whatever packing was
   * asked for.
   *
   * @param canary with automatic packing it fills whole envelopes
   */
  int packing(Packing asked, Throttle throttle, Optional<Canary> canary) {
    if (recipients == 0) {
      return 1;
    }
    long wanted =
        switch (asked) {
          case Packing.Fixed(int fixed) -> fixed;
          case Packing.Auto() -> fitting(canary, auto(throttle));
        };
    return throttle.largestEnvelope((int) Math.max(1, Math.min(wanted, MAX_BYTES / largest)));
  }

  private long auto(Throttle throttle) {
    long filling = (BYTES_AUTO - OVERHEAD) * recipients / bytes;
    return Math.min(Math.min(filling, recipients / ENOUGH_ENVELOPES), pieceOf(throttle));
  }

  /** So that the canary fills whole envelopes, and nobody else is sent to with it. */
  private long fitting(Optional<Canary> canary, long most) {
    if (canary.isEmpty() || most < 1) {
      return most;
    }
    long first = canary.get().first().of(recipients);
    return Math.ceilDiv(first, Math.ceilDiv(first, most));
  }

  private static long pieceOf(Throttle throttle) {
    return switch (throttle) {
      case Throttle.Unlimited() -> Long.MAX_VALUE;
      case Throttle.Limit limit -> limit.perSecond() / PIECES_A_SECOND;
    };
  }
}
