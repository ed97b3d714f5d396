package dev.weir.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param limit ends by itself after this long; null runs until interrupted
 * @param kafka a broker to use instead of our own, {@code host:port}
 * @param redis a server to use instead of our own, {@code redis://host:port}
 * @param scenario what to begin with
 * @param port Weir's page and API
 * @param managementPort Weir's probes and metrics
 * @param controlPort the simulation's own controls; 0 for any free one
 * @param rate mean ticks per second
 * @param seed of the simulation
 * @param existingTopics whether topics that already hold records may be written to
 * @param help just print the help
 */
record Options(
    @Nullable Duration limit,
    @Nullable String kafka,
    @Nullable String redis,
    Scenario scenario,
    int port,
    int managementPort,
    int controlPort,
    int rate,
    long seed,
    boolean existingTopics,
    boolean help) {

  /** The command line cannot be understood; the message says why in one line. */
  static final class UsageException extends Exception {
    private UsageException(String message) {
      super(message);
    }
  }

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");
  private static final int MAX_RATE = 20_000;

  /** Reads the arguments; the last of an option given twice counts. */
  static Options parse(List<String> arguments) throws UsageException {
    Draft draft = new Draft();
    for (int i = 0; i < arguments.size(); i++) {
      String[] parts = arguments.get(i).split("=", 2);
      String option = parts[0];
      if (draft.flag(option)) {
        continue;
      }
      if (!Draft.VALUED.contains(option)) {
        throw new UsageException("unknown option " + option + "; ./weir demo --help lists all");
      }
      if (parts.length < 2 && i + 1 == arguments.size()) {
        throw new UsageException(option + " needs a value");
      }
      draft.set(option, parts.length == 2 ? parts[1] : arguments.get(++i));
    }
    return draft.finish();
  }

  /** The text of {@code --help}. */
  static String helpText() {
    String scenarios =
        Arrays.stream(Scenario.values())
            .map(scenario -> "  %-12s %s".formatted(scenario.label(), scenario.description()))
            .collect(Collectors.joining("\n"));
    return """
        Usage: ./weir demo [OPTIONS]

        Starts a Kafka broker, a Redis server, a simulated trading platform and Weir, which
        watches it; runs until Ctrl-C and leaves nothing behind.

          --for DURATION          end after 60s, 5m or 1h
          --scenario NAME         what to begin with (calm); see below
          --kafka HOST:PORT       use this broker; topics that the demo creates are removed again
          --existing-topics       with --kafka: write to the demo's topics though they hold records
          --redis URL             use this server, such as redis://localhost:6379
          --port N                the page and the API (8080)
          --management-port N     probes and metrics (9000)
          --control-port N        the simulation's controls (any free port)
          --rate N                ticks per second (200)
          --seed N                of the simulation (1)
          --help                  this text

        Scenarios; change them by typing a name and Enter, or by POST /scenario/NAME to the
        control port:

        """
        + scenarios;
  }

  private static final class Draft {
    private static final List<String> VALUED =
        List.of(
            "--for",
            "--scenario",
            "--kafka",
            "--redis",
            "--port",
            "--management-port",
            "--control-port",
            "--rate",
            "--seed");

    private @Nullable Duration limit;
    private @Nullable String kafka;
    private @Nullable String redis;
    private Scenario scenario = Scenario.CALM;
    private int port = 8080;
    private int managementPort = 9000;
    private int controlPort;
    private int rate = 200;
    private long seed = 1;
    private boolean existingTopics;
    private boolean help;

    private boolean flag(String option) {
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--existing-topics" -> existingTopics = true;
        default -> {
          return false;
        }
      }
      return true;
    }

    private void set(String option, String value) throws UsageException {
      switch (option) {
        case "--for" -> limit = duration(option, value);
        case "--scenario" -> scenario = scenario(value);
        case "--kafka" ->
            kafka = matching(option, value, "[^\\s:]+:\\d+(,[^\\s:]+:\\d+)*", "HOST:PORT");
        case "--redis" -> redis = matching(option, value, "rediss?://\\S+", "redis://HOST:PORT");
        case "--port" -> port = number(option, value, 1, 65_535);
        case "--management-port" -> managementPort = number(option, value, 1, 65_535);
        case "--control-port" -> controlPort = number(option, value, 0, 65_535);
        case "--rate" -> rate = number(option, value, 1, MAX_RATE);
        case "--seed" -> seed = number(option, value, 0, Integer.MAX_VALUE);
        default -> throw new IllegalArgumentException(option);
      }
    }

    private Options finish() throws UsageException {
      if (port == managementPort) {
        throw new UsageException("--port and --management-port must differ, both are " + port);
      }
      return new Options(
          limit,
          kafka,
          redis,
          scenario,
          port,
          managementPort,
          controlPort,
          rate,
          seed,
          existingTopics,
          help);
    }

    private static Scenario scenario(String value) throws UsageException {
      return Scenario.of(value)
          .orElseThrow(
              () ->
                  new UsageException(
                      "unknown scenario " + value + "; one of " + Scenario.labels()));
    }

    private static Duration duration(String option, String value) throws UsageException {
      Matcher matcher = DURATION.matcher(value);
      if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
        throw new UsageException(option + " needs a duration such as 60s or 5m, got " + value);
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }

    private static String matching(String option, String value, String pattern, String expected)
        throws UsageException {
      if (!value.matches(pattern)) {
        throw new UsageException(option + " needs " + expected + ", got " + value);
      }
      return value;
    }

    private static int number(String option, String value, int least, int most)
        throws UsageException {
      try {
        int number = Integer.parseInt(value);
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
}
