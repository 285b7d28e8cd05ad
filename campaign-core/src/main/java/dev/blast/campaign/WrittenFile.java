package dev.blast.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Reads a file that people write by hand, and no other: at most {@link #LIMIT} bytes of it are
 * read, and nothing that may never end, such as a pipe or a device, is opened.
 */
final class WrittenFile {

  /** 1 MiB: three times what a stack keeps of a campaign (an item of DynamoDB has 400 KB). */
  static final int LIMIT = 1 << 20;

  private WrittenFile() {}

  /** What is in a file. */
  sealed interface Content {

    record Text(String text) implements Content {}

    /** Nothing is there. */
    record Missing() implements Content {}

    /**
     * Something that nobody wrote by hand, or that cannot be read.
     *
     * @param found what it is
     * @param remedy what to do about it; empty when it is the wrong file
     * @param start what it begins with, as far as that is text
     */
    record Other(String found, String remedy, String start) implements Content {}
  }

  /** The text of a file. One that cannot be read is a value, not an exception. */
  static Content read(Path file) {
    if (Files.isDirectory(file)) {
      return new Content.Other("a folder", "name a file in it", "");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return other("a pipe or a device, which is no file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return content(in.readNBytes(LIMIT + 1), Files.size(file));
    } catch (NoSuchFileException none) {
      return new Content.Missing();
    } catch (IOException unreadable) {
      return new Content.Other("a file that cannot be read", "check its permissions", "");
    }
  }

  private static Content content(byte[] bytes, long size) {
    if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
      return new Content.Other("text in UTF-16", "save it as UTF-8", "");
    }
    if (startsWith(bytes, 'P', 'K', 3, 4)) {
      return other("a ZIP archive or an Excel workbook");
    }
    if (startsWith(bytes, 0x1f, 0x8b)) {
      return other("a compressed file");
    }
    if (contains(bytes, (byte) 0)) {
      return other("a binary file");
    }
    if (bytes.length > LIMIT) {
      return new Content.Other(
          String.format(Locale.ROOT, "a file of %,d bytes", Math.max(size, bytes.length)),
          "",
          new String(bytes, StandardCharsets.UTF_8));
    }
    try {
      return new Content.Text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      return new Content.Other(
          "bytes that are not UTF-8",
          "save it as UTF-8",
          new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  private static Content other(String found) {
    return new Content.Other(found, "", "");
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    return bytes.length >= magic.length
        && IntStream.range(0, magic.length).allMatch(i -> (bytes[i] & 0xff) == magic[i]);
  }

  private static boolean contains(byte[] bytes, byte wanted) {
    for (byte each : bytes) {
      if (each == wanted) {
        return true;
      }
    }
    return false;
  }
}
