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
  private static final long ZEROS = Words.ONES * '0';

  // Where the hyphens of a UUID are in its second and third word, the first byte in the lowest
  // bits.
  private static final long HYPHEN_BYTES_1 = 0x0000FF00000000FFL;
  private static final long HYPHEN_BYTES_2 = 0xFF00000000FF0000L;
  private static final long HYPHENS_1 = HYPHEN_BYTES_1 & (Words.ONES * '-');
  private static final long HYPHENS_2 = HYPHEN_BYTES_2 & (Words.ONES * '-');

  private static final long C1 = 0x9E3779B97F4A7C15L;
  private static final long C2 = 0xC2B2AE3D27D4EB4FL;

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
    return switch (length) {
      case LENGTH -> digitsKey(id, offset);
      case UUID_LENGTH -> uuidKey(id, offset);
      case HALF ->
          isHexId(id, offset, length) ? low(id, offset, length) : textKey(id, offset, length);
      default -> textKey(id, offset, length);
    };
  }

  /**
   * The {@link #key} with its bits mixed, so that any few of them tell as much as others: traces
   * are sampled and spread by it. It depends on nothing but the id, and must stay what it is while
   * replicas of several versions may run together.
   */
  public static long hash(byte[] id, int offset, int length) {
    // Mixing alone leaves 0 as it is, and a hash of 0 would be sampled at any rate.
    long key = key(id, offset, length) + C1;
    key = (key ^ (key >>> 33)) * 0xFF51AFD7ED558CCDL;
    key = (key ^ (key >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return key ^ (key >>> 33);
  }

  /** Of 32 bytes, eight at a time: every record with a trace id comes by here. */
  private static long digitsKey(byte[] id, int offset) {
    long first = Words.at(id, offset);
    long second = Words.at(id, offset + 8);
    long third = Words.at(id, offset + 16);
    long fourth = Words.at(id, offset + 24);
    long wrong = Hex.notHex(first) | Hex.notHex(second) | Hex.notHex(third) | Hex.notHex(fourth);
    long other = (first ^ ZEROS) | (second ^ ZEROS) | (third ^ ZEROS) | (fourth ^ ZEROS);
    return wrong == 0 && other != 0
        ? (Hex.value(third) << 32) | Hex.value(fourth)
        : textKey(id, offset, LENGTH);
  }

  private static long uuidKey(byte[] id, int offset) {
    long first = Words.at(id, offset);
    long second = Words.at(id, offset + 8);
    long third = Words.at(id, offset + 16);
    long fourth = Words.at(id, offset + 24);
    long last = Words.at(id, offset + 28);
    boolean hasHyphens =
        (second & HYPHEN_BYTES_1) == HYPHENS_1 && (third & HYPHEN_BYTES_2) == HYPHENS_2;
    // Zeros in the hyphens' places.
    second ^= HYPHENS_1 ^ (HYPHEN_BYTES_1 & ZEROS);
    third ^= HYPHENS_2 ^ (HYPHEN_BYTES_2 & ZEROS);
    long wrong =
        Hex.notHex(first)
            | Hex.notHex(second)
            | Hex.notHex(third)
            | Hex.notHex(fourth)
            | Hex.notHex(last);
    long other =
        (first ^ ZEROS) | (second ^ ZEROS) | (third ^ ZEROS) | (fourth ^ ZEROS) | (last ^ ZEROS);
    if (!hasHyphens || wrong != 0 || other == 0) {
      return textKey(id, offset, UUID_LENGTH);
    }
    long node = (Hex.value(fourth) << 16) | (Hex.value(last) & 0xFFFF);
    return (((Hex.value(third) >>> 4) & 0xFFFF) << 48) | node;
  }

  private static long textKey(byte[] id, int offset, int length) {
    long hash = C2 + length;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = step(hash, Words.at(id, at));
    }
    long tail = 0;
    for (int shift = 0; at < end; at++, shift += 8) {
      tail |= (id[at] & 0xFFL) << shift;
    }
    return step(hash, tail);
  }

  private static long step(long hash, long word) {
    return Long.rotateLeft(hash ^ (word * C1), 29) * C2;
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
