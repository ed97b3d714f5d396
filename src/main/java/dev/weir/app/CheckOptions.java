package dev.weir.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code check} was asked for.
 *
 * @param file the definition
 * @param kafka {@code HOST:PORT} of the brokers to look at, or null for those that the
 *     configuration names
 * @param looks whether the brokers are looked at
 * @param sample how many records of each topic to read; 0 for none
 */
record CheckOptions(Path file, @Nullable String kafka, boolean looks, int sample) {
  private static final int MOST_RECORDS = 10_000;

  /** What became of the arguments. */
  sealed interface Parsed {
    /** They are right. */
    record Right(CheckOptions options) implements Parsed {}

    /**
     * They are not.
     *
     * @param message why, in one line
     */
    record Wrong(String message) implements Parsed {}
  }

  static Parsed parse(List<String> arguments) {
    Path file = null;
    String kafka = null;
    int sample = 0;
    boolean looks = false;
    var left = new ArrayDeque<>(arguments);
    while (!left.isEmpty()) {
      var argument = left.removeFirst();
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      var name = equals < 0 ? argument : argument.substring(0, equals);
      if (equals >= 0) {
        left.addFirst(argument.substring(equals + 1));
      }
      switch (name) {
        case "--kafka" -> {
          kafka = left.pollFirst();
          looks = true;
          if (kafka == null || kafka.isBlank()) {
            return new Parsed.Wrong("--kafka needs HOST:PORT");
          }
        }
        case "--sample" -> {
          var text = left.pollFirst();
          sample = count(text);
          looks = true;
          if (sample == 0) {
            return new Parsed.Wrong(
                "--sample needs a number of records from 1 to %d%s"
                    .formatted(MOST_RECORDS, text == null ? "" : ", found '" + text + "'"));
          }
        }
        default -> {
          if (name.startsWith("-")) {
            return new Parsed.Wrong("check has no option '" + name + "', try --help");
          }
          if (file != null) {
            return new Parsed.Wrong("check needs one FILE");
          }
          try {
            file = Path.of(argument);
          } catch (InvalidPathException e) {
            return new Parsed.Wrong("check: " + e.getMessage());
          }
        }
      }
    }
    return file == null
        ? new Parsed.Wrong("check needs one FILE")
        : new Parsed.Right(new CheckOptions(file, kafka, looks, sample));
  }

  private static int count(@Nullable String text) {
    try {
      int value = text == null ? 0 : Integer.parseInt(text);
      return value > MOST_RECORDS ? 0 : Math.max(value, 0);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
