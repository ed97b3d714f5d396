package dev.weir.kafka.decode;

import dev.weir.trace.Words;

/**
 * Reads timestamps of the minute that was read last: most records are of the same minute as the one
 * before, and then only their seconds are looked at. What it does not read, {@link TimeText} may.
 * Not thread-safe.
 */
final class RecentMinute {
  private static final int PREFIX = 16; // 2026-11-25T09:15
  private static final int SHORTEST = 20; // ... :30Z
  private static final int LONGEST = 30; // ... :30.123456789Z
  private static final long MICROS_PER_SECOND = 1_000_000;

  private long date;
  private long time;
  private long startMicros = TimeText.MALFORMED;

  /**
   * The time that a timestamp in UTC tells.
   *
   * @return as {@link TimeText#parse}; {@link TimeText#MALFORMED} also when it is of another minute
   *     or written in another way
   */
  long read(byte[] b, int from, int length) {
    if (length < SHORTEST
        || length > LONGEST
        || Words.at(b, from) != date
        || Words.at(b, from + 8) != time
        || startMicros == TimeText.MALFORMED) {
      return TimeText.MALFORMED;
    }
    int end = from + length - 1;
    int tens = b[from + 17] - '0';
    int ones = b[from + 18] - '0';
    if (b[from + PREFIX] != ':' || b[end] != 'Z' || tens < 0 || tens > 5 || ones < 0 || ones > 9) {
      return TimeText.MALFORMED;
    }
    int micros = 0;
    int at = from + 19;
    if (at < end) {
      int last = Math.min(end, at + 7);
      if (b[at] != '.' || at + 1 == end) {
        return TimeText.MALFORMED;
      }
      int wrong = 0;
      int unit = 100_000;
      for (at++; at < last; at++, unit /= 10) {
        int digit = b[at] - '0';
        wrong |= digit | (9 - digit);
        micros += digit * unit;
      }
      // Finer than a microsecond is cut off.
      for (; at < end; at++) {
        int digit = b[at] - '0';
        wrong |= digit | (9 - digit);
      }
      if (wrong < 0) {
        return TimeText.MALFORMED;
      }
    }
    return startMicros + (tens * 10 + ones) * MICROS_PER_SECOND + micros;
  }

  /** Remembers the minute of a timestamp that {@link TimeText} has read. */
  void remember(byte[] b, int from, int length, long micros) {
    // Second 60 ends the minute; another offset than Z would have to be taken into account.
    if (length >= SHORTEST
        && length <= LONGEST
        && b[from + 4] == '-'
        && b[from + 13] == ':'
        && b[from + PREFIX] == ':'
        && b[from + length - 1] == 'Z'
        && b[from + 17] < '6') {
      date = Words.at(b, from);
      time = Words.at(b, from + 8);
      startMicros = Math.floorDiv(micros, 60 * MICROS_PER_SECOND) * 60 * MICROS_PER_SECOND;
    }
  }
}
