package dev.weir.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final String A_NUMBER = "a number of records from 1 to " + MOST_RECORDS;
  private static final Map<String, String> OPTIONS =
      Map.of("--kafka", "HOST:PORT", "--sample", A_NUMBER);

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

  static Parsed parse(List<String> list) {
    var arguments = Arguments.parse("check", list, OPTIONS, Set.of());
    if (arguments.mistake() != null) {
      return new Parsed.Wrong(arguments.mistake());
    }
    boolean samples = arguments.options().containsKey("--sample");
    int sample = arguments.count("--sample", MOST_RECORDS, 0);
    if (samples && sample == 0) {
      var found = arguments.options().get("--sample");
      return new Parsed.Wrong("--sample needs %s, found '%s'".formatted(A_NUMBER, found));
    }
    if (arguments.operands().size() != 1) {
      return new Parsed.Wrong("check needs one FILE");
    }
    try {
      var file = Path.of(arguments.operands().getFirst());
      var kafka = arguments.options().get("--kafka");
      return new Parsed.Right(new CheckOptions(file, kafka, samples || kafka != null, sample));
    } catch (InvalidPathException e) {
      return new Parsed.Wrong("check: " + e.getMessage());
    }
  }
}
