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
  private static final int UUID_LENGTH = UuidText.LENGTH;
  private static final long ZEROS = Words.ONES * '0';

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
          isHexId(id, offset, length) ? low(id, offset, length) : Hash64.of(id, offset, length);
      default -> Hash64.of(id, offset, length);
    };
  }

  /**
   * The {@link #key} with its bits mixed, so that any few of them tell as much as others: traces
   * are sampled and spread by it. It depends on nothing but the id, and must stay what it is while
   * replicas of several versions may run together.
   */
  public static long hash(byte[] id, int offset, int length) {
    // Not the key itself: one of 0 would be sampled at any rate.
    return Hash64.of(key(id, offset, length));
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
        : Hash64.of(id, offset, LENGTH);
  }

  private static long uuidKey(byte[] id, int offset) {
    if (UuidText.is(id, offset)) {
      long low = UuidText.low(id, offset);
      if (low != 0 || UuidText.high(id, offset) != 0) {
        return low;
      }
    }
    return Hash64.of(id, offset, UUID_LENGTH);
  }

  private static boolean isHexId(byte[] id, int offset, int length) {
    return switch (length) {
      case HALF, LENGTH ->
          Hex.isHex(id, offset, offset + length) && !isZero(id, offset, offset + length);
      case UUID_LENGTH -> UuidText.is(id, offset) && !isZero(id, offset, offset + length);
      default -> false;
    };
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
    return switch (length) {
      case HALF -> 0;
      case UUID_LENGTH -> UuidText.high(id, offset);
      default -> Hex.value(id, offset, offset + HALF);
    };
  }

  private static long low(byte[] id, int offset, int length) {
    return length == UUID_LENGTH
        ? UuidText.low(id, offset)
        : Hex.value(id, offset + length - HALF, offset + length);
  }
}
