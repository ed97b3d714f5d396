package dev.weir.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param names of the benchmarks, in the order asked for; all of them when none was named
 * @param json where all results are written too, or null
 * @param rounds how often each subject is measured; 0 leaves it to {@code quick}
 * @param quick whether rough figures are enough
 * @param report whether results are not measured but filled into the page on performance
 */
record Options(List<String> names, @Nullable Path json, int rounds, boolean quick, boolean report) {
  private static final int ROUNDS = 5;
  private static final int QUICK_ROUNDS = 2;
  private static final Pattern COUNT = Pattern.compile("[1-9]\\d?");

  /** The command line cannot be understood; the message says why in one line. */
  static final class UsageException extends Exception {
    private UsageException(String message) {
      super(message);
    }
  }

  /**
   * Reads the arguments; the last of an option given twice counts.
   *
   * @param known names of benchmarks
   */
  static Options parse(List<String> arguments, List<String> known) throws UsageException {
    var names = new ArrayList<String>();
    Path json = null;
    int rounds = 0;
    boolean quick = false;
    boolean report = false;
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      var argument = rest.next();
      if (Set.of("--json", "--rounds").contains(argument) && !rest.hasNext()) {
        throw new UsageException(argument + " needs a value");
      }
      switch (argument) {
        case "--json" -> json = Path.of(rest.next());
        case "--rounds" -> rounds = count(rest.next());
        case "--quick" -> quick = true;
        case "--report" -> report = true;
        default -> {
          if (!known.contains(argument)) {
            throw new UsageException(
                "there is no benchmark '%s': there is %s, and --json FILE, --rounds N, --quick, --report"
                    .formatted(argument, String.join(", ", known)));
          }
          names.add(argument);
        }
      }
    }
    return new Options(
        names.isEmpty() ? known : names.stream().distinct().toList(), json, rounds, quick, report);
  }

  /** How often each subject is measured. */
  int roundsOrDefault() {
    return rounds > 0 ? rounds : quick ? QUICK_ROUNDS : ROUNDS;
  }

  private static int count(String text) throws UsageException {
    if (!COUNT.matcher(text).matches()) {
      throw new UsageException("--rounds needs a number from 1 to 99, not '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
