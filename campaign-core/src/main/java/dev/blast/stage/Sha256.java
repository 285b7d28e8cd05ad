package dev.blast.stage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower case hex. Not thread-safe. */
final class Sha256 {

  private final MessageDigest digest = create();

  void update(byte[] bytes, int from, int to) {
    digest.update(bytes, from, to - from);
  }

  /** Adds a digest that is given in hex, as its 32 bytes. */
  void update(String hex) {
    digest.update(HexFormat.of().parseHex(hex));
  }

  /** The digest of what was added; starts anew. */
  String finish() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      // every Java platform has it (MessageDigest's documentation)
      throw new IllegalStateException(impossible);
    }
  }
}
