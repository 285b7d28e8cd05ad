package dev.blast.stage;

import dev.blast.audience.SafeCsv;
import dev.blast.audience.Slice;

/** Entries of lists that Blast wrote itself. */
final class SafeEntry {

  private SafeEntry() {}

  /**
   * Points the second slice at a text without the apostrophe that {@link SafeCsv} puts before what
   * a spreadsheet would execute; false where there is none.
   */
  static boolean unescape(Slice entry, Slice into) {
    boolean escaped =
        entry.length() > 1
            && entry.bytes()[entry.from()] == '\''
            && SafeCsv.isExecuted((char) entry.bytes()[entry.from() + 1]);
    if (escaped) {
      into.set(entry.bytes(), entry.from() + 1, entry.to());
      into.clean(false);
    }
    return escaped;
  }
}
