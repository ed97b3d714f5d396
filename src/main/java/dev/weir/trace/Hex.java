package dev.weir.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Hex digits in byte arrays. Total: any bytes get an answer. */
final class Hex {
  /** What {@link #digit} gives for a byte that is no hex digit. */
  static final int NO_DIGIT = -1;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);

  // Of each byte (as an unsigned number) its value as a digit of either case.
  private static final byte[] VALUES = values(false);
  private static final byte[] LOWER_VALUES = values(true);

  private Hex() {}

  /** The value of a digit of either case, or {@link #NO_DIGIT}. */
  static int digit(byte b) {
    return VALUES[b & 0xFF];
  }

  /**
   * All bits that the digits in {@code [from, to)} have together; negative when they are not all
   * hex digits in lower case, 0 when they are all zero.
   */
  static int bitsOfLower(byte[] bytes, int from, int to) {
    return bits(LOWER_VALUES, bytes, from, to);
  }

  /** Whether {@code [from, to)} are all hex digits of either case. */
  static boolean isHex(byte[] bytes, int from, int to) {
    return bits(VALUES, bytes, from, to) >= 0;
  }

  /** Without a branch for each digit, because most are. */
  private static int bits(byte[] values, byte[] bytes, int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      all |= values[bytes[i] & 0xFF];
    }
    return all;
  }

  /**
   * The bytes of a {@link Words word} that are no hex digits in lower case, by their highest bits.
   */
  static long notLower(long word) {
    long low = word & ~Words.HIGH_BITS;
    // Each sum carries into a byte's highest bit exactly when the byte is at least that character.
    long digit = (low + Words.ONES * (0x80 - '0')) & ~(low + Words.ONES * (0x80 - ':'));
    long letter = (low + Words.ONES * (0x80 - 'a')) & ~(low + Words.ONES * (0x80 - 'g'));
    return (~(digit | letter) | word) & Words.HIGH_BITS;
  }

  /** The bytes of a {@link Words word} that are no hex digits of either case. */
  static long notHex(long word) {
    long low = word & ~Words.HIGH_BITS;
    long digit = (low + Words.ONES * (0x80 - '0')) & ~(low + Words.ONES * (0x80 - ':'));
    long lower = low | (Words.ONES * 0x20);
    long letter = (lower + Words.ONES * (0x80 - 'a')) & ~(lower + Words.ONES * (0x80 - 'g'));
    return (~(digit | letter) | word) & Words.HIGH_BITS;
  }

  /**
   * The number that a {@link Words word} of eight hex digits, the first the highest, stands for.
   */
  static long value(long word) {
    long digits = (word & (Words.ONES * 0xF)) + ((word >>> 6) & Words.ONES) * 9;
    long bytes = ((digits << 4) | (digits >>> 8)) & 0x00FF00FF00FF00FFL;
    long pairs = ((bytes << 8) | (bytes >>> 16)) & 0x0000FFFF0000FFFFL;
    return ((pairs << 16) | (pairs >>> 32)) & 0xFFFFFFFFL;
  }

  /** The value of at most 16 digits, all of which must be hex. */
  static long value(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = (value << 4) | VALUES[bytes[i] & 0xFF];
    }
    return value;
  }

  /** Writes 16 digits in lower case. */
  static void write(long value, byte[] into, int at) {
    for (int i = 0; i < 16; i++) {
      into[at + i] = DIGITS[(int) (value >>> (60 - 4 * i)) & 0xF];
    }
  }

  private static byte[] values(boolean lowerOnly) {
    byte[] values = new byte[256];
    for (int b = 0; b < values.length; b++) {
      boolean known = b < 128 && !(lowerOnly && b >= 'A' && b <= 'Z');
      values[b] = (byte) (known ? Character.digit(b, 16) : NO_DIGIT);
    }
    return values;
  }
}
