package dev.blast.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes of UTF-8 at a time, as one number whose lowest byte comes first. Marks are
 * the highest bits of bytes; the lowest mark is always right, those above it may be of a byte that
 * follows one that is marked (Hacker's Delight, 6–1).
 */
public final class EightBytes {

  public static final int LENGTH = Long.BYTES;

  /** The highest bit of each byte: set where it is not ASCII. */
  public static final long HIGH_BITS = 0x8080808080808080L;

  private static final long ONES = 0x0101010101010101L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private EightBytes() {}

  /** The bytes from {@code at} on; all eight must be there. */
  public static long at(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** This byte eight times. */
  public static long each(int b) {
    return ONES * (b & 0xff);
  }

  /** Marks the bytes that are the one of which {@code each} has eight. */
  public static long marks(long eight, long each) {
    long different = eight ^ each;
    return (different - ONES) & ~different & HIGH_BITS;
  }

  /** Marks bytes that are control characters of ASCII; 0 where there are none. */
  public static long marksControls(long eight) {
    long low = (eight | HIGH_BITS) - 0x20 * ONES;
    long delete = (eight & ~HIGH_BITS) + ONES;
    return (~low | delete) & ~eight & HIGH_BITS;
  }

  /** Marks bytes that are control characters, or not ASCII; 0 where there are none. */
  public static long marksOther(long eight) {
    return ((eight - 0x20 * ONES) | (eight + ONES) | eight) & HIGH_BITS;
  }

  /** How many bytes come before the lowest mark. */
  public static int before(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }

  /** The lowest so many bytes, 0..7; the others are 0. */
  public static long lowest(long eight, int count) {
    return eight & ((1L << (count << 3)) - 1);
  }

  /** With the capital letters A to Z made small; all must be ASCII. */
  public static long lowerCase(long eight) {
    long fromA = eight + (0x80 - 'A') * ONES;
    long beyondZ = eight + (0x7f - 'Z') * ONES;
    long capitals = (fromA ^ beyondZ) & HIGH_BITS;
    return eight + (capitals >>> 2);
  }

  /** The bytes from {@code from} to {@code to}, at most eight, as the lowest ones. */
  public static long rest(byte[] bytes, int from, int to) {
    int count = to - from;
    if (from + LENGTH <= bytes.length) {
      return count == LENGTH ? at(bytes, from) : lowest(at(bytes, from), count);
    }
    long rest = 0;
    for (int i = to - 1; i >= from; i--) {
      rest = (rest << 8) | (bytes[i] & 0xff);
    }
    return rest;
  }
}
