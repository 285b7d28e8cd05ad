package dev.blast.schedule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of a schedule.
 *
 * @param text 1 to 64 of {@code 0-9a-zA-Z-_.} (EventBridge Scheduler API reference, CreateSchedule)
 */
public record ScheduleName(String text) implements Comparable<ScheduleName> {

  private static final int LONGEST = 64;
  private static final int HASH = 12;
  private static final Pattern ALLOWED = Pattern.compile("[0-9a-zA-Z-_.]{1," + LONGEST + "}");
  private static final Pattern OTHERS = Pattern.compile("[^0-9a-zA-Z-_.]");

  public ScheduleName {
    if (!ALLOWED.matcher(text).matches()) {
      throw new IllegalArgumentException("not the name of a schedule: " + text);
    }
  }

  /**
   * The name for an id of any length and of any characters, the same each time. One that had to be
   * changed ends in a hash of the id, so that different ids have different names; and so does one
   * that looks as if.
   *
   * @param kind what the schedule is for, such as {@code watch}; 1 to 20 allowed characters
   */
  public static ScheduleName of(String kind, String id) {
    if (kind.length() > 20 || !ALLOWED.matcher(kind).matches()) {
      throw new IllegalArgumentException("not a kind of schedule: " + kind);
    }
    String whole = kind + "-" + id;
    if (ALLOWED.matcher(whole).matches() && !looksHashed(whole)) {
      return new ScheduleName(whole);
    }
    String allowed = OTHERS.matcher(whole).replaceAll("-");
    String kept = allowed.substring(0, Math.min(allowed.length(), LONGEST - HASH - 1));
    return new ScheduleName(kept + "-" + hash(whole));
  }

  private static boolean looksHashed(String name) {
    return name.matches(".*-[0-9a-f]{" + HASH + "}");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public int compareTo(ScheduleName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
