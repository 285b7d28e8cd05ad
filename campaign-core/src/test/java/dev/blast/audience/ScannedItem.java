package dev.blast.audience;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What a scanner said about one item. */
record ScannedItem(RecordScanner.Item item, long start, long end, long line, List<String> content) {

  /** Scans all bytes through a small window, so that it moves on often. */
  static List<ScannedItem> scan(byte[] bytes, char delimiter, int maxRecord) {
    return scan(bytes, delimiter, Dialect.CURRENT, maxRecord);
  }

  static List<ScannedItem> scan(byte[] bytes, char delimiter, Dialect dialect, int maxRecord) {
    byte[] window = new byte[2 * maxRecord + 8];
    return all(
        new RecordScanner(
            new ByteArrayInputStream(bytes),
            (byte) delimiter,
            dialect,
            (b, from, to) -> {},
            maxRecord,
            window));
  }

  static List<ScannedItem> all(RecordScanner scanner) {
    try {
      List<ScannedItem> items = new ArrayList<>();
      while (true) {
        RecordScanner.Item item = scanner.next();
        if (item == RecordScanner.Item.END) {
          return items;
        }
        List<String> content =
            switch (item) {
              case RECORD -> scanner.fields().texts();
              case FAULTY -> List.of(scanner.fault().reason().toString());
              case BLANK, END -> List.of();
            };
        items.add(new ScannedItem(item, scanner.start(), scanner.end(), scanner.line(), content));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
