package dev.weir.api;

import dev.weir.pipeline.DurationText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; what does not fit ends in a problem that names what is allowed. */
final class Query {
  private Query() {}

  /** A whole number within bounds. */
  static int whole(String name, @Nullable String text, int least, int most, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Answered as any other value that is not allowed.
    }
    throw bad(name, text, "a whole number from " + least + " to " + most);
  }

  /** One of an enum's names, with hyphens and in any case; null when the parameter is absent. */
  static <E extends Enum<E>> @Nullable E oneOf(String name, @Nullable String text, E[] allowed) {
    return text == null ? null : which(name, text, allowed);
  }

  /** One of an enum's names, with hyphens and in any case. */
  static <E extends Enum<E>> E which(String name, String text, E[] allowed) {
    for (var value : allowed) {
      if (label(value).equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw bad(
        name,
        text,
        Arrays.stream(allowed).map(Query::label).collect(Collectors.joining(", ", "one of ", "")));
  }

  /** An RFC 3339 time, or how long before {@code now}; null when the parameter is absent. */
  static @Nullable Instant time(String name, @Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    try {
      // In a query, a plus that is not escaped arrives as a blank.
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeException notATime) {
      var back = DurationText.parse(text);
      if (back != null && back.isPositive()) {
        return now.minus(back);
      }
    }
    throw bad(name, text, "an RFC 3339 time or a duration back, such as 15m");
  }

  /** Some text of up to so many characters, none of which is a control character. */
  static String text(String name, String text, int most) {
    if (text.isBlank()
        || text.length() > most
        || text.chars().anyMatch(c -> Character.isISOControl(c))) {
      throw bad(
          name,
          text.replaceAll("\\p{Cntrl}", "?"),
          "1 to " + most + " characters, none of them a control character");
    }
    return text;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ProblemException bad(String name, String text, String allowed) {
    var shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return Problem.of(
        400,
        "bad-parameter",
        "A parameter has a value that is not allowed",
        "%s must be %s, but is '%s'".formatted(name, allowed, shown));
  }
}
