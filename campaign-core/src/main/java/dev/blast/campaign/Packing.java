package dev.blast.campaign;

/** How many recipients share one envelope. */
public sealed interface Packing {

  /**
   * Fills a batch of ten to one 64 KiB billing unit, but leaves enough messages for all senders.
   */
  record Auto() implements Packing {}

  /**
   * At most this many, fewer where they would not fit into a message.
   *
   * @param recipients 1..1,000
   */
  record Fixed(int recipients) implements Packing {}
}
