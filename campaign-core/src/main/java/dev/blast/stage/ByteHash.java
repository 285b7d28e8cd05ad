package dev.blast.stage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A seeded 64-bit hash of bytes. Each step is a bijection of the state for a given word, and of the
 * word for a given state (multiplication by an odd number, xor with a shift of itself), so that
 * equally long inputs of up to eight bytes never collide, and longer ones as random numbers do.
 */
final class ByteHash {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // the multipliers of MurmurHash3's 64-bit finaliser and of SplitMix64 (both public domain)
  private static final long M1 = 0xff51afd7ed558ccdL;
  private static final long M2 = 0xc4ceb9fe1a85ec53L;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private ByteHash() {}

  static long of(byte[] bytes, int from, int to, long seed) {
    long hash = seed ^ (to - from) * GOLDEN;
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(bytes, i));
    }
    if (i < to) {
      long tail = 0;
      for (int shift = 0; i < to; i++, shift += 8) {
        tail |= (bytes[i] & 0xffL) << shift;
      }
      hash = mix(hash ^ tail);
    }
    return mix(hash + GOLDEN);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * M1;
    mixed = (mixed ^ (mixed >>> 29)) * M2;
    return mixed ^ (mixed >>> 32);
  }
}
