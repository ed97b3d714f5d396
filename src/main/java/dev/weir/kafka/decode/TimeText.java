package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.Calendar.two;
import static dev.weir.kafka.decode.Digits.MAX_EXPONENT;
import static dev.weir.kafka.decode.Digits.MAX_SIGNIFICANT_DIGITS;
import static dev.weir.kafka.decode.Digits.POWERS_OF_TEN;
import static dev.weir.kafka.decode.Digits.digitsEnd;
import static dev.weir.kafka.decode.Digits.exponent;

/**
 * Times as producers write them, read from bytes without allocating: RFC 3339 timestamps, HTTP
 * dates, and numbers counted from 1970 in seconds, milliseconds, microseconds or nanoseconds. Any
 * bytes get an answer; nothing throws.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</a>
 */
public final class TimeText {
  /** What is no time. */
  public static final long MALFORMED = Long.MIN_VALUE;

  private static final int DATE_TIME_LENGTH = 19;
  private static final int OFFSET_LENGTH = 6;
  private static final int MAX_FRACTION_DIGITS = 9;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private TimeText() {}

  /**
   * The time that a text tells.
   *
   * <p>A timestamp is {@code YYYY-MM-DDThh:mm:ss}, with up to nine digits of fraction and {@code Z}
   * or {@code ±hh:mm}; {@code t}, {@code z} and a blank for the {@code T} are accepted, a missing
   * offset and {@code -00:00} mean UTC, and second 60 is the last microsecond of its minute. What
   * is finer than a microsecond is cut off. {@link HttpDate} says which HTTP dates are read. A
   * number's unit is told by its size: see {@link #number}.
   *
   * @return microseconds since 1970-01-01T00:00Z, or {@link #MALFORMED}
   */
  public static long parse(byte[] bytes, int offset, int length) {
    if (length >= DATE_TIME_LENGTH && bytes[offset + 4] == '-') {
      return timestamp(bytes, offset, offset + length);
    }
    return length > 0 && Calendar.isLetter(bytes[offset])
        ? HttpDate.micros(bytes, offset, offset + length)
        : number(bytes, offset, length);
  }

  private static long timestamp(byte[] b, int from, int end) {
    int year = two(b, from) * 100 + two(b, from + 2);
    int separator = b[from + 10] | 0x20; // lower case; a blank stays a blank
    if ((two(b, from) | two(b, from + 2)) < 0
        || b[from + 7] != '-'
        || (separator != 't' && b[from + 10] != ' ')) {
      return MALFORMED;
    }
    int pos = from + DATE_TIME_LENGTH;
    int fraction = 0;
    if (pos < end && b[pos] == '.') {
      int digits = digitsEnd(b, pos + 1, end) - pos - 1;
      if (digits == 0 || digits > MAX_FRACTION_DIGITS) {
        return MALFORMED;
      }
      for (int i = 0; i < 6; i++) {
        fraction = fraction * 10 + (i < digits ? b[pos + 1 + i] - '0' : 0);
      }
      pos += 1 + digits;
    }
    long shift = offsetSeconds(b, pos, end);
    if (shift == MALFORMED) {
      return MALFORMED;
    }
    long day = Calendar.epochDay(year, two(b, from + 5), two(b, from + 8));
    long micros = Calendar.micros(day, b, from + 11, fraction);
    return micros == MALFORMED ? MALFORMED : micros - shift * MICROS_PER_SECOND;
  }

  private static long offsetSeconds(byte[] b, int pos, int end) {
    if (pos == end || (pos + 1 == end && (b[pos] | 0x20) == 'z')) {
      return 0;
    }
    if (end - pos != OFFSET_LENGTH || (b[pos] != '+' && b[pos] != '-') || b[pos + 3] != ':') {
      return MALFORMED;
    }
    int hours = two(b, pos + 1);
    int minutes = two(b, pos + 4);
    if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
      return MALFORMED;
    }
    long seconds = hours * 3600L + minutes * 60L;
    return b[pos] == '-' ? -seconds : seconds;
  }

  /**
   * The time that a number tells: a decimal, with fraction and exponent if need be. Up to 11 digits
   * before the point are seconds (until the year 5138), up to 14 milliseconds, up to 17
   * microseconds, up to 19 nanoseconds; more is no time.
   *
   * @return microseconds since 1970-01-01T00:00Z, or {@link #MALFORMED}
   */
  public static long number(byte[] bytes, int offset, int length) {
    int end = offset + length;
    boolean negative = length > 0 && bytes[offset] == '-';
    int start = negative ? offset + 1 : offset;
    int point = digitsEnd(bytes, start, end);
    boolean hasFraction = point < end && bytes[point] == '.';
    int mantissaEnd = hasFraction ? digitsEnd(bytes, point + 1, end) : point;
    if (point == start || (hasFraction && mantissaEnd == point + 1)) {
      return MALFORMED;
    }
    int exponent = exponent(bytes, mantissaEnd, end);
    if (Math.abs(exponent) > MAX_EXPONENT) {
      return MALFORMED;
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
    long micros = micros(significant, count, scale);
    return negative && micros != MALFORMED ? -micros : micros;
  }

  private static long micros(long significant, int count, int scale) {
    int digitsBeforePoint = count + scale;
    if (significant == 0 || digitsBeforePoint < -MAX_SIGNIFICANT_DIGITS) {
      return 0;
    }
    if (digitsBeforePoint > 19) {
      return MALFORMED;
    }
    int unit =
        digitsBeforePoint <= 11
            ? 6
            : digitsBeforePoint <= 14 ? 3 : digitsBeforePoint <= 17 ? 0 : -3;
    int power = scale + unit;
    if (power >= 0) {
      // At most 17 digits: the unit keeps digits before the point plus its power below that.
      return significant * POWERS_OF_TEN[power];
    }
    return -power <= MAX_SIGNIFICANT_DIGITS ? significant / POWERS_OF_TEN[-power] : 0;
  }
}
