package dev.weir.verdict;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Figures as people say them. Durations are cut, not rounded, so that none claims too much. */
final class Words {
  private Words() {}

  /** Such as {@code 40 ms}, {@code 0.4 s}, {@code 75 s}, {@code 12 min}, {@code 5 h 20 min}. */
  static String of(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis > 0 && millis < 100) {
      return millis + " ms";
    }
    if (millis < 10_000) {
      long tenths = millis / 100;
      return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
    }
    long seconds = millis / 1000;
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return pair(minutes, "min", seconds % 60, "s");
    }
    if (minutes < 120) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    return hours < 48 ? pair(hours, "h", minutes % 60, "min") : hours / 24 + " days";
  }

  /** RFC 3339 in UTC, cut to milliseconds. */
  static String of(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** A count with thousands separated by commas. */
  static String of(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A rate with one decimal, such as {@code 120.0/s}. */
  static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%,.1f/s", rate);
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    var head = large + " " + largeUnit;
    return small == 0 ? head : head + " " + small + " " + smallUnit;
  }
}
