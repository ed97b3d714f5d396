package dev.weir.bench;

import dev.weir.bench.SpeedCommand.Rates;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How fast poll threads read, as a ratio to polling alone by the same process, and the native
 * executable's polling as a ratio to the JVM's. One process a round and subject, all of them in
 * turn, on one broker whose topics are in the page cache: they have just been written, and each is
 * read before it is measured.
 */
final class IngestBench implements Benchmark {
  private static final List<String> JVM_FLAGS = List.of("-XX:+UseParallelGC", "-Xmx1g");
  private static final List<String> NATIVE_FLAGS = List.of("-Xmx1g");
  private static final int RECORDS = 1_000_000;
  private static final int QUICK_RECORDS = 400_000;

  /**
   * Topics hold more than is read to warm up and then measured: a reader that comes to the end of
   * all partitions waits half a second for its last fetch, whatever it does with the records.
   */
  private static final double READ_OF_TOPIC = 0.8;

  private static final int PARTITIONS = 4;
  static final String NO_BINARY = "no native executable here: ./weir build --native";
  private static final String ONE_THREAD = "headers";
  private static final String TWO_THREADS = "headers, two threads";

  private static final String HEADERS =
      """
      weir:
        pipeline:
          fields:
            trace: [trace-context]
            id: ["header:ce_id"]
            parent: []
            time: ["header:ce_time", record-time]
            key: [record-key]
          stages:
            only: { topics: [headers] }
      """;
  private static final String JSON =
      """
      weir:
        pipeline:
          fields: { key: ["json:/data/symbol"] }
          stages:
            only: { topics: [json] }
      """;

  /**
   * A way to read.
   *
   * @param options of {@code weir speed}
   * @param jvm least ratio to polling alone, on the JVM; 0 for none
   * @param alone the same of the native executable
   */
  private record Way(
      String name, String definition, List<String> options, double jvm, double alone) {}

  private static final List<Way> WAYS =
      List.of(
          new Way(ONE_THREAD, HEADERS, List.of(), 0.82, 0.90),
          new Way("headers by the client's API", HEADERS, List.of("--client-headers"), 0.65, 0),
          new Way("JSON, five pointers", JSON, List.of(), 0.65, 0.82),
          new Way(TWO_THREADS, HEADERS, List.of("--threads", "2"), 0, 0));

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String title() {
    return "records read a second, next to a consumer that only polls";
  }

  @Override
  public String flags() {
    return "JVM %s, native %s"
        .formatted(String.join(" ", JVM_FLAGS), String.join(" ", NATIVE_FLAGS));
  }

  @Override
  public List<Row> run(Setting setting) throws Exception {
    try (var kafka = KafkaServer.running()) {
      kafka.createTopics(List.of("headers", "json"), PARTITIONS, Map.of());
      int records = setting.amount(RECORDS, QUICK_RECORDS);
      int written = (int) (2 * records / READ_OF_TOPIC);
      setting.say("writing 2 topics of " + written + " records");
      try (var topics = new BenchTopics(kafka.bootstrap())) {
        topics.headers("headers", written);
        topics.envelopes("json", written);
      }
      var programs = programs(setting, kafka.bootstrap(), records);
      var subjects = new LinkedHashMap<String, Callable<Rates>>();
      for (var way : WAYS) {
        var definition = Files.writeString(file(setting, way), way.definition());
        for (var program : programs.entrySet()) {
          if (program.getValue().knows(way.options())) {
            subjects.put(
                label(way, program.getKey()),
                () -> program.getValue().run(definition, way.options()));
          }
        }
      }
      return rows(setting.alternate(subjects), setting.binary() != null);
    }
  }

  private static Map<String, SpeedCommand> programs(
      Setting setting, String bootstrap, int records) {
    var programs = new LinkedHashMap<String, SpeedCommand>();
    programs.put("JVM", command(null, JVM_FLAGS, setting, bootstrap, records));
    if (setting.binary() != null) {
      programs.put("native", command(setting.binary(), NATIVE_FLAGS, setting, bootstrap, records));
    }
    return programs;
  }

  private static SpeedCommand command(
      @Nullable Path binary, List<String> flags, Setting setting, String bootstrap, int records) {
    return new SpeedCommand(
        WeirProcess.program(binary, flags), bootstrap, records, setting.folder());
  }

  /** What was measured as rows; what was not says why. */
  static List<Row> rows(Rounds<Rates> rates, boolean hasBinary) {
    var rows = new ArrayList<Row>();
    for (var program : List.of("JVM", "native")) {
      for (var way : WAYS) {
        if (way.name().equals(TWO_THREADS)) {
          continue;
        }
        var label = label(way, program);
        var found = rates.find(label);
        double target = program.equals("JVM") ? way.jvm() : way.alone();
        rows.add(
            found == null
                ? Row.missing(label, why(way, program, hasBinary))
                : aim(
                    figure(label, found, Rates::weir)
                        .pairedWith("only polled", list(found, Rates::bare)),
                    target));
      }
      rows.addAll(twoThreads(rates, program, hasBinary));
    }
    rows.add(nativePolling(rates));
    return rows;
  }

  /** Two threads against one; polling alone by two shows what the broker can give. */
  private static List<Row> twoThreads(Rounds<Rates> rates, String program, boolean hasBinary) {
    var way = WAYS.getLast();
    var label = label(way, program);
    var one = rates.find(label(WAYS.getFirst(), program));
    var two = rates.find(label);
    if (one == null || two == null) {
      return List.of(Row.missing(label, why(way, program, hasBinary)));
    }
    return List.of(
        figure(label, two, Rates::weir)
            .pairedWith("one thread", list(one, Rates::weir))
            .ratioAtLeast(1.6),
        figure("only polled, two threads, " + program, two, Rates::bare)
            .pairedWith("one thread", list(one, Rates::bare)));
  }

  private static Row nativePolling(Rounds<Rates> rates) {
    var jvm = rates.find(label(WAYS.getFirst(), "JVM"));
    var alone = rates.find(label(WAYS.getFirst(), "native"));
    var label = "only polled, native";
    return jvm == null || alone == null
        ? Row.missing(label, NO_BINARY)
        : figure(label, alone, Rates::bare)
            .pairedWith("only polled, JVM", list(jvm, Rates::bare))
            .ratioAtLeast(0.45);
  }

  private static Row.Figure aim(Row.Figure figure, double target) {
    return target == 0 ? figure : figure.ratioAtLeast(target);
  }

  private static String why(Way way, String program, boolean hasBinary) {
    return program.equals("native") && !hasBinary
        ? NO_BINARY
        : "weir speed does not know " + String.join(" ", way.options());
  }

  private static Row.Figure figure(String name, List<Rates> rates, ToDoubleFunction<Rates> which) {
    return Row.of(name, "records/s", list(rates, which));
  }

  private static List<Double> list(List<Rates> rates, ToDoubleFunction<Rates> which) {
    return rates.stream().mapToDouble(which).boxed().toList();
  }

  private static String label(Way way, String program) {
    return way.name() + ", " + program;
  }

  private static Path file(Setting setting, Way way) throws IOException {
    return setting.folder().resolve((way.definition().equals(JSON) ? "json" : "headers") + ".yaml");
  }
}
