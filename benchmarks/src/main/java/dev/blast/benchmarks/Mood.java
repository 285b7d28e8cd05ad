package dev.blast.benchmarks;

/**
 * Decides who is told to come later: by the key and how often it was tried, and by nothing else, so
 * that two runs meet the same provider.
 *
 * @param unavailable share of tries answered with 503, 0..1
 * @param throttled share of tries answered with 429, 0..1; both together at most 1
 */
record Mood(double unavailable, double throttled) {

  Mood {
    if (unavailable < 0 || throttled < 0 || unavailable + throttled > 1) {
      throw new IllegalArgumentException("shares must be 0..1, together at most 1");
    }
  }

  /**
   * @param tries how often the key was asked for before
   */
  Verdict on(String key, int tries) {
    double draw = draw(key, tries);
    if (draw < unavailable) {
      return Verdict.UNAVAILABLE;
    }
    return draw < unavailable + throttled ? Verdict.THROTTLE : Verdict.ACCEPT;
  }

  /** Uniform in 0..1: the finalizer of SplitMix64 over both. */
  private static double draw(String key, int tries) {
    long z = key.hashCode() * 0x9E3779B97F4A7C15L + tries * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
