package dev.blast.stage;

import dev.blast.audience.Slice;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Hashes texts so that those equal without regard to case hash alike. Beyond ASCII it maps to upper
 * and then to lower case by Unicode's default mappings, and composes accents (NFC).
 */
final class CaseFold {

  private CaseFold() {}

  static long hash(Slice text, long seed) {
    return ByteHash.isAscii(text.bytes(), text.from(), text.to())
        ? ByteHash.ofLowerCase(text.bytes(), text.from(), text.to(), seed)
        : hashBeyondAscii(text.text(), seed);
  }

  private static long hashBeyondAscii(String text, long seed) {
    String folded = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    byte[] bytes =
        Normalizer.normalize(folded, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    return ByteHash.of(bytes, 0, bytes.length, seed);
  }
}
