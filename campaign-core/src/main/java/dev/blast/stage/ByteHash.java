package dev.blast.stage;

import dev.blast.text.EightBytes;

/**
 * A seeded 64-bit hash of bytes. Each step is a bijection of the state for a given word, and of the
 * word for a given state (multiplication by an odd number, xor with a shift of itself), so that
 * equally long inputs of up to eight bytes never collide, and longer ones as random numbers do.
 */
final class ByteHash {

  // the multipliers of MurmurHash3's 64-bit finaliser and of SplitMix64 (both public domain)
  private static final long M1 = 0xff51afd7ed558ccdL;
  private static final long M2 = 0xc4ceb9fe1a85ec53L;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private ByteHash() {}

  static long of(byte[] bytes, int from, int to, long seed) {
    long hash = seed ^ (to - from) * GOLDEN;
    int i = from;
    for (; i + EightBytes.LENGTH <= to; i += EightBytes.LENGTH) {
      hash = mix(hash ^ EightBytes.at(bytes, i));
    }
    if (i < to) {
      hash = mix(hash ^ EightBytes.rest(bytes, i, to));
    }
    return mix(hash + GOLDEN);
  }

  /** Of the bytes with the letters A to Z made small, where all of them are ASCII. */
  static long ofLowerCase(byte[] bytes, int from, int to, long seed) {
    long hash = seed ^ (to - from) * GOLDEN;
    int i = from;
    for (; i + EightBytes.LENGTH <= to; i += EightBytes.LENGTH) {
      hash = mix(hash ^ EightBytes.lowerCase(EightBytes.at(bytes, i)));
    }
    if (i < to) {
      hash = mix(hash ^ EightBytes.lowerCase(EightBytes.rest(bytes, i, to)));
    }
    return mix(hash + GOLDEN);
  }

  static boolean isAscii(byte[] bytes, int from, int to) {
    long seen = 0;
    int i = from;
    for (; i + EightBytes.LENGTH <= to; i += EightBytes.LENGTH) {
      seen |= EightBytes.at(bytes, i);
    }
    return ((i < to ? seen | EightBytes.rest(bytes, i, to) : seen) & EightBytes.HIGH_BITS) == 0;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * M1;
    mixed = (mixed ^ (mixed >>> 29)) * M2;
    return mixed ^ (mixed >>> 32);
  }
}
