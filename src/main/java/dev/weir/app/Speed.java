package dev.weir.app;

import dev.weir.kafka.SpeedRun;
import dev.weir.kafka.SpeedRun.Way;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code speed FILE}: tells how fast one thread of this machine reads the definition's
 * topics, next to a reader that does nothing with the records; if asked for, also with several
 * threads, and with records as the client makes them. All in turn, so that what else happens on the
 * machine meets all alike.
 */
final class Speed {
  private static final int MOST_RECORDS = 100_000_000;
  private static final int RECORDS = 1_000_000;
  private static final int MOST_ROUNDS = 100;
  private static final int ROUNDS = 3;
  private static final int MOST_THREADS = 64;
  private static final Map<String, String> OPTIONS =
      Map.of(
          "--kafka",
          "HOST:PORT",
          "--records",
          "a number of records from 1 to " + MOST_RECORDS,
          "--rounds",
          "a number of rounds from 1 to " + MOST_ROUNDS,
          "--threads",
          "a number of threads from 1 to " + MOST_THREADS);

  private Speed() {}

  /**
   * What is measured in turn.
   *
   * @param name in the table
   * @param key in JSON
   */
  private record Variant(String name, String key, Way way, int threads) {}

  /**
   * What was asked for.
   *
   * @param records of each thread and round
   */
  private record Order(
      List<Variant> variants, int records, int rounds, boolean json, @Nullable String kafka) {}

  /** Returns the exit code. */
  static int run(List<String> list, PrintStream out, PrintStream err) {
    var arguments = Arguments.parse("speed", list, OPTIONS, Set.of("--json", "--client-headers"));
    int records = arguments.count("--records", MOST_RECORDS, RECORDS);
    int rounds = arguments.count("--rounds", MOST_ROUNDS, ROUNDS);
    int threads = arguments.count("--threads", MOST_THREADS, 1);
    var mistake = arguments.mistake();
    for (var count :
        Map.of("--records", records, "--rounds", rounds, "--threads", threads).entrySet()) {
      if (mistake == null && count.getValue() == 0) {
        mistake = count.getKey() + " needs " + OPTIONS.get(count.getKey());
      }
    }
    if (mistake == null && arguments.operands().size() != 1) {
      mistake = "speed needs one FILE";
    }
    if (mistake != null) {
      err.println("weir: " + mistake);
      return ExitCode.USAGE;
    }
    var options = arguments.options();
    var order =
        new Order(
            variants(threads, options.containsKey("--client-headers")),
            records,
            rounds,
            options.containsKey("--json"),
            options.get("--kafka"));
    try {
      var file = Path.of(arguments.operands().getFirst());
      return switch (Definition.read(file, order.kafka())) {
        case Definition.Right right -> measure(right, order, out, err);
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

  private static List<Variant> variants(int threads, boolean clientHeaders) {
    var variants = new ArrayList<Variant>();
    variants.add(new Variant("only polled", "bare", Way.BARE, 1));
    variants.add(new Variant("read by Weir", "weir", Way.WEIR, 1));
    if (clientHeaders) {
      variants.add(
          new Variant("headers by the client", "clientHeaders", Way.WEIR_THROUGH_CLIENT, 1));
    }
    if (threads > 1) {
      var by = ", " + threads + " threads";
      variants.add(new Variant("only polled" + by, "bareThreads", Way.BARE, threads));
      variants.add(new Variant("read by Weir" + by, "weirThreads", Way.WEIR, threads));
    }
    return variants;
  }

  private static int measure(
      Definition.Right definition, Order order, PrintStream out, PrintStream err) {
    return Brokers.ask(
        definition,
        err,
        sampler -> {
          var partitions = sampler.existing().partitions();
          if (partitions.isEmpty()) {
            err.println("weir: none of the definition's topics exists");
            return ExitCode.FAILED;
          }
          var rates = new LinkedHashMap<Variant, List<Double>>();
          for (int round = 0; round < order.rounds(); round++) {
            // A later way meets code that is compiled better: there and back again.
            boolean isBack = round % 2 == 1;
            for (var variant : isBack ? order.variants().reversed() : order.variants()) {
              var result =
                  SpeedRun.run(
                      definition.settings(),
                      partitions,
                      definition.kafka(),
                      variant.way(),
                      variant.threads(),
                      order.records());
              if (result.records() == 0) {
                err.println("weir: the definition's topics have no records");
                return ExitCode.FAILED;
              }
              rates.computeIfAbsent(variant, _ -> new ArrayList<>()).add(result.perSecond());
            }
          }
          print(order.json(), rates, out);
          return ExitCode.DONE;
        });
  }

  /** In JSON the rates come in the order of the rounds, so that they can be compared in pairs. */
  private static void print(boolean json, Map<Variant, List<Double>> rates, PrintStream out) {
    double bare = median(rates.values().iterator().next());
    if (json) {
      var parts = new ArrayList<String>();
      rates.forEach(
          (variant, all) ->
              parts.add(
                  "\"%s\": %s".formatted(variant.key(), all.stream().map(Math::round).toList())));
      double weir = median(new ArrayList<>(rates.values()).get(1));
      parts.add(String.format(Locale.ROOT, "\"ratio\": %.3f", weir / bare));
      out.println("{" + String.join(", ", parts) + "}");
      return;
    }
    out.printf(
        Locale.ROOT, "%-26s %12s %12s %12s %7s%n", "records/s", "min", "median", "max", "ratio");
    rates.forEach(
        (variant, all) -> {
          var sorted = all.stream().sorted().toList();
          out.printf(
              Locale.ROOT,
              "%-26s %,12.0f %,12.0f %,12.0f %7.2f%n",
              variant.name(),
              sorted.getFirst(),
              median(sorted),
              sorted.getLast(),
              median(sorted) / bare);
        });
  }

  private static double median(List<Double> rates) {
    var sorted = rates.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
