package dev.weir.kafka.decode;

/** The digits of decimal numbers, in bytes. Total: any bytes get an answer. */
final class Digits {
  /** So many digits always fit into a {@code long}. */
  static final int MAX_SIGNIFICANT_DIGITS = 18;

  /** A greater exponent, of either sign, is taken for none. */
  static final int MAX_EXPONENT = 400;

  /** The powers of ten that a {@code long} holds, from 0 to {@value #MAX_SIGNIFICANT_DIGITS}. */
  static final long[] POWERS_OF_TEN = powersOfTen();

  private Digits() {}

  /** Index of the first byte in {@code [from, end)} that is no digit, or {@code end}. */
  static int digitsEnd(byte[] b, int from, int end) {
    int pos = from;
    while (pos < end && b[pos] >= '0' && b[pos] <= '9') {
      pos++;
    }
    return pos;
  }

  /** The exponent that fills {@code [pos, end)}, 0 for none, or one beyond the bound. */
  static int exponent(byte[] b, int pos, int end) {
    if (pos == end) {
      return 0;
    }
    boolean signed = pos + 1 < end && (b[pos + 1] == '-' || b[pos + 1] == '+');
    int start = pos + (signed ? 2 : 1);
    if ((b[pos] | 0x20) != 'e' || start >= end || digitsEnd(b, start, end) != end) {
      return MAX_EXPONENT + 1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      value = Math.min(value * 10 + (b[i] - '0'), MAX_EXPONENT + 1);
    }
    return signed && b[pos + 1] == '-' ? -value : value;
  }

  private static long[] powersOfTen() {
    long[] powers = new long[MAX_SIGNIFICANT_DIGITS + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
