package dev.weir.trace;

import java.util.Arrays;

/**
 * Whether two ids name the same trace, though tracers write it differently. A trace id is 32 hex
 * digits; a UUID is the same 128 bits with hyphens; a tracer that has 64 bits knows the low half
 * only, and writes 16 digits, or zeros before them. Any other text is compared as it is.
 */
public final class TraceIds {
  private static final int LENGTH = FoundTrace.TRACE_ID_LENGTH;
  private static final int HALF = LENGTH / 2;
  private static final int UUID_LENGTH = 36;
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private TraceIds() {}

  /**
   * Writes an id as 32 lower-case hex digits, where it is such an id: 16 or 32 hex digits or a UUID
   * with hyphens, in either case, and not all zero.
   *
   * @param into has room for 32 bytes at {@code at}; untouched when it is another kind of text
   * @return whether it is such an id
   */
  public static boolean canonical(byte[] id, int offset, int length, byte[] into, int at) {
    if (!isHexId(id, offset, length)) {
      return false;
    }
    long high = high(id, offset, length);
    long low = low(id, offset, length);
    Hex.write(high, into, at);
    Hex.write(low, into, at + HALF);
    return true;
  }

  /** Whether the ids name the same trace: as a whole, or by the half that one of them knows. */
  public static boolean matches(
      byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    boolean hex = isHexId(a, aOffset, aLength);
    if (hex != isHexId(b, bOffset, bLength)) {
      return false;
    }
    if (!hex) {
      return Arrays.equals(a, aOffset, aOffset + aLength, b, bOffset, bOffset + bLength);
    }
    long aHigh = high(a, aOffset, aLength);
    long bHigh = high(b, bOffset, bLength);
    return low(a, aOffset, aLength) == low(b, bOffset, bLength)
        && (aHigh == bHigh || aHigh == 0 || bHigh == 0);
  }

  /**
   * A number that is the same for ids that {@link #matches match}: the low 64 bits, or a hash of
   * any other text.
   */
  public static long key(byte[] id, int offset, int length) {
    if (isHexId(id, offset, length)) {
      return low(id, offset, length);
    }
    long hash = FNV_OFFSET;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (id[i] & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }

  private static boolean isHexId(byte[] id, int offset, int length) {
    return switch (length) {
      case HALF, LENGTH ->
          Hex.isHex(id, offset, offset + length) && !isZero(id, offset, offset + length);
      case UUID_LENGTH -> isUuid(id, offset) && !isZero(id, offset, offset + length);
      default -> false;
    };
  }

  private static boolean isUuid(byte[] id, int offset) {
    for (int i = 0; i < UUID_LENGTH; i++) {
      byte b = id[offset + i];
      if (isHyphen(i) ? b != '-' : Hex.digit(b) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHyphen(int index) {
    return index == 8 || index == 13 || index == 18 || index == 23;
  }

  private static boolean isZero(byte[] id, int from, int to) {
    for (int i = from; i < to; i++) {
      if (id[i] != '0' && id[i] != '-') {
        return false;
      }
    }
    return true;
  }

  private static long high(byte[] id, int offset, int length) {
    return digits(
        id, offset, length == HALF ? offset : length == LENGTH ? offset + HALF : offset + 18);
  }

  private static long low(byte[] id, int offset, int length) {
    int from = length == HALF ? offset : length == LENGTH ? offset + HALF : offset + 19;
    return digits(id, from, offset + length);
  }

  private static long digits(byte[] id, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = id[i] == '-' ? value : (value << 4) | Hex.digit(id[i]);
    }
    return value;
  }
}
