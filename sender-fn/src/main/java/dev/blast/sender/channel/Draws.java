package dev.blast.sender.channel;

/**
 * Numbers that look random and are pure functions of what they are drawn for. Stateless and
 * thread-safe.
 */
public final class Draws {

  /** 2^64 divided by the golden ratio: the step of SplitMix64 (Steele, Lea, Flood 2014). */
  public static final long STEP = 0x9E3779B97F4A7C15L;

  private Draws() {}

  /** FNV-1a over the UTF-16 units: the JDK's own hash has 32 bits, too few for millions of ids. */
  public static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64: every bit of the argument reaches every bit of the result. */
  public static long mix(long value) {
    long mixed = (value + STEP ^ (value + STEP) >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  /** 53 bits as a number in [0, 1). */
  public static double share(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }
}
