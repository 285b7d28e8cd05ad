package dev.blast.audience;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextCheckTest {

  @Test
  void textIsFine() {
    assertThat(TextCheck.problem("f", "\uFEFFid,name\n".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void aWorkbookIsToldByItsFirstBytes() {
    assertThat(said(new byte[] {'P', 'K', 3, 4, 20}))
        .isEqualTo(
            "f: found what looks like an Excel workbook, expected a CSV in UTF-8;"
                + " export it as CSV UTF-8");
  }

  @Test
  void utf16IsToldByItsMark() {
    assertThat(said("id".getBytes(UTF_16))).contains("found text in UTF-16");
  }

  @Test
  void aNulByteIsNoText() {
    assertThat(said(new byte[] {'i', 'd', 0})).contains("a NUL byte at position 2");
  }

  @Test
  void aNulByteBehindTheHeaderIsTheMatterOfItsRow() {
    assertThat(TextCheck.problem("f", "id\n\0\n".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void linesThatEndInCarriageReturnsAloneAreTold() {
    assertThat(said("id,email\rc-1,anna@example.com\r".getBytes(UTF_8)))
        .isEqualTo(
            "f: found lines that end in CR alone, expected line ends LF or CRLF; save it as CSV"
                + " UTF-8, or run: tr '\\r' '\\n' < FILE > NEW-FILE");
    assertThat(TextCheck.problem("f", "id\r\r\n1\r\r\n".getBytes(UTF_8))).isEmpty();
    assertThat(TextCheck.problem("f", "id\r".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void compressedDataWithoutItsEndingIsTold() {
    assertThat(said(new byte[] {0x1f, (byte) 0x8b, 8})).contains("let its name end in .gz");
  }

  @Test
  void nothingAtAllIsAnEmptyFile() {
    assertThat(said(new byte[0])).startsWith("f: found an empty file");
  }

  private static String said(byte[] head) {
    return TextCheck.problem("f", head).orElseThrow().toString();
  }
}
