package dev.weir.app;

import dev.weir.kafka.SpeedRun;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The command {@code speed FILE}: tells how fast one thread of this machine reads the definition's
 * topics, next to a reader that does nothing with the records. Both in turn, so that what else
 * happens on the machine meets both alike.
 */
final class Speed {
  private static final int MOST_RECORDS = 100_000_000;
  private static final int RECORDS = 1_000_000;
  private static final int MOST_ROUNDS = 100;
  private static final int ROUNDS = 3;
  private static final Map<String, String> OPTIONS =
      Map.of(
          "--kafka",
          "HOST:PORT",
          "--records",
          "a number of records from 1 to " + MOST_RECORDS,
          "--rounds",
          "a number of rounds from 1 to " + MOST_ROUNDS);

  private Speed() {}

  /** Returns the exit code. */
  static int run(List<String> list, PrintStream out, PrintStream err) {
    var arguments = Arguments.parse("speed", list, OPTIONS, Set.of("--json"));
    int records = arguments.count("--records", MOST_RECORDS, RECORDS);
    int rounds = arguments.count("--rounds", MOST_ROUNDS, ROUNDS);
    var mistake = arguments.mistake();
    if (mistake == null && records == 0) {
      mistake = "--records needs " + OPTIONS.get("--records");
    }
    if (mistake == null && rounds == 0) {
      mistake = "--rounds needs " + OPTIONS.get("--rounds");
    }
    if (mistake == null && arguments.operands().size() != 1) {
      mistake = "speed needs one FILE";
    }
    if (mistake != null) {
      err.println("weir: " + mistake);
      return ExitCode.USAGE;
    }
    try {
      var file = Path.of(arguments.operands().getFirst());
      return switch (Definition.read(file, arguments.options().get("--kafka"))) {
        case Definition.Right right ->
            measure(right, records, rounds, arguments.options().containsKey("--json"), out, err);
        case Definition.Wrong(var problems) -> {
          problems.forEach(err::println);
          yield ExitCode.FAILED;
        }
      };
    } catch (InvalidPathException e) {
      err.println("weir: speed: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private static int measure(
      Definition.Right definition,
      int records,
      int rounds,
      boolean json,
      PrintStream out,
      PrintStream err) {
    return Brokers.ask(
        definition,
        err,
        sampler -> {
          var partitions = sampler.existing().partitions();
          if (partitions.isEmpty()) {
            err.println("weir: none of the definition's topics exists");
            return ExitCode.FAILED;
          }
          var bare = new ArrayList<Double>();
          var weir = new ArrayList<Double>();
          for (int round = 0; round < rounds; round++) {
            for (boolean isBare : new boolean[] {true, false}) {
              var result =
                  SpeedRun.run(
                      definition.settings(), partitions, definition.kafka(), isBare, records);
              if (result.records() == 0) {
                err.println("weir: the definition's topics have no records");
                return ExitCode.FAILED;
              }
              (isBare ? bare : weir).add(result.perSecond());
            }
          }
          print(json, bare, weir, out);
          return ExitCode.DONE;
        });
  }

  private static void print(boolean json, List<Double> bare, List<Double> weir, PrintStream out) {
    Collections.sort(bare);
    Collections.sort(weir);
    double ratio = median(weir) / median(bare);
    if (json) {
      out.printf(
          Locale.ROOT,
          "{\"bare\": %s, \"weir\": %s, \"ratio\": %.3f}%n",
          rounded(bare),
          rounded(weir),
          ratio);
      return;
    }
    out.printf(
        Locale.ROOT, "%-24s %12s %12s %12s%n", "records/s, one thread", "min", "median", "max");
    row("only polled", bare, out);
    row("read by Weir", weir, out);
    out.printf(Locale.ROOT, "%-24s %12s %12.2f%n", "ratio", "", ratio);
  }

  private static void row(String name, List<Double> rates, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-24s %,12.0f %,12.0f %,12.0f%n",
        name,
        rates.getFirst(),
        median(rates),
        rates.getLast());
  }

  private static List<Long> rounded(List<Double> rates) {
    return rates.stream().map(Math::round).toList();
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
