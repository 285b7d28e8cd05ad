package dev.blast.audience;

import dev.blast.outcome.Reason;

/** Why a record cannot be read as a row. Depends on nothing but the record's own first line. */
public sealed interface Fault {

  /** The class and the words for people; never content of the row. */
  Reason reason();

  /**
   * The physical line is longer than a record may be.
   *
   * @param limit bytes a record may have
   */
  record TooLarge(int limit) implements Fault {
    @Override
    public Reason reason() {
      return new Reason("row-too-large", "row is larger than " + limit / 1024 + " KiB");
    }
  }

  /**
   * Something stands between a closing quote and the next delimiter.
   *
   * @param field from 1
   */
  record TextAfterQuote(int field) implements Fault {
    @Override
    public Reason reason() {
      return new Reason("bad-quoting", "text after the closing quote of field " + field);
    }
  }

  /**
   * A quoted field that goes on over the end of the line never ends properly: there is no closing
   * quote within the limit, or the record that reading on would make has an error of its own.
   *
   * @param field from 1
   */
  record UnclosedQuote(int field) implements Fault {
    @Override
    public Reason reason() {
      return new Reason("bad-quoting", "the quote that opens field " + field + " is not closed");
    }
  }

  /**
   * The bytes are not UTF-8.
   *
   * @param position of the first byte that cannot be decoded, in the file, from 0
   * @param found that byte
   */
  record NotUtf8(long position, int found) implements Fault {
    @Override
    public Reason reason() {
      return new Reason(
          "not-utf-8", "byte 0x%02X at position %d of the file".formatted(found & 0xff, position));
    }
  }
}
