package dev.blast.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;

class RecordScannerPropertyTest {

  private static final int MAX_RECORD = 24;

  @Property
  void readsWhatCommonsCsvWrote(@ForAll("documents") Document document) throws IOException {
    String text = document.text();
    List<List<String>> expected = new ArrayList<>();
    try (var parser = document.format().parse(new StringReader(text))) {
      for (CSVRecord record : parser) {
        expected.add(record.toList());
      }
    }
    byte[] bytes = ((document.marked ? "\uFEFF" : "") + text).getBytes(UTF_8);
    Dialect earlier = Dialect.EARLIER;
    assertThat(records(ScannedItem.scan(bytes, document.delimiter, earlier, 4096)))
        .isEqualTo(expected);
    if (document.quotes == QuoteMode.ALL) {
      assertThat(records(ScannedItem.scan(bytes, document.delimiter, 4096))).isEqualTo(expected);
    }
  }

  @Property
  void everyByteBelongsToExactlyOneItem(@ForAll("soups") byte[] bytes) {
    long at = 0;
    for (ScannedItem item : ScannedItem.scan(bytes, ',', MAX_RECORD)) {
      assertThat(item.start()).isEqualTo(at);
      assertThat(item.end()).isGreaterThan(at);
      at = item.end();
    }
    assertThat(at).isEqualTo(bytes.length);
  }

  @Property
  void aFaultyItemIsOnePhysicalLineUnlessItsBytesAreWellQuoted(@ForAll("soups") byte[] bytes) {
    for (ScannedItem item : ScannedItem.scan(bytes, ',', MAX_RECORD)) {
      if (item.item() == RecordScanner.Item.FAULTY
          && !item.content().getFirst().startsWith("not-utf-8")) {
        for (long i = item.start(); i < item.end() - 1; i++) {
          assertThat(bytes[(int) i]).isNotEqualTo((byte) '\n');
        }
      }
    }
  }

  @Property
  void anyShardBordersPartitionTheItemsOfAnyInput(
      @ForAll("soups") byte[] bytes, @ForAll List<Boolean> cuts) {
    List<ScannedItem> whole = ScannedItem.scan(bytes, ',', MAX_RECORD);
    List<ScannedItem> joined = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < whole.size(); i++) {
      boolean cut = i == whole.size() - 1 || (!cuts.isEmpty() && cuts.get(i % cuts.size()));
      if (cut) {
        joined.addAll(shard(bytes, whole.get(first), whole.get(i)));
        first = i + 1;
      }
    }
    assertThat(joined).isEqualTo(whole);
  }

  @Property
  void lineNumbersCountLineFeeds(@ForAll("soups") byte[] bytes) {
    for (ScannedItem item : ScannedItem.scan(bytes, ',', MAX_RECORD)) {
      long lineFeeds = 0;
      for (int i = 0; i < item.start(); i++) {
        lineFeeds += bytes[i] == '\n' ? 1 : 0;
      }
      assertThat(item.line()).isEqualTo(1 + lineFeeds);
    }
  }

  @Property
  void decodesWhatTheJdkDecodes(@ForAll byte[] bytes) {
    assertThat(Utf8.firstMalformed(bytes, 0, bytes.length) < 0).isEqualTo(isUtf8(bytes));
  }

  @Property
  void decodesAllText(@ForAll String text) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(Utf8.firstMalformed(bytes, 0, bytes.length)).isEqualTo(-1);
  }

  @Provide
  Arbitrary<byte[]> soups() {
    return Arbitraries.of(
            "\"",
            "\"",
            "\"\"",
            ",",
            "\n",
            "\n",
            "\r\n",
            "\r",
            " ",
            "\u00a0",
            "a",
            "b c",
            "é",
            "张",
            "🎉",
            "\uFEFF",
            "\u00ff",
            "123456789")
        .list()
        .ofMaxSize(60)
        .map(RecordScannerPropertyTest::bytes);
  }

  @Provide
  Arbitrary<Document> documents() {
    Arbitrary<String> cell =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(8),
            Arbitraries.of("", "\"", "a\"b", "x,y", "x;y", "l\nm", "l\r\nm", "张伟", "🎉", " s "));
    Arbitrary<List<List<String>>> rows =
        Arbitraries.integers()
            .between(1, 5)
            .flatMap(width -> cell.list().ofSize(width).list().ofMaxSize(8));
    return Combinators.combine(
            rows.map(RecordScannerPropertyTest::encodable),
            Arbitraries.of(',', ';', '\t', '|'),
            Arbitraries.of(QuoteMode.MINIMAL, QuoteMode.ALL),
            Arbitraries.of("\n", "\r\n"),
            Arbitraries.of(true, false))
        .as(Document::new);
  }

  record Document(
      List<List<String>> rows, char delimiter, QuoteMode quotes, String lineEnd, boolean marked) {

    CSVFormat format() {
      return CSVFormat.DEFAULT
          .builder()
          .setDelimiter(delimiter)
          .setQuoteMode(quotes)
          .setRecordSeparator(lineEnd)
          .get();
    }

    String text() throws IOException {
      StringBuilder text = new StringBuilder();
      try (CSVPrinter printer = new CSVPrinter(text, format())) {
        printer.printRecords(rows);
      }
      return text.toString();
    }
  }

  // unpaired surrogates are no text, and become '?' when encoded
  private static List<List<String>> encodable(List<List<String>> rows) {
    return rows.stream()
        .map(row -> row.stream().map(cell -> new String(cell.getBytes(UTF_8), UTF_8)).toList())
        .toList();
  }

  private static List<ScannedItem> shard(byte[] bytes, ScannedItem first, ScannedItem last) {
    byte[] part = Arrays.copyOfRange(bytes, (int) first.start(), (int) last.end());
    return ScannedItem.all(
        new RecordScanner(
            part, (byte) ',', Dialect.CURRENT, first.start(), first.line(), MAX_RECORD));
  }

  private static List<List<String>> records(List<ScannedItem> items) {
    return items.stream()
        .filter(item -> item.item() != RecordScanner.Item.BLANK)
        .map(ScannedItem::content)
        .toList();
  }

  /** UTF-8, but U+00FF as the byte 0xFF, which no text has. */
  private static byte[] bytes(List<String> pieces) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String piece : pieces) {
      bytes.writeBytes(piece.equals("\u00ff") ? new byte[] {-1} : piece.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}
