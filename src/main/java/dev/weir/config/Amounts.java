package dev.weir.config;

import dev.weir.pipeline.DurationText;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and sizes as people write them. */
final class Amounts {
  /** Keeps every sum and product of durations, in any unit, far from overflow. */
  static final Duration LONGEST = Duration.ofDays(366);

  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(?:([KMG])(?:I?B)?|B)?");

  private Amounts() {}

  /**
   * A duration such as {@code 500ms}, {@code 1m30s}, {@code 24h} or {@code PT15M}, of any sign;
   * null when the text is none.
   */
  static @Nullable Duration duration(String text) {
    return DurationText.parse(text);
  }

  /** A number of bytes such as {@code 1048576}, {@code 512K}, {@code 1MB}; −1 when it is none. */
  static long bytes(String text) {
    var parts = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!parts.matches()) {
      return -1;
    }
    int shift =
        switch (parts.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          case null, default -> 0;
        };
    long number = number(parts.group(1));
    return number > Long.MAX_VALUE >> shift ? -1 : number << shift;
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
