package dev.weir.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param rounds how many rounds of faults
 * @param seed decides the faults, and what is written
 * @param rate records a second
 * @param executable the native executable to run, or null for the jar
 * @param json where the outcome is written too, or null
 * @param help just print the help
 */
record Options(
    int rounds, long seed, int rate, @Nullable Path executable, @Nullable Path json, boolean help) {
  private static final int ROUNDS = 20;
  private static final int RATE = 300;
  private static final Set<String> VALUED =
      Set.of("--rounds", "--seed", "--rate", "--executable", "--json");

  private static final String HELP =
      """
      Usage: ./weir chaos [OPTIONS]

      Starts a Kafka broker, a Redis server and three replicas of Weir, writes records at a steady
      rate, and in each round does one thing or two at once to those processes and the connections
      between them. After each round every figure of every replica must equal what was written.

        --rounds N         how many rounds (20)
        --seed S           decides the faults and the records; the same seed, the same faults
        --rate N           records per second (300)
        --executable FILE  the native executable instead of the jar
        --native           the native executable in target
        --json FILE        the outcome for programs
        --help             this text

      Exit codes: 0 done, 1 a figure or a replica was not as it must be, 2 usage, 3 environment.

      What is done, each as often as any other:

      """;

  /** The command line cannot be understood; the message says why in one line. */
  static final class UsageException extends Exception {
    private UsageException(String message) {
      super(message);
    }
  }

  /** The text of {@code --help}. */
  static String helpText() {
    return HELP
        + Arrays.stream(Kind.values())
            .map(kind -> "  %-17s %s".formatted(kind.label(), kind.description()))
            .collect(Collectors.joining("\n"));
  }

  /** The machine lacks something; the message says what in one line. */
  static final class EnvironmentException extends Exception {
    EnvironmentException(String message) {
      super(message);
    }
  }

  /**
   * Reads the arguments; the last of an option given twice counts.
   *
   * @param seed the one that counts when none is given
   * @param target where a build leaves its native executable
   */
  static Options parse(List<String> arguments, long seed, Path target)
      throws UsageException, EnvironmentException {
    var options = new Options(ROUNDS, seed, RATE, null, null, false);
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      var parts = rest.next().split("=", 2);
      if (parts[0].equals("--help") || parts[0].equals("-h")) {
        options = new Options(ROUNDS, seed, RATE, null, null, true);
        return options;
      }
      if (parts[0].equals("--native")) {
        options = options.running(built(target));
      } else if (!VALUED.contains(parts[0])) {
        throw new UsageException("unknown option " + parts[0] + "; ./weir chaos --help lists all");
      } else if (parts.length < 2 && !rest.hasNext()) {
        throw new UsageException(parts[0] + " needs a value");
      } else {
        options = options.with(parts[0], parts.length == 2 ? parts[1] : rest.next());
      }
    }
    return options;
  }

  private Options with(String option, String value) throws UsageException, EnvironmentException {
    return switch (option) {
      case "--rounds" ->
          new Options((int) number(option, value, 1, 100_000), seed, rate, executable, json, help);
      case "--seed" ->
          new Options(
              rounds, number(option, value, 0, Long.MAX_VALUE), rate, executable, json, help);
      case "--rate" ->
          new Options(
              rounds, seed, (int) number(option, value, 50, 100_000), executable, json, help);
      case "--executable" -> running(Path.of(value));
      case "--json" -> new Options(rounds, seed, rate, executable, Path.of(value), help);
      default -> throw new IllegalArgumentException(option);
    };
  }

  private Options running(Path file) throws EnvironmentException {
    if (!Files.isExecutable(file)) {
      throw new EnvironmentException(file + " is not there, or no program");
    }
    return new Options(rounds, seed, rate, file, json, help);
  }

  private static Path built(Path target) throws EnvironmentException {
    if (Files.isDirectory(target)) {
      try (var files = Files.newDirectoryStream(target, "*-runner")) {
        for (var file : files) {
          return file;
        }
      } catch (IOException e) {
        throw new EnvironmentException("cannot look into " + target + ": " + e.getMessage());
      }
    }
    throw new EnvironmentException(
        "there is no native executable in " + target + "; build it with ./weir build --native");
  }

  private static long number(String option, String value, long least, long most)
      throws UsageException {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException(
        "%s needs a number from %d to %d, got %s".formatted(option, least, most, value));
  }
}
