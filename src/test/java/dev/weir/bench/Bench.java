package dev.weir.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code ./weir bench [NAME] [--json FILE]}: side-by-side measurements, each as a ratio. */
public final class Bench {
  private static final List<String> NAMES = List.of("ingest");
  private static final int ROUNDS = 5;

  private Bench() {}

  /** Runs the benchmarks; exit code 2 for arguments that are wrong. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    String json = null;
    for (int at = 0; at < arguments.length; at++) {
      if (arguments[at].equals("--json") && at + 1 < arguments.length) {
        json = arguments[++at];
      } else if (!NAMES.contains(arguments[at])) {
        System.err.println(
            "weir: there is no benchmark '%s': there is %s, and --json FILE"
                .formatted(arguments[at], String.join(", ", NAMES)));
        System.exit(2);
      }
    }
    var folder = Files.createDirectories(Path.of("target", "bench"));
    var machine = machine();
    machine.forEach((name, value) -> System.out.println(name + ": " + value));
    var rows = IngestBench.run(ROUNDS, binary(), folder);
    System.out.printf(
        Locale.ROOT,
        "%n%-20s %36s %36s %7s%n",
        "records/s",
        "only polled (min, median, max)",
        "read by Weir (min, median, max)",
        "ratio");
    for (var row : rows) {
      System.out.printf(
          Locale.ROOT,
          "%-20s %36s %36s %7.2f%n",
          row.name(),
          spread(row.bare()),
          spread(row.weir()),
          row.ratio());
    }
    var file = json == null ? folder.resolve("ingest.json") : Path.of(json);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(file.toFile(), Map.of("machine", machine, "ingest", rows));
    System.out.println("\nalso in " + file);
  }

  private static String spread(List<Long> sorted) {
    return String.format(
        Locale.ROOT,
        "%,d %,d %,d",
        sorted.getFirst(),
        sorted.get(sorted.size() / 2),
        sorted.getLast());
  }

  private static Map<String, String> machine() throws IOException {
    var machine = new TreeMap<String, String>();
    machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    machine.put("JVM flags", String.join(" ", IngestBench.JVM_FLAGS));
    machine.put("java", Runtime.version().toString());
    machine.put("kafka-clients", org.apache.kafka.common.utils.AppInfoParser.getVersion());
    var cpu = Path.of("/proc/cpuinfo");
    if (Files.isReadable(cpu)) {
      try (var lines = Files.lines(cpu)) {
        lines
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .ifPresent(line -> machine.put("cpu", line.substring(line.indexOf(':') + 1).strip()));
      }
    }
    return machine;
  }

  /** The native executable, where one was built. */
  private static @Nullable Path binary() throws IOException {
    try (var files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.toString().endsWith("-runner"))
          .map(Path::toAbsolutePath)
          .findFirst()
          .orElse(null);
    }
  }
}
