package dev.blast.audience;

import dev.blast.campaign.Problem;
import java.util.Optional;

/** Tells files that are no text in UTF-8 by their first bytes. */
public final class TextCheck {

  /** Bytes worth looking at. */
  public static final int HEAD = 8 * 1024;

  private TextCheck() {}

  /** Why a file that starts with these bytes cannot be read; empty when nothing speaks against. */
  public static Optional<Problem> problem(String file, byte[] head) {
    if (head.length == 0) {
      return Optional.of(
          Problem.of(file, "an empty file", "a CSV with a header", "export the audience again"));
    }
    if (startsWith(head, 'P', 'K', 3, 4) || startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) {
      return notText(file, "what looks like an Excel workbook", "export it as CSV UTF-8");
    }
    if (startsWith(head, 0x1f, 0x8b)) {
      return notText(file, "compressed data", "let its name end in .gz, or unpack it");
    }
    if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) {
      return notText(file, "text in UTF-16", "export it as CSV UTF-8");
    }
    int header = header(head);
    for (int i = 0; i < header; i++) {
      if (head[i] == 0) {
        return notText(
            file, "a NUL byte at position " + i + ": this is not text", "export it as CSV UTF-8");
      }
    }
    return carriageReturnsAlone(head, header)
        ? Optional.of(
            Problem.of(
                file,
                "lines that end in CR alone",
                "line ends LF or CRLF",
                "save it as CSV UTF-8, or run: tr '\\r' '\\n' < FILE > NEW-FILE"))
        : Optional.empty();
  }

  /** Bytes of the first line; a NUL behind it is the matter of the row that it is in. */
  private static int header(byte[] head) {
    int length = 0;
    while (length < head.length && head[length] != '\n') {
      length++;
    }
    return length;
  }

  /** As old spreadsheets on a Mac write them: then the header has no end. */
  private static boolean carriageReturnsAlone(byte[] head, int header) {
    if (header < head.length) {
      return false;
    }
    for (int i = 0; i < head.length - 1; i++) {
      if (head[i] == '\r' && head[i + 1] != '\r') {
        return true;
      }
    }
    return false;
  }

  /** A file whose bytes are of an encoding of before Unicode, by the first that is not UTF-8. */
  public static Problem earlierEncoding(String file, int line, String badByte) {
    return new Problem(
        file,
        line,
        0,
        "what looks like Windows-1252 or Latin-1 (" + badByte + ", and nowhere in it UTF-8)",
        "a CSV in UTF-8",
        "export it as CSV UTF-8");
  }

  private static Optional<Problem> notText(String file, String found, String remedy) {
    return Optional.of(Problem.of(file, found, "a CSV in UTF-8", remedy));
  }

  private static boolean startsWith(byte[] head, int... magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
