package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./weir bench [NAME...] [--json FILE] [--rounds N] [--quick]}: side-by-side measurements,
 * each as a ratio where there is something to compare with; {@code --report} fills the last results
 * into the pages of the docs instead.
 */
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(
          new IngestBench(),
          new JmhBench(),
          new PeersBench(),
          new RedisBench(),
          new ReadingBench(),
          new GrowthBench(),
          new FootprintBench(),
          new LedgerBench(),
          new BoundsBench());
  private static final Path TARGET = Path.of("target");
  private static final List<Path> PAGES =
      List.of(
          Path.of("src", "docs", "performance.md"),
          Path.of("src", "docs", "bounds.md"),
          Path.of("src", "docs", "ledger.md"));

  private final List<Benchmark> benchmarks;
  private final PrintStream out;
  private final PrintStream err;

  Bench(List<Benchmark> benchmarks, PrintStream out, PrintStream err) {
    this.benchmarks = benchmarks;
    this.out = out;
    this.err = err;
  }

  /** Exits with 0, with 1 if a benchmark failed, or with 2 for arguments that are wrong. */
  public static void main(String... arguments) throws IOException {
    System.exit(new Bench(ALL, System.out, System.err).run(List.of(arguments), TARGET, PAGES));
  }

  /** Returns the exit code. */
  int run(List<String> arguments, Path target, List<Path> pages) throws IOException {
    Options options;
    try {
      options = Options.parse(arguments, benchmarks.stream().map(Benchmark::name).toList());
    } catch (Options.UsageException e) {
      err.println("weir: " + e.getMessage());
      return 2;
    }
    var folder = Files.createDirectories(target.resolve("bench"));
    if (options.report()) {
      for (var page : pages) {
        out.println(
            "filled into %s: %s".formatted(page, Report.fill(page, folder, options.names())));
      }
      return 0;
    }
    return measure(options, folder, Conditions.binary(target));
  }

  private int measure(Options options, Path folder, @Nullable Path binary) throws IOException {
    var conditions = Conditions.find(binary);
    conditions.forEach((name, value) -> out.println(name + ": " + value));
    long began = System.nanoTime();
    var results = new ArrayList<Result>();
    boolean failed = false;
    for (var benchmark : chosen(options.names())) {
      var setting =
          new Setting(
              benchmark.name(),
              options.roundsOrDefault(),
              options.quick(),
              binary,
              folder,
              began,
              err);
      try {
        var rows = benchmark.run(setting);
        var result = new Result(benchmark.name(), with(conditions, benchmark, setting, rows), rows);
        result.write(folder.resolve(benchmark.name() + ".json"));
        results.add(result);
        print(benchmark, result);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      } catch (Exception e) {
        failed = true;
        err.println("weir: the benchmark " + benchmark.name() + " failed: " + e);
        e.printStackTrace(err);
      }
    }
    if (options.json() != null) {
      Result.write(results, options.json());
    }
    out.println("\nalso in " + (options.json() == null ? folder : options.json()));
    return failed ? 1 : 0;
  }

  private List<Benchmark> chosen(List<String> names) {
    return names.stream()
        .flatMap(name -> benchmarks.stream().filter(benchmark -> benchmark.name().equals(name)))
        .toList();
  }

  private static Map<String, String> with(
      Map<String, String> conditions, Benchmark benchmark, Setting setting, List<Row> rows) {
    var all = new LinkedHashMap<>(conditions);
    all.put("flags", benchmark.flags());
    int rounds =
        rows.stream()
            .mapToInt(row -> row instanceof Row.Figure it ? it.value().values().size() : 0)
            .max()
            .orElse(0);
    all.put("rounds", rounds + (setting.quick() ? " (quick)" : ""));
    return all;
  }

  private void print(Benchmark benchmark, Result result) {
    out.println("\n%s: %s".formatted(benchmark.name(), benchmark.title()));
    out.println("rounds: %s; %s\n".formatted(result.conditions().get("rounds"), benchmark.flags()));
    out.print(new Table(result.rows()).text());
  }
}
