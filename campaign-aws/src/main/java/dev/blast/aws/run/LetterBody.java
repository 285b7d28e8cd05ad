package dev.blast.aws.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A dead letter's body as bytes, from which every char comes back: garbage too.
 *
 * @param form {@link #UTF_8}, or {@link #CHARS} where the text has halves of surrogate pairs, which
 *     UTF-8 cannot say; each followed by {@link #DEFLATED} where that is smaller
 */
record LetterBody(String form, SdkBytes bytes) {

  private static final String UTF_8 = "utf-8";
  private static final String CHARS = "utf-16be";
  private static final String DEFLATED = "+deflate";

  static LetterBody of(String text) {
    String form = UTF_8;
    ByteBuffer encoded;
    try {
      encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException unpaired) {
      form = CHARS;
      encoded = ByteBuffer.allocate(2 * text.length());
      encoded.asCharBuffer().put(text);
    }
    byte[] plain = new byte[encoded.remaining()];
    encoded.get(plain);
    byte[] deflated = deflate(plain);
    return deflated.length < plain.length
        ? new LetterBody(form + DEFLATED, SdkBytes.fromByteArrayUnsafe(deflated))
        : new LetterBody(form, SdkBytes.fromByteArrayUnsafe(plain));
  }

  /**
   * The text.
   *
   * @throws IllegalArgumentException when {@link #of} wrote something else
   */
  String text() {
    byte[] stored = bytes.asByteArrayUnsafe();
    byte[] plain = form.endsWith(DEFLATED) ? inflate(stored) : stored;
    return switch (form.replace(DEFLATED, "")) {
      case UTF_8 -> new String(plain, StandardCharsets.UTF_8);
      case CHARS -> ByteBuffer.wrap(plain).asCharBuffer().toString();
      default -> throw new IllegalArgumentException("a body as " + form);
    };
  }

  private static byte[] deflate(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static byte[] inflate(byte[] deflated) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      return in.readAllBytes();
    } catch (IOException damaged) {
      throw new IllegalArgumentException(damaged);
    }
  }
}
