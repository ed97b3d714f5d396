package dev.weir.kafka.decode;

/** The Gregorian calendar in UTC, for dates and times of day written in bytes. Total. */
final class Calendar {
  /** Instead of a day or a time: there is no such one. */
  static final long NONE = TimeText.MALFORMED;

  private static final int SECONDS_PER_DAY = 86_400;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int LAST_MICROSECOND = 999_999;
  private static final int THURSDAY = 3; // 1970-01-01, counted from Monday

  private Calendar() {}

  /** The value of two digits, or a negative number. */
  static int two(byte[] b, int pos) {
    int tens = b[pos] - '0';
    int ones = b[pos + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1000 : tens * 10 + ones;
  }

  /** Whether the byte is one of the letters of ASCII. */
  static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  /** Days since 1970-01-01, or {@link #NONE} when the month has no such day. */
  static long epochDay(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
      return NONE;
    }
    // Years begin in March, so that the leap day comes last.
    int shifted = month > 2 ? year : year - 1;
    int era = Math.floorDiv(shifted, 400);
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** The day of the week, counted from Monday as 0. */
  static int weekday(long epochDay) {
    return (int) Math.floorMod(epochDay + THURSDAY, 7L);
  }

  /**
   * The time on a day, of which {@code hh:mm:ss} stands at {@code pos}. Second 60 is the last
   * microsecond of its minute.
   *
   * @param epochDay days since 1970-01-01, or {@link #NONE}
   * @param fraction microseconds of the second
   * @return microseconds since 1970-01-01T00:00Z, or {@link #NONE}
   */
  static long micros(long epochDay, byte[] b, int pos, int fraction) {
    int hour = two(b, pos);
    int minute = two(b, pos + 3);
    int second = two(b, pos + 6);
    if (epochDay == NONE
        || (hour | minute | second) < 0
        || b[pos + 2] != ':'
        || b[pos + 5] != ':'
        || hour > 23
        || minute > 59
        || second > 60) {
      return NONE;
    }
    boolean leap = second == 60;
    long seconds = epochDay * SECONDS_PER_DAY + hour * 3600L + minute * 60L + (leap ? 59 : second);
    return seconds * MICROS_PER_SECOND + (leap ? LAST_MICROSECOND : fraction);
  }
}
