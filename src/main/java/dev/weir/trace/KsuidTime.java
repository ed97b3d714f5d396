package dev.weir.trace;

/**
 * The time inside a KSUID: 27 digits of base 62 that make 20 bytes, of which the first four are the
 * seconds since 1,400,000,000 s after 1970.
 *
 * @see <a href="https://github.com/segmentio/ksuid">KSUID</a>
 */
final class KsuidTime {
  /** Digits of a KSUID. */
  static final int LENGTH = 27;

  /** From when on a KSUID counts, in seconds since 1970. */
  static final long EPOCH_SECONDS = 1_400_000_000;

  private static final int BASE = 62;

  private KsuidTime() {}

  /**
   * The seconds since 1970 inside a KSUID.
   *
   * @return a negative number when the {@value #LENGTH} bytes are none: another character, or more
   *     than 20 bytes hold
   */
  static long seconds(byte[] id, int offset) {
    long high = word(id, offset, 0);
    return high < 0 ? -1 : high + EPOCH_SECONDS;
  }

  /**
   * The 20 bytes of a KSUID: the first four, the next eight or the last eight.
   *
   * @param which 0, 1 or 2
   * @return for 0, a negative number when the {@value #LENGTH} bytes are no KSUID; the others mean
   *     nothing then
   */
  static long word(byte[] id, int offset, int which) {
    // The number, in two words and what is above them.
    long low = 0;
    long middle = 0;
    long high = 0;
    for (int i = offset; i < offset + LENGTH; i++) {
      int digit = digit(id[i]);
      if (digit < 0) {
        return -1;
      }
      long product = low * BASE;
      long carry = Math.unsignedMultiplyHigh(low, BASE);
      low = product + digit;
      carry += Long.compareUnsigned(low, product) < 0 ? 1 : 0;

      product = middle * BASE;
      long above = Math.unsignedMultiplyHigh(middle, BASE);
      middle = product + carry;
      above += Long.compareUnsigned(middle, product) < 0 ? 1 : 0;
      high = high * BASE + above;
    }
    return switch (which) {
      case 0 -> high >>> Integer.SIZE == 0 ? high : -1;
      case 1 -> middle;
      default -> low;
    };
  }

  private static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    if (b >= 'A' && b <= 'Z') {
      return b - 'A' + 10;
    }
    return b >= 'a' && b <= 'z' ? b - 'a' + 36 : -1;
  }
}
