package dev.weir.kafka;

/**
 * Times as producers write them, read from bytes without allocating: RFC 3339 timestamps, and
 * numbers counted from 1970 in seconds, milliseconds, microseconds or nanoseconds. Any bytes get an
 * answer; nothing throws.
 */
public final class TimeText {
  /** What is no time. */
  public static final long MALFORMED = Long.MIN_VALUE;

  private static final int DATE_TIME_LENGTH = 19;
  private static final int OFFSET_LENGTH = 6;
  private static final int MAX_FRACTION_DIGITS = 9;
  private static final int MAX_SIGNIFICANT_DIGITS = 18;
  private static final int MAX_EXPONENT = 400;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long[] POWERS_OF_TEN = powersOfTen();

  private TimeText() {}

  /**
   * The time that a text tells.
   *
   * <p>A timestamp is {@code YYYY-MM-DDThh:mm:ss}, with up to nine digits of fraction and {@code Z}
   * or {@code ±hh:mm}; {@code t}, {@code z} and a blank for the {@code T} are accepted, a missing
   * offset means UTC, and second 60 is the last microsecond of its minute. What is finer than a
   * microsecond is cut off. A number's unit is told by its size: see {@link #number}.
   *
   * @return microseconds since 1970-01-01T00:00Z, or {@link #MALFORMED}
   */
  public static long parse(byte[] bytes, int offset, int length) {
    boolean isDate = length >= DATE_TIME_LENGTH && bytes[offset + 4] == '-';
    return isDate ? timestamp(bytes, offset, offset + length) : number(bytes, offset, length);
  }

  private static long timestamp(byte[] b, int from, int end) {
    int year = two(b, from) * 100 + two(b, from + 2);
    int month = two(b, from + 5);
    int day = two(b, from + 8);
    int hour = two(b, from + 11);
    int minute = two(b, from + 14);
    int second = two(b, from + 17);
    int separator = b[from + 10] | 0x20; // lower case; a blank stays a blank
    if ((two(b, from) | two(b, from + 2) | month | day | hour | minute | second) < 0
        || b[from + 7] != '-'
        || b[from + 13] != ':'
        || b[from + 16] != ':'
        || (separator != 't' && b[from + 10] != ' ')
        || month == 0
        || month > 12
        || day == 0
        || day > daysIn(year, month)
        || hour > 23
        || minute > 59
        || second > 60) {
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
    boolean leap = second == 60;
    long seconds = epochDay(year, month, day) * 86_400 + hour * 3600L + minute * 60L - shift;
    return (seconds + (leap ? 59 : second)) * MICROS_PER_SECOND + (leap ? 999_999 : fraction);
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

  /** The value of two digits, or a negative number. */
  private static int two(byte[] b, int pos) {
    int tens = b[pos] - '0';
    int ones = b[pos + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1000 : tens * 10 + ones;
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days since 1970-01-01; years begin in March, so that the leap day comes last. */
  private static long epochDay(int year, int month, int day) {
    int shifted = month > 2 ? year : year - 1;
    int era = Math.floorDiv(shifted, 400);
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
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

  /** The exponent that fills {@code [pos, end)}, 0 for none, or one beyond the bound. */
  private static int exponent(byte[] b, int pos, int end) {
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

  private static int digitsEnd(byte[] b, int from, int end) {
    int pos = from;
    while (pos < end && b[pos] >= '0' && b[pos] <= '9') {
      pos++;
    }
    return pos;
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
