package dev.weir.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The properties together with the mistakes found in them so far. A reader that meets a mistake
 * notes it and answers with a stand-in, so that reading goes on to the next mistake.
 */
final class Inputs {
  static final String A_DURATION = "a duration such as 500ms, 30s, 15m or 24h";

  private static final String A_NAME =
      "a name of up to 63 letters, digits, '.', '_' and '-' that starts with a letter or digit";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final int LONGEST_QUOTE = 80;

  private final Entries entries;
  private final List<Problem> problems = new ArrayList<>();

  Inputs(Entries entries) {
    this.entries = entries;
  }

  List<Problem> problems() {
    return problems;
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  void problem(Key key, String found, String expected) {
    problems.add(new Problem(key.toString(), found, expected, null));
  }

  /** Notes something that is none of the names there are. */
  void unknown(Key key, String what, String name, Collection<String> names) {
    problems.add(
        new Problem(
            key.toString(),
            "unknown " + what + " " + quote(name),
            names.isEmpty() ? "no " + what + ", for none is defined" : oneOf(names),
            Suggestion.closest(name, names)));
  }

  @Nullable String text(Key key) {
    return entries.text(key);
  }

  /** An absent list is null, an empty one is empty. */
  @Nullable List<Entries.Item> list(Key key) {
    return entries.list(key);
  }

  Set<String> namesBelow(Key key) {
    return entries.namesBelow(key);
  }

  /** A name that may stand in Redis keys, labels and addresses. */
  String name(Key key, String otherwise) {
    var text = text(key);
    if (text == null) {
      return otherwise;
    }
    return checkName(key, text) ? text : otherwise;
  }

  boolean checkName(Key key, String name) {
    if (NAME.matcher(name).matches()) {
      return true;
    }
    problem(key, quote(name), A_NAME);
    return false;
  }

  /** One of a closed set of words. */
  <T> @Nullable T word(Key key, @Nullable T otherwise, Map<String, T> words) {
    var text = text(key);
    if (text == null) {
      return otherwise;
    }
    var value = words.get(text);
    if (value == null) {
      problems.add(
          new Problem(
              key.toString(),
              quote(text),
              oneOf(words.keySet()),
              Suggestion.closest(text, words.keySet())));
    }
    return value;
  }

  /** A duration above zero; null, with a problem noted, when it is wrong; null too when absent. */
  @Nullable Duration duration(Key key) {
    var text = text(key);
    if (text == null) {
      return null;
    }
    var duration = Amounts.duration(text);
    if (duration == null) {
      problem(key, quote(text), A_DURATION);
      return null;
    }
    return checkDuration(key, text, duration) ? duration : null;
  }

  Duration duration(Key key, Duration otherwise) {
    var duration = duration(key);
    return duration == null ? otherwise : duration;
  }

  boolean checkDuration(Key key, String text, Duration duration) {
    if (!duration.isPositive()) {
      problem(key, quote(text), "a duration longer than zero");
      return false;
    }
    if (duration.compareTo(Amounts.LONGEST) > 0) {
      problem(key, quote(text), "a duration up to " + Amounts.LONGEST.toDays() + "d");
      return false;
    }
    return true;
  }

  /** A whole number in a range, both ends included. */
  @Nullable Long number(Key key, long min, long max) {
    var text = text(key);
    if (text == null) {
      return null;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    problem(
        key,
        quote(text),
        max == Long.MAX_VALUE
            ? "a whole number from " + min
            : "a whole number from " + min + " to " + max);
    return null;
  }

  int number(Key key, int otherwise, int min, int max) {
    var number = number(key, (long) min, (long) max);
    return number == null ? otherwise : Math.toIntExact(number);
  }

  static String oneOf(Collection<String> names) {
    return names.size() == 1 ? names.iterator().next() : "one of " + String.join(", ", names);
  }

  /** A value as messages show it: on one line, and not endless. */
  static String quote(String text) {
    var line = text.replaceAll("\\p{Cntrl}+", " ");
    return "'"
        + (line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…")
        + "'";
  }
}
