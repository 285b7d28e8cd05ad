package dev.blast.stage;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The rows of a shard as values. */
final class ShardIterator implements Iterator<ShardRow> {

  private final ShardCursor cursor;
  private boolean more;

  ShardIterator(ShardCursor cursor) {
    this.cursor = cursor;
    this.more = cursor.next();
  }

  @Override
  public boolean hasNext() {
    return more;
  }

  @Override
  public ShardRow next() {
    if (!more) {
      throw new NoSuchElementException();
    }
    ShardRow row = cursor.row();
    more = cursor.next();
    return row;
  }
}
