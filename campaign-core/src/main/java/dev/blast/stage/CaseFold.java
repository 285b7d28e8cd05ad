package dev.blast.stage;

import dev.blast.audience.Slice;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Hashes texts so that those equal without regard to case hash alike. Beyond ASCII it maps to upper
 * and then to lower case by Unicode's default mappings, and composes accents (NFC). Not
 * thread-safe.
 */
final class CaseFold {

  private byte[] folded = new byte[256];

  long hash(Slice text, long seed) {
    int length = text.to() - text.from();
    if (folded.length < length) {
      folded = new byte[length];
    }
    byte[] bytes = text.bytes();
    int seen = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[text.from() + i];
      seen |= b;
      folded[i] = b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }
    return seen >= 0 ? ByteHash.of(folded, 0, length, seed) : hashBeyondAscii(text.text(), seed);
  }

  private static long hashBeyondAscii(String text, long seed) {
    String folded = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    byte[] bytes =
        Normalizer.normalize(folded, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    return ByteHash.of(bytes, 0, bytes.length, seed);
  }
}
