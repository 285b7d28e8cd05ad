package dev.blast.audience;

import static dev.blast.audience.RecordScanner.Item.BLANK;
import static dev.blast.audience.RecordScanner.Item.FAULTY;
import static dev.blast.audience.RecordScanner.Item.RECORD;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordScannerTest {

  @Test
  void aRecordKnowsItsBytesItsLineAndItsFields() {
    assertThat(scan("id,name\r\n1,Zoë\n2,\"a,\"\"b\"\"\r\nc\"\n3,x"))
        .containsExactly(
            new ScannedItem(RECORD, 0, 9, 1, List.of("id", "name")),
            new ScannedItem(RECORD, 9, 16, 2, List.of("1", "Zoë")),
            new ScannedItem(RECORD, 16, 31, 3, List.of("2", "a,\"b\"\r\nc")),
            new ScannedItem(RECORD, 31, 34, 5, List.of("3", "x")));
  }

  @Test
  void aByteOrderMarkBelongsToTheFirstRecordButToNoField() {
    assertThat(scan("\uFEFF\"id\",b\n1,\uFEFF\n"))
        .containsExactly(
            new ScannedItem(RECORD, 0, 10, 1, List.of("id", "b")),
            new ScannedItem(RECORD, 10, 16, 2, List.of("1", "\uFEFF")));
  }

  @Test
  void anEmptyLineIsNoRecord() {
    assertThat(scan("a\n\n\r\n\"\"\n"))
        .extracting(ScannedItem::item)
        .containsExactly(RECORD, BLANK, BLANK, RECORD);
  }

  @Test
  void aQuoteInsideAnUnquotedFieldIsACharacter() {
    assertThat(contents("5\" nail,a\"b\"\n")).containsExactly(List.of("5\" nail", "a\"b\""));
  }

  @Test
  void blanksAroundQuotesDoNotCount() {
    assertThat(contents("1, \"a, b\",\t\"c\" ,\u00a0\"d\"\u200b\r\r\n2,\"e\"\r\r\n"))
        .containsExactly(List.of("1", "a, b", "c", "d"), List.of("2", "e"));
    assertThat(contents("1\t\"a\tb\"\t\n", '\t')).containsExactly(List.of("1", "a\tb", ""));
    assertThat(contents("1, \"a\" b\n"))
        .containsExactly(List.of("bad-quoting: text after the closing quote of field 2"));
    assertThat(contents("1, \"a\n2,b\n"))
        .containsExactly(
            List.of("bad-quoting: the quote that opens field 2 is not closed"), List.of("2", "b"));
  }

  @Test
  void aLineOfWhatDoesNotCountIsNoRecord() {
    assertThat(scan("a\n \t\r\r\n\u00a0\n\u001a"))
        .extracting(ScannedItem::item)
        .containsExactly(RECORD, BLANK, BLANK, BLANK);
    assertThat(contents("\t\t\n", '\t')).containsExactly(List.of("", "", ""));
  }

  @Test
  void aRunOfBeforeReadsBlanksAroundQuotesAsItDid() {
    byte[] text = " x, \"y\"\n \n\"z\" \n".getBytes(UTF_8);
    assertThat(ScannedItem.scan(text, ',', Dialect.EARLIER, 64))
        .extracting(ScannedItem::content)
        .containsExactly(
            List.of(" x", " \"y\""),
            List.of(" "),
            List.of("bad-quoting: text after the closing quote of field 1"));
  }

  @Test
  void aCarriageReturnInsideALineIsACharacter() {
    assertThat(contents("a\rb,\r\n")).containsExactly(List.of("a\rb", ""));
  }

  @Test
  void anUnclosedQuoteCostsOneLineOnly() {
    assertThat(scan("1,\"oops\n2,fine\n3,fine\n"))
        .containsExactly(
            new ScannedItem(
                FAULTY,
                0,
                8,
                1,
                List.of("bad-quoting: the quote that opens field 2 is not closed")),
            new ScannedItem(RECORD, 8, 15, 2, List.of("2", "fine")),
            new ScannedItem(RECORD, 15, 22, 3, List.of("3", "fine")));
  }

  @Test
  void textAfterAClosingQuoteCostsOneLineOnly() {
    assertThat(contents("1,\"a\" b,c\n\"x\ny\"z\n4,d\n"))
        .containsExactly(
            List.of("bad-quoting: text after the closing quote of field 2"),
            List.of("bad-quoting: the quote that opens field 1 is not closed"),
            List.of("y\"z"),
            List.of("4", "d"));
  }

  @Test
  void aLineLongerThanARecordMayBeIsOneFaultyRecord() {
    String longLine = "1," + "x".repeat(3 * RecordScanner.MAX_RECORD);
    RecordScanner scanner = scanner((longLine + "\r\n2,y\n").getBytes(UTF_8));
    assertThat(ScannedItem.all(scanner))
        .containsExactly(
            new ScannedItem(
                FAULTY,
                0,
                longLine.length() + 2,
                1,
                List.of("row-too-large: row is larger than 128 KiB")),
            new ScannedItem(
                RECORD, longLine.length() + 2, longLine.length() + 6, 2, List.of("2", "y")));
  }

  @Test
  void aQuoteThatIsNotClosedWithinTheLimitDoesNotSwallowTheFile() {
    String rows = "7,good\n".repeat(RecordScanner.MAX_RECORD);
    List<ScannedItem> items = ScannedItem.all(scanner(("1,\"open\n" + rows).getBytes(UTF_8)));
    assertThat(items).hasSize(1 + RecordScanner.MAX_RECORD);
    assertThat(items).filteredOn(item -> item.item() == FAULTY).hasSize(1);
  }

  @Test
  void bytesThatAreNotUtf8AreNamedByTheirPosition() {
    assertThat(ScannedItem.scan("a\nné\nb\n".getBytes(ISO_8859_1), ',', 64))
        .extracting(ScannedItem::content)
        .containsExactly(
            List.of("a"), List.of("not-utf-8: byte 0xE9 at position 3 of the file"), List.of("b"));
  }

  @Test
  void chineseEmojiAndRightToLeftTextSurvive() {
    assertThat(contents("张伟;👩‍👩‍👧;שלום\n\uFFFE;\"م\"\"ر\";\u2028\n", ';'))
        .containsExactly(List.of("张伟", "👩‍👩‍👧", "שלום"), List.of("\uFFFE", "م\"ر", "\u2028"));
  }

  @Test
  void theTapIsHandedEveryByteOnce() throws IOException {
    byte[] bytes = ("a,b\n" + "1,\"x\ny\"\n\n".repeat(200) + "\"open").getBytes(UTF_8);
    ByteArrayOutputStream tapped = new ByteArrayOutputStream();
    RecordScanner scanner =
        new RecordScanner(
            new ByteArrayInputStream(bytes),
            (byte) ',',
            Dialect.CURRENT,
            (b, from, to) -> tapped.write(b, from, to - from),
            16,
            new byte[40]);
    while (scanner.next() != RecordScanner.Item.END) {
      scanner.flush();
      assertThat(tapped.size()).isEqualTo((int) scanner.end());
    }
    assertThat(tapped.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void anItemShowsItsTextWithoutItsLineEnd() throws IOException {
    RecordScanner scanner = scanner("1,\"a\"b\r\n".getBytes(UTF_8));
    assertThat(scanner.next()).isEqualTo(FAULTY);
    assertThat(scanner.text()).isEqualTo("1,\"a\"b");
  }

  private static List<ScannedItem> scan(String text) {
    return ScannedItem.scan(text.getBytes(UTF_8), ',', 64);
  }

  private static List<List<String>> contents(String text) {
    return contents(text, ',');
  }

  private static List<List<String>> contents(String text, char delimiter) {
    return ScannedItem.scan(text.getBytes(UTF_8), delimiter, 64).stream()
        .map(ScannedItem::content)
        .toList();
  }

  private static RecordScanner scanner(byte[] bytes) {
    return new RecordScanner(new ByteArrayInputStream(bytes), (byte) ',', (b, from, to) -> {});
  }
}
