package dev.blast.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** How a recipient of a run is named to a provider that recognises repeats. */
public enum KeyForm {
  /** {@code runId/recipientId}: the form of runs that earlier versions opened. */
  PLAIN {
    @Override
    public String of(RunId run, String recipientId) {
      return plain(run, recipientId);
    }
  },

  /**
   * 32 hexadecimal digits: the first half of the SHA-256 of the plain form. Providers that accept
   * only some characters (GOV.UK Pay: letters, digits and hyphens) or some length accept it, and no
   * address is in it. For ten million recipients the chance that two share a key is 1 in 10^24.
   */
  DIGEST {
    @Override
    public String of(RunId run, String recipientId) {
      byte[] plain = plain(run, recipientId).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(Arrays.copyOf(sha256().digest(plain), BYTES));
    }
  };

  private static final int BYTES = 16;

  /** The key: the same for every attempt of the recipient in the run, and no other recipient's. */
  public abstract String of(RunId run, String recipientId);

  /** The word in the records of a run. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * The form that the records of a run name.
   *
   * @param word empty where they name none, as in those of earlier versions
   * @throws IllegalArgumentException for a form that this version does not know
   */
  public static KeyForm named(Optional<String> word) {
    return word.map(name -> valueOf(name.toUpperCase(java.util.Locale.ROOT))).orElse(PLAIN);
  }

  private static String plain(RunId run, String recipientId) {
    return run + "/" + recipientId;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
