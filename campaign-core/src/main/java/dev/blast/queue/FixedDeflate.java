package dev.blast.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Adler32;

/**
 * Deflates what repeats itself, for a third of the CPU that {@link java.util.zip.Deflater} takes at
 * its fastest (benchmarks/dispatch.sh): one block with the fixed codes, so that no code is built
 * for a few kilobytes, and one look back at each position. What comes out is a zlib stream that any
 * inflater reads (RFC 1950, RFC 1951). Used once; not thread-safe.
 */
final class FixedDeflate {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LONGEST_MATCH = 258;
  private static final int WINDOW = 32 * 1024;
  private static final int HASH_BITS = 12;

  /** The code of each byte by itself, and of each length of a match. */
  private static final long[] LITERALS = new long[256];

  private static final long[] MATCHES = new long[LONGEST_MATCH + 1];

  static {
    for (int value = 0; value < LITERALS.length; value++) {
      LITERALS[value] = value < 144 ? code(0x30 + value, 8) : code(0x190 + value - 144, 9);
    }
    for (int match = 3; match < LONGEST_MATCH; match++) {
      // after the first eight, each octave of lengths has four codes and one more bit behind them
      int above = match - 3;
      int bits = Math.max(0, 29 - Integer.numberOfLeadingZeros(above));
      MATCHES[match] = with(lengthCode((bits << 2) + (above >> bits)), above, bits);
    }
    MATCHES[LONGEST_MATCH] = lengthCode(28);
  }

  private final byte[] in;
  private final int length;

  /** Four bytes' hash to the position where such were seen last; 0 also where there are none. */
  private final int[] seen = new int[1 << HASH_BITS];

  private FixedDeflate(byte[] in, int length) {
    this.in = in;
    this.length = length;
  }

  /** The first {@code length} bytes, deflated. */
  static byte[] of(byte[] bytes, int length) {
    return new FixedDeflate(bytes, length).deflated();
  }

  private byte[] deflated() {
    // a byte takes nine bits at most, and bits are written four bytes at a time
    byte[] out = new byte[length + length / 8 + 32];
    out[0] = 0x78;
    out[1] = 0x01;
    int at = 2;
    // the last block, with fixed codes
    long pending = 0b011;
    int count = 3;
    for (int next = 0; next < length; ) {
      int found = lastSeen(next);
      long code;
      if (found < 0) {
        code = LITERALS[in[next++] & 0xff];
      } else {
        int match = matchLength(found, next);
        code = joined(MATCHES[match], distance(next - found));
        next += match;
      }
      pending |= code >>> Byte.SIZE << count;
      count += (byte) code;
      if (count >= Integer.SIZE) {
        INTS.set(out, at, (int) pending);
        at += Integer.BYTES;
        pending >>>= Integer.SIZE;
        count -= Integer.SIZE;
      }
    }
    // the end of the block is seven zeros
    LONGS.set(out, at, pending);
    at += Math.ceilDiv(count + 7, Byte.SIZE);
    Adler32 sum = new Adler32();
    sum.update(in, 0, length);
    INTS.set(out, at, Integer.reverseBytes((int) sum.getValue()));
    return Arrays.copyOf(out, at + Integer.BYTES);
  }

  /** Where the same four bytes were seen last, or −1; they were seen here now. */
  private int lastSeen(int position) {
    if (position > length - Integer.BYTES) {
      return -1;
    }
    int four = (int) INTS.get(in, position);
    int hash = (four * 0x9E3779B1) >>> (Integer.SIZE - HASH_BITS);
    int found = seen[hash];
    seen[hash] = position;
    boolean same = (int) INTS.get(in, found) == four && found < position;
    return same && position - found <= WINDOW ? found : -1;
  }

  private int matchLength(int found, int position) {
    int most = Math.min(LONGEST_MATCH, length - position);
    int same = Integer.BYTES;
    while (same <= most - Long.BYTES) {
      long differing = (long) LONGS.get(in, found + same) ^ (long) LONGS.get(in, position + same);
      if (differing != 0) {
        return same + Long.numberOfTrailingZeros(differing) / Byte.SIZE;
      }
      same += Long.BYTES;
    }
    while (same < most && in[found + same] == in[position + same]) {
      same++;
    }
    return same;
  }

  /** Each octave of distances has two codes, and bits behind them. */
  private static long distance(int distance) {
    int above = distance - 1;
    int bits = Math.max(0, 30 - Integer.numberOfLeadingZeros(above));
    return with(code((bits << 1) + (above >> bits), 5), above, bits);
  }

  private static long lengthCode(int number) {
    return number < 23 ? code(number + 1, 7) : code(0xc0 + number - 23, 8);
  }

  /** A Huffman code; those are written from their highest bit on, everything else the other way. */
  private static long code(int code, int count) {
    return bits(Integer.reverse(code) >>> (Integer.SIZE - count), count);
  }

  /** A code with the lowest bits of a number behind it. */
  private static long with(long code, int number, int count) {
    return joined(code, bits(number & ((1 << count) - 1), count));
  }

  private static long joined(long first, long second) {
    return (first | second >>> Byte.SIZE << (byte) first << Byte.SIZE) + (byte) second;
  }

  /** Up to 56 bits, and how many in the lowest byte. */
  private static long bits(int bits, int count) {
    return (long) bits << Byte.SIZE | count;
  }
}
