package dev.weir.bench;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * How fast poll threads read, as a ratio to polling alone by the same process, and the native
 * executable's polling as a ratio to the JVM's. One process a round and subject, all of them in
 * turn, on one broker whose topics are in the page cache: they have just been written, and each is
 * read before it is measured.
 */
final class IngestBench implements Benchmark {
  private static final List<String> JVM_FLAGS = List.of("-XX:+UseParallelGC", "-Xmx1g");
  // Polling alone makes garbage of each record, and is fastest with much room for it. Weir reads
  // the
  // same with the eighth of that which the executable has by default.
  private static final List<String> NATIVE_FLAGS = List.of("-Xmx1g", "-XX:MaxNewSize=64m");
  private static final int RECORDS = 1_000_000;
  private static final int QUICK_RECORDS = 400_000;

  /**
   * Topics hold more than is read to warm up and then measured: a reader that comes to the end of
   * all partitions waits half a second for its last fetch, whatever it does with the records.
   */
  private static final double READ_OF_TOPIC = 0.8;

  private static final int PARTITIONS = 4;
  static final String NO_BINARY = "no native executable here: ./weir build --native";
  private static final int THREADS = 2;
  private static final List<String> OPTIONS =
      List.of("--client-headers", "--threads", String.valueOf(THREADS));

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

  /** The topic is the middle one of three stages: its events are children and parents. */
  private static final String LEDGERS =
      """
          stages:
            before: { topics: [not-there-before] }
            only: { topics: [%s], after: { before: { expect: every, within: 5s } } }
            behind: { topics: [not-there-behind], after: { only: { expect: every, within: 5s } } }
      """;

  private static final String HEADERS_LEDGERS =
      """
      weir:
        pipeline:
          fields:
            trace: [trace-context]
            id: ["header:ce_id"]
            parent: ["header:ce_causationid"]
            time: ["header:ce_time", record-time]
            key: [record-key]
      """
          + LEDGERS.formatted("linked").indent(0);
  private static final String JSON_LEDGERS =
      """
      weir:
        pipeline:
          fields: { key: ["json:/data/symbol"] }
      """
          + LEDGERS.formatted("json").indent(0);

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
      kafka.createTopics(List.of("headers", "json", "linked"), PARTITIONS, Map.of());
      int records = setting.amount(RECORDS, QUICK_RECORDS);
      int written = (int) (2 * records / READ_OF_TOPIC);
      setting.say("writing %d and %d records".formatted(THREADS * written, written));
      try (var topics = new BenchTopics(kafka.bootstrap())) {
        topics.headers("headers", THREADS * written);
        topics.envelopes("json", written);
        topics.linked("linked", written);
      }
      var headers = Files.writeString(setting.folder().resolve("headers.yaml"), HEADERS);
      var json = Files.writeString(setting.folder().resolve("json.yaml"), JSON);
      var linked = Files.writeString(setting.folder().resolve("linked.yaml"), HEADERS_LEDGERS);
      var jsonLinked =
          Files.writeString(setting.folder().resolve("json-linked.yaml"), JSON_LEDGERS);
      var subjects = new LinkedHashMap<String, Callable<Map<String, Double>>>();
      for (var entry : programs(setting, kafka.bootstrap(), records).entrySet()) {
        var program = entry.getValue();
        List<String> options = program.knows(OPTIONS) ? OPTIONS : List.of();
        subjects.put("headers, " + entry.getKey(), () -> program.run(headers, options));
        subjects.put("JSON, " + entry.getKey(), () -> program.run(json, List.of()));
        subjects.put("headers, ledgers, " + entry.getKey(), () -> program.run(linked, List.of()));
        subjects.put("JSON, ledgers, " + entry.getKey(), () -> program.run(jsonLinked, List.of()));
      }
      return rows(setting.alternate(subjects));
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
  static List<Row> rows(Rounds<Map<String, Double>> rates) {
    var rows = new ArrayList<>(rows(rates, "JVM", 0.82, 0.65, 0.65));
    if (rates.find("headers, native") == null) {
      rows.add(Row.missing("native", NO_BINARY));
      return rows;
    }
    // Nothing was asked of the native executable where the client's API reads the headers.
    rows.addAll(rows(rates, "native", 0.90, 0, 0.82));
    rows.add(
        figure("only polled, native", of(rates, "headers, native", "bare"))
            .pairedWith("only polled, JVM", of(rates, "headers, JVM", "bare"))
            .ratioAtLeast(0.45));
    return rows;
  }

  private static List<Row> rows(
      Rounds<Map<String, Double>> rates,
      String program,
      double headers,
      double clientHeaders,
      double json) {
    var from = "headers, " + program;
    var bare = of(rates, from, "bare");
    var weir = of(rates, from, "weir");
    var client = "headers by the client's API, " + program;
    var two = "headers, two threads, " + program;
    var rows = new ArrayList<Row>();
    rows.add(figure(from, weir).pairedWith("only polled", bare).ratioAtLeast(headers));
    boolean hasOptions = rates.of(from).getFirst().containsKey("weirThreads");
    if (hasOptions) {
      var figure = figure(client, of(rates, from, "clientHeaders")).pairedWith("only polled", bare);
      rows.add(clientHeaders == 0 ? figure : figure.ratioAtLeast(clientHeaders));
    } else {
      rows.add(Row.missing(client, "this executable's speed does not know --client-headers"));
    }
    rows.add(
        figure("JSON, five pointers, " + program, of(rates, "JSON, " + program, "weir"))
            .pairedWith("only polled", of(rates, "JSON, " + program, "bare"))
            .ratioAtLeast(json));
    boolean isNative = program.equals("native");
    addLedgers(rows, rates, "headers, ledgers, " + program, isNative ? 0.85 : 0.80);
    addLedgers(rows, rates, "JSON, ledgers, " + program, isNative ? 0 : 0.58);
    if (hasOptions) {
      rows.add(
          figure(two, of(rates, from, "weirThreads"))
              .pairedWith("one thread", weir)
              .ratioAtLeast(1.6));
      // What the broker can give.
      rows.add(
          figure("only polled, two threads, " + program, of(rates, from, "bareThreads"))
              .pairedWith("one thread", bare));
    } else {
      rows.add(Row.missing(two, "this executable's speed does not know --threads"));
    }
    return rows;
  }

  /** With the account of two hops, where that was measured. */
  private static void addLedgers(
      List<Row> rows, Rounds<Map<String, Double>> rates, String subject, double least) {
    if (rates.find(subject) != null) {
      var figure =
          figure(subject.replace("ledgers", "two ledgers"), of(rates, subject, "weir"))
              .pairedWith("only polled", of(rates, subject, "bare"));
      rows.add(least == 0 ? figure : figure.ratioAtLeast(least));
    }
  }

  private static Row.Figure figure(String name, List<Double> rates) {
    return Row.of(name, "records/s", rates);
  }

  private static List<Double> of(Rounds<Map<String, Double>> rates, String subject, String way) {
    return rates.of(subject).stream()
        .map(round -> Objects.requireNonNull(round.get(way), way))
        .toList();
  }
}
