package dev.weir.pipeline;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them. */
public final class DurationText {
  private static final Pattern PARTS =
      Pattern.compile(
          "(-)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");

  private DurationText() {}

  /**
   * A duration such as {@code 500ms}, {@code 1m30s}, {@code 24h} or {@code PT15M}, of any sign;
   * null when the text is none.
   */
  public static @Nullable Duration parse(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("p") || lower.startsWith("-p")) {
      try {
        return Duration.parse(text);
      } catch (DateTimeException _) {
        return null;
      }
    }
    var parts = PARTS.matcher(lower);
    if (!parts.matches()
        || lower.isEmpty()
        || !Character.isLetter(lower.charAt(lower.length() - 1))) {
      return null;
    }
    var duration =
        Duration.ofDays(number(parts.group(2)))
            .plusHours(number(parts.group(3)))
            .plusMinutes(number(parts.group(4)))
            .plusSeconds(number(parts.group(5)))
            .plusMillis(number(parts.group(6)));
    return parts.group(1) == null ? duration : duration.negated();
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
