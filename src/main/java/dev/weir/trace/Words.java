package dev.weir.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of an array at a time, the first in the lowest bits. An ahead-of-time compiler calls
 * where a just-in-time one inlines, so the hot path looks at words and not at bytes.
 */
public final class Words {
  /** A word of eight bytes of 1: times a byte, a word full of it. */
  public static final long ONES = 0x0101010101010101L;

  /** The highest bit of each byte. */
  public static final long HIGH_BITS = ONES << 7;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /** The word at {@code pos}; throws unless all eight bytes are in the array. */
  public static long at(byte[] bytes, int pos) {
    return (long) LONGS.get(bytes, pos);
  }

  /** Whether {@code length} bytes of both arrays, which must be in them, are the same. */
  public static boolean same(byte[] left, int leftFrom, byte[] right, int rightFrom, int length) {
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      if (at(left, leftFrom + at) != at(right, rightFrom + at)) {
        return false;
      }
    }
    if (at < length && length >= Long.BYTES) {
      // The last word overlaps the one before: no loop over the rest.
      int last = length - Long.BYTES;
      return at(left, leftFrom + last) == at(right, rightFrom + last);
    }
    for (; at < length; at++) {
      if (left[leftFrom + at] != right[rightFrom + at]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bytes in {@code [from, to)} are all ASCII from the blank to the tilde. */
  public static boolean isPrintable(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if (unprintable(at(bytes, at)) != 0) {
        return false;
      }
    }
    if (at < to && to - from >= Long.BYTES) {
      return unprintable(at(bytes, to - Long.BYTES)) == 0;
    }
    for (; at < to; at++) {
      if (bytes[at] < ' ' || bytes[at] == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** 0 if and only if every byte of the word is printable ASCII. */
  private static long unprintable(long word) {
    long delete = word ^ (ONES * 0x7F);
    return (word | ((word - ONES * ' ') & ~word) | ((delete - ONES) & ~delete)) & HIGH_BITS;
  }

  /** Whether the bytes in {@code [from, to)} are all below 128. */
  public static boolean isAscii(byte[] bytes, int from, int to) {
    long all = 0;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      all |= at(bytes, at);
    }
    for (; at < to; at++) {
      all |= bytes[at];
    }
    return (all & HIGH_BITS) == 0;
  }
}
