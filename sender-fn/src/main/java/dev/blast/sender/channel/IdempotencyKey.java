package dev.blast.sender.channel;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** An idempotency key as a header can carry it. */
final class IdempotencyKey {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private IdempotencyKey() {}

  /**
   * The key itself where it is visible ASCII without {@code %}; everything else percent-encoded in
   * UTF-8. Different keys stay different: an encoding that loses a character would make a provider
   * take two recipients for one.
   */
  static String header(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (!isPlain(key.charAt(i))) {
        return encoded(key);
      }
    }
    return key;
  }

  private static String encoded(String key) {
    StringBuilder header = new StringBuilder(key.length() * 2);
    for (byte octet : key.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain((char) octet)) {
        header.append((char) octet);
      } else {
        header.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return header.toString();
  }

  private static boolean isPlain(char c) {
    return c > ' ' && c < 0x7F && c != '%';
  }
}
