package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.Calendar.two;

import java.nio.charset.StandardCharsets;

/**
 * The three forms of an HTTP date: {@code Sun, 06 Nov 1994 08:49:37 GMT}, RFC 850's {@code Sunday,
 * 06-Nov-94 08:49:37 GMT}, and asctime's {@code Sun Nov 6 08:49:37 1994} with a blank before a day
 * of one digit.
 *
 * <p>Robust where the specification asks recipients to be, and where the meaning is plain: names in
 * any case, {@code UTC} for {@code GMT}, and the first form with a day of one digit, as Java's
 * {@code RFC_1123_DATE_TIME} writes it. A day of the week that the date does not fall on is
 * refused, because RFC 5322, which the form comes from, makes it part of the date: one of the two
 * is wrong, and nobody knows which.
 *
 * <p>A year of two digits is in 1900 to 1999 or in 2000 to 2099, whichever gives the date its day
 * of the week; never both do. The specification's rule, by the distance from now, would need a
 * clock and would read a log differently in another year.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7">RFC 9110, section 5.6.7</a>
 */
final class HttpDate {
  private static final int FIXDATE_LENGTH = 29;
  private static final int ASCTIME_LENGTH = 24;
  private static final int RFC_850_TAIL = 24; // ", 06-Nov-94 08:49:37 GMT"
  private static final int SHORT_NAME = 3;

  private static final byte[] GMT = ascii("gmt");
  private static final byte[] UTC = ascii("utc");
  private static final byte[] MONTHS = ascii("janfebmaraprmayjunjulaugsepoctnovdec");
  private static final byte[][] DAYS = {
    ascii("monday"),
    ascii("tuesday"),
    ascii("wednesday"),
    ascii("thursday"),
    ascii("friday"),
    ascii("saturday"),
    ascii("sunday")
  };

  private HttpDate() {}

  /**
   * The time that the bytes in {@code [from, end)} tell.
   *
   * @return microseconds since 1970-01-01T00:00Z, or {@link TimeText#MALFORMED}
   */
  static long micros(byte[] b, int from, int end) {
    int nameEnd = from;
    while (nameEnd < end && Calendar.isLetter(b[nameEnd])) {
      nameEnd++;
    }
    int nameLength = nameEnd - from;
    if (nameEnd == end || nameLength < SHORT_NAME) {
      return TimeText.MALFORMED;
    }
    if (nameLength > SHORT_NAME) {
      boolean fits = b[nameEnd] == ',' && end - nameEnd == RFC_850_TAIL;
      return fits ? rfc850(b, from, nameEnd, end) : TimeText.MALFORMED;
    }
    if (b[nameEnd] == ' ') {
      return end - from == ASCTIME_LENGTH ? asctime(b, from) : TimeText.MALFORMED;
    }
    // A day of one digit makes it shorter by one.
    int shorter = FIXDATE_LENGTH - (end - from);
    boolean fits = b[nameEnd] == ',' && (shorter == 0 || shorter == 1);
    return fits ? fixdate(b, from, end - FIXDATE_LENGTH, shorter == 1) : TimeText.MALFORMED;
  }

  /**
   * Reads the first form.
   *
   * @param at where it would begin with a day of two digits
   */
  private static long fixdate(byte[] b, int from, int at, boolean oneDigit) {
    int day = oneDigit ? digit(b[at + 6]) : two(b, at + 5);
    if (b[from + 4] != ' ' || b[at + 7] != ' ' || b[at + 11] != ' ' || b[at + 16] != ' ') {
      return TimeText.MALFORMED;
    }
    long date = date(year(b, at + 12), month(b, at + 8), day);
    return isOn(date, b, from, SHORT_NAME) && isZone(b, at + 25)
        ? Calendar.micros(date, b, at + 17, 0)
        : TimeText.MALFORMED;
  }

  private static long rfc850(byte[] b, int from, int comma, int end) {
    int at = comma;
    if (b[at + 1] != ' ' || b[at + 4] != '-' || b[at + 8] != '-' || b[at + 11] != ' ') {
      return TimeText.MALFORMED;
    }
    int day = two(b, at + 2);
    int month = month(b, at + 5);
    int year = two(b, at + 9);
    long date = year < 0 ? Calendar.NONE : date(2000 + year, month, day);
    if (!isOn(date, b, from, comma - from)) {
      date = year < 0 ? Calendar.NONE : date(1900 + year, month, day);
    }
    return isOn(date, b, from, comma - from) && isZone(b, end - 4)
        ? Calendar.micros(date, b, at + 12, 0)
        : TimeText.MALFORMED;
  }

  private static long asctime(byte[] b, int from) {
    int day = b[from + 8] == ' ' ? digit(b[from + 9]) : two(b, from + 8);
    if (b[from + 7] != ' ' || b[from + 10] != ' ' || b[from + 19] != ' ') {
      return TimeText.MALFORMED;
    }
    long date = date(year(b, from + 20), month(b, from + 4), day);
    return isOn(date, b, from, SHORT_NAME)
        ? Calendar.micros(date, b, from + 11, 0)
        : TimeText.MALFORMED;
  }

  private static long date(int year, int month, int day) {
    return year < 0 ? Calendar.NONE : Calendar.epochDay(year, month, day);
  }

  private static int digit(byte b) {
    return b >= '0' && b <= '9' ? b - '0' : -1;
  }

  private static int year(byte[] b, int pos) {
    int century = two(b, pos);
    int year = two(b, pos + 2);
    return (century | year) < 0 ? -1 : century * 100 + year;
  }

  /** The month from 1 whose three letters stand at {@code pos}, or 0. */
  private static int month(byte[] b, int pos) {
    for (int month = 0; month < 12; month++) {
      if (isText(b, pos, MONTHS, month * SHORT_NAME, SHORT_NAME)) {
        return month + 1;
      }
    }
    return 0;
  }

  /** Whether the date falls on the day that is named, in short or in full. */
  private static boolean isOn(long date, byte[] b, int from, int nameLength) {
    if (date == Calendar.NONE) {
      return false;
    }
    byte[] day = DAYS[Calendar.weekday(date)];
    return (nameLength == SHORT_NAME || nameLength == day.length)
        && isText(b, from, day, 0, nameLength);
  }

  /** Whether a blank and the zone stand at {@code pos}. */
  private static boolean isZone(byte[] b, int pos) {
    return b[pos] == ' '
        && (isText(b, pos + 1, GMT, 0, GMT.length) || isText(b, pos + 1, UTC, 0, UTC.length));
  }

  private static boolean isText(byte[] b, int pos, byte[] lower, int offset, int length) {
    for (int i = 0; i < length; i++) {
      if ((b[pos + i] | 0x20) != lower[offset + i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
