package dev.blast.stage;

import java.util.ArrayList;
import java.util.List;

/** Collects what is known about a shard until it is cut. Not thread-safe. */
final class ShardCutter {

  private final List<ShardPlan> shards = new ArrayList<>();
  private final Sha256 digest = new Sha256();
  private final Sha256 whole = new Sha256();
  private final RowList duplicates = new RowList();
  private final RowList sameAddress = new RowList();
  private final RowList suppressed = new RowList();
  private long from;
  private long firstLine;
  private int rows;
  private int recipients;

  /** Takes bytes of the shard, or of the header before the first. */
  void bytes(byte[] bytes, int start, int end) {
    digest.update(bytes, start, end);
  }

  /** Ends the header: the first shard starts here. */
  void headerEnds(long position, long line) {
    whole.update(digest.finish());
    from = position;
    firstLine = line;
  }

  long from() {
    return from;
  }

  void recipient() {
    rows++;
    recipients++;
  }

  void duplicate() {
    duplicates.add(rows++);
  }

  void sameAddress() {
    sameAddress.add(rows++);
  }

  void suppressed() {
    suppressed.add(rows++);
  }

  /** A row that the shard alone shows to be none. */
  void excluded() {
    rows++;
  }

  /** Ends the shard at a record's border; its bytes must all have been taken. */
  void cut(long position, long nextLine) {
    if (position == from) {
      return;
    }
    String sha256 = digest.finish();
    whole.update(sha256);
    shards.add(
        new ShardPlan(
            shards.size(),
            from,
            position,
            firstLine,
            rows,
            recipients,
            sha256,
            duplicates.drain(),
            sameAddress.drain(),
            suppressed.drain()));
    from = position;
    firstLine = nextLine;
    rows = 0;
    recipients = 0;
  }

  List<ShardPlan> shards() {
    return List.copyOf(shards);
  }

  /** The digest of the whole audience; only once. */
  String wholeDigest() {
    return whole.finish();
  }
}
