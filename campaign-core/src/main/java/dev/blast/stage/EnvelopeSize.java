package dev.blast.stage;

import dev.blast.campaign.Packing;

/** Decides how many recipients share an envelope. Mutable while counting; not thread-safe. */
final class EnvelopeSize {

  /** One billing unit of SQS holds ten envelopes ("every 64 KB chunk", SQS pricing). */
  private static final int BYTES_AUTO = 64 * 1024 / 10;

  /** Run id, shard, sequence and brackets of an envelope. */
  private static final int OVERHEAD = 160;

  /** Below SQS's 1 MiB, with room for the envelope's own fields. */
  private static final int MAX_BYTES = 1_000_000;

  /** Fewer envelopes would leave senders without work. */
  private static final int ENOUGH_ENVELOPES = 1_000;

  private long recipients;
  private long bytes;
  private int largest;

  /** Counts a recipient of at most so many bytes. */
  void add(int encoded) {
    recipients++;
    bytes += encoded;
    largest = Math.max(largest, encoded);
  }

  /** Recipients per envelope, at least 1. */
  int packing(Packing asked) {
    if (recipients == 0) {
      return 1;
    }
    long wanted =
        switch (asked) {
          case Packing.Fixed(int fixed) -> fixed;
          case Packing.Auto() ->
              Math.min((BYTES_AUTO - OVERHEAD) * recipients / bytes, recipients / ENOUGH_ENVELOPES);
        };
    return (int) Math.max(1, Math.min(wanted, MAX_BYTES / largest));
  }
}
