package dev.blast.stage;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/**
 * A contiguous byte range of the audience that starts and ends at record borders.
 *
 * @param number from 0
 * @param from first byte
 * @param to after the last byte
 * @param firstLine line of the audience on which the range starts, from 1
 * @param rows records in the range, blank lines left out
 * @param recipients how many of them are recipients
 * @param digest SHA-256 of the bytes, hex
 * @param duplicates rows of the shard, counted from 0, ascending, whose id occurred before
 * @param sameAddress rows likewise whose address occurred before, where one is sent to once
 * @param suppressed rows of the shard, counted from 0, ascending, that are on a suppression list
 */
public record ShardPlan(
    int number,
    long from,
    long to,
    long firstLine,
    int rows,
    int recipients,
    String digest,
    RowSet duplicates,
    @JsonDeserialize(using = RowSet.NoneIfAbsent.class) RowSet sameAddress,
    RowSet suppressed) {

  /** Of an audience whose addresses may occur under several ids. */
  public ShardPlan(
      int number,
      long from,
      long to,
      long firstLine,
      int rows,
      int recipients,
      String digest,
      RowSet duplicates,
      RowSet suppressed) {
    this(
        number, from, to, firstLine, rows, recipients, digest, duplicates, RowSet.NONE, suppressed);
  }

  /** How many envelopes it makes. */
  public int envelopes(int packing) {
    return Math.ceilDiv(recipients, packing);
  }

  /** How many recipients one of its envelopes holds. */
  public int recipientsOf(int sequence, int packing) {
    return Math.min(packing, recipients - sequence * packing);
  }
}
