package dev.blast.stage;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.blast.audience.Dialect;
import dev.blast.audience.Revision;
import dev.blast.outcome.StagedCounts;
import java.util.List;

/**
 * The result of staging; the audience is frozen by it. {@link ManifestCodec} says how it may grow.
 *
 * @param counts what became of the rows
 * @param packing recipients per envelope: envelope {@code n} of a shard holds its recipients {@code
 *     n × packing} to {@code (n + 1) × packing − 1}. Frozen, so that no later version of this
 *     program cuts envelopes differently
 * @param size of the audience in bytes
 * @param tag what the audience's store calls this content, such as an ETag of S3; empty for a file
 *     on disk
 * @param copy the address of what was unpacked of the audience, where the positions are in that and
 *     machines other than the one that staged can read it; empty otherwise
 * @param digest of the whole audience: SHA-256 over the digests of the header and the shards, hex
 * @param header the fields of the header record
 * @param headerBytes where the first record after the header starts
 * @param shards in the order of the audience; together they cover it from {@code headerBytes} to
 *     its end
 * @param rules the number of the rules that it was staged by, and that its rows are read by
 * @param trailingDelimiter whether each row ends with a delimiter that the header lacks
 * @param lists what came of the campaign's suppression lists, in its order
 * @param absentValues of the message's columns, those that hold such words
 * @param sharedAddresses addresses that occur under several ids
 */
public record Manifest(
    StagedCounts counts,
    int packing,
    long size,
    @JsonSetter(nulls = Nulls.AS_EMPTY) String tag,
    @JsonSetter(nulls = Nulls.AS_EMPTY) String copy,
    String digest,
    List<String> header,
    long headerBytes,
    List<ShardPlan> shards,
    int rules,
    boolean trailingDelimiter,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<ListUse> lists,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<AbsentValues> absentValues,
    long sharedAddresses) {

  public Manifest {
    rules = Math.max(rules, Dialect.VERBATIM);
    lists = List.copyOf(lists);
    absentValues = List.copyOf(absentValues);
    if (packing < 1) {
      throw new IllegalArgumentException("an envelope for " + packing + " recipients");
    }
    header = List.copyOf(header);
    shards = List.copyOf(shards);
  }

  /** Of an audience that is read where it is. */
  public Manifest(
      StagedCounts counts,
      int packing,
      long size,
      String tag,
      String digest,
      List<String> header,
      long headerBytes,
      List<ShardPlan> shards) {
    this(
        counts,
        packing,
        size,
        tag,
        "",
        digest,
        header,
        headerBytes,
        shards,
        Dialect.LATEST,
        false,
        List.of(),
        List.of(),
        0);
  }

  /** How its rows are read. */
  public Dialect dialect() {
    return new Dialect(rules, trailingDelimiter);
  }

  /** The same, with its positions in an unpacked copy. */
  Manifest in(WorkingCopy.Kept kept) {
    return new Manifest(
        counts,
        packing,
        size,
        kept.revision().tag(),
        kept.address(),
        digest,
        header,
        headerBytes,
        shards,
        rules,
        trailingDelimiter,
        lists,
        absentValues,
        sharedAddresses);
  }

  /** The same, of an audience with this content in a store that names it so. */
  Manifest withRevision(Revision revision) {
    if (revision.size() != size) {
      throw new IllegalArgumentException(revision.size() + " bytes, not " + size);
    }
    return new Manifest(
        counts,
        packing,
        size,
        revision.tag(),
        copy,
        digest,
        header,
        headerBytes,
        shards,
        rules,
        trailingDelimiter,
        lists,
        absentValues,
        sharedAddresses);
  }

  /** The content of the audience that the positions are in. */
  public Revision revision() {
    return new Revision(size, tag);
  }

  /** How many envelopes the run has. */
  public long envelopes() {
    return shards.stream().mapToLong(shard -> shard.envelopes(packing)).sum();
  }
}
