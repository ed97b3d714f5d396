package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.Digits.MAX_EXPONENT;
import static dev.weir.kafka.decode.Digits.MAX_SIGNIFICANT_DIGITS;
import static dev.weir.kafka.decode.Digits.digitsEnd;
import static dev.weir.kafka.decode.Digits.exponent;

/**
 * Decimal numbers, read from bytes without allocating: digits, with a minus, a fraction and an
 * exponent if need be. Any bytes get an answer; nothing throws.
 */
final class NumberText {
  private static final int MAX_EXACT_POWER = 22;
  private static final long MAX_EXACT_INTEGER = 1L << 53;
  private static final int MAX_DIGITS_BEFORE_POINT = 309;
  private static final int MIN_DIGITS_BEFORE_POINT = -324;
  private static final int LARGEST_POWER = 256;
  private static final double[] EXACT_POWERS = exactPowers();
  private static final double[] LARGE_POWERS = {1e16, 1e32, 1e64, 1e128, 1e256};

  private NumberText() {}

  /**
   * The number that the text tells.
   *
   * @return the nearest double for up to 15 digits and powers of ten up to {@value
   *     #MAX_EXACT_POWER}, for others one within a relative error of 1e-15; NaN for what is no
   *     number or beyond the doubles
   */
  static double parse(byte[] bytes, int offset, int length) {
    int end = offset + length;
    boolean negative = length > 0 && bytes[offset] == '-';
    int start = negative ? offset + 1 : offset;
    int point = digitsEnd(bytes, start, end);
    boolean hasFraction = point < end && bytes[point] == '.';
    int mantissaEnd = hasFraction ? digitsEnd(bytes, point + 1, end) : point;
    if (point == start || (hasFraction && mantissaEnd == point + 1)) {
      return Double.NaN;
    }
    int exponent = exponent(bytes, mantissaEnd, end);
    if (Math.abs(exponent) > MAX_EXPONENT) {
      return Double.NaN;
    }
    // The value is significant * 10^scale; digits behind the eighteenth are cut off.
    long significant = 0;
    int count = 0;
    int scale = exponent;
    for (int pos = start; pos < mantissaEnd; pos++) {
      if (pos == point) {
        continue;
      }
      boolean kept = count < MAX_SIGNIFICANT_DIGITS;
      significant = kept ? significant * 10 + (bytes[pos] - '0') : significant;
      count += significant == 0 || !kept ? 0 : 1;
      scale += (kept ? 0 : 1) - (pos > point ? 1 : 0);
    }
    double magnitude = magnitude(significant, count, scale);
    return negative ? -magnitude : magnitude;
  }

  private static double magnitude(long significant, int count, int scale) {
    if (significant == 0 || count + scale < MIN_DIGITS_BEFORE_POINT) {
      return 0;
    }
    if (count + scale > MAX_DIGITS_BEFORE_POINT) {
      return Double.NaN;
    }
    if (significant < MAX_EXACT_INTEGER && Math.abs(scale) <= MAX_EXACT_POWER) {
      // Both are exact, so that there is one rounding.
      return scale < 0 ? significant / EXACT_POWERS[-scale] : significant * EXACT_POWERS[scale];
    }
    double value = (double) significant;
    int rest = scale;
    while (rest < -LARGEST_POWER) {
      value /= LARGE_POWERS[LARGE_POWERS.length - 1];
      rest += LARGEST_POWER;
    }
    double scaled = rest < 0 ? value / power(-rest) : value * power(rest);
    return Double.isInfinite(scaled) ? Double.NaN : scaled;
  }

  /** Ten to the power of 0 to 309; the last is infinite. */
  private static double power(int exponent) {
    double power = EXACT_POWERS[exponent & 0xF];
    for (int i = 0; i < LARGE_POWERS.length; i++) {
      if ((exponent & (0x10 << i)) != 0) {
        power *= LARGE_POWERS[i];
      }
    }
    return power;
  }

  private static double[] exactPowers() {
    double[] powers = new double[MAX_EXACT_POWER + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
