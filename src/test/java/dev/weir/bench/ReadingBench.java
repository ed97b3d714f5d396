package dev.weir.bench;

import dev.weir.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How long answers take while Weir reads as fast as it can, for one reader and for twenty, and what
 * a view costs: five stages of 20 partitions and 10,000 keys each.
 */
final class ReadingBench implements Benchmark {
  private static final int STAGES = 5;
  private static final int PARTITIONS = 20;
  private static final int KEYS = 10_000;
  private static final int RECORDS = 4_000_000;
  private static final int QUICK_RECORDS = 1_500_000;
  private static final int MOST_ROUNDS = 3;
  private static final List<Integer> READERS = List.of(1, 20);
  private static final List<String> TOPICS =
      IntStream.range(0, STAGES).mapToObj(stage -> "stage-" + stage).toList();

  /**
   * What a run gave.
   *
   * @param nanos sorted, by path
   * @param viewMillis processor time that a view took
   * @param records read a second meanwhile
   */
  private record Seen(Map<String, List<Long>> nanos, double viewMillis, double records) {
    double millis(String path, double quantile) {
      var sorted = nanos.getOrDefault(path, List.of());
      if (sorted.isEmpty()) {
        throw new IllegalStateException("no answer of " + path);
      }
      return sorted.get((int) Math.min(quantile * sorted.size(), sorted.size() - 1)) / 1e6;
    }
  }

  @Override
  public String name() {
    return "reading";
  }

  @Override
  public String title() {
    return "answers at full load, 5 stages, 100 partitions, 10,000 keys a stage";
  }

  @Override
  public String flags() {
    return "JVM %s -Xmx1g, native -Xmx1g; each reader asks for everything 10 times a second"
        .formatted(String.join(" ", Observed.JVM_FLAGS));
  }

  @Override
  public List<Row> run(Setting setting) throws Exception {
    try (var stack = LocalStack.running();
        var load = new KeyedLoad(stack.kafka().bootstrap())) {
      stack.kafka().createTopics(TOPICS, PARTITIONS, Map.of());
      int records = setting.amount(RECORDS, QUICK_RECORDS);
      setting.say("writing 5 topics of " + records + " records");
      TOPICS.forEach(topic -> load.fill(topic, records, KEYS));
      var run = new AtomicInteger();
      var subjects = new LinkedHashMap<String, Callable<Seen>>();
      for (int readers : READERS) {
        subjects.put(
            label(readers, "JVM"),
            () -> look(stack, null, readers, records, run.incrementAndGet()));
        if (setting.binary() != null) {
          subjects.put(
              label(readers, "native"),
              () -> look(stack, setting.binary(), readers, records, run.incrementAndGet()));
        }
      }
      return rows(setting.withRounds(Math.min(setting.rounds(), MOST_ROUNDS)).alternate(subjects));
    }
  }

  private static String label(int readers, String program) {
    return readers == 1 ? "1 reader, " + program : readers + " readers, " + program;
  }

  private static Seen look(
      LocalStack stack, @Nullable Path binary, int readers, int records, int run)
      throws IOException, InterruptedException {
    long all = (long) records * STAGES;
    var flags = binary == null ? Observed.JVM_FLAGS : List.<String>of();
    try (var weir = Observed.start(stack, binary, flags, "reading-" + run, "earliest", TOPICS)) {
      weir.awaitEvents(all * 2 / 5);
      weir.awaitReady();
      try (var _ = new Readers(weir.weir(), readers)) {
        // Connections are made and code is compiled in the first moments.
        TimeUnit.MILLISECONDS.sleep(500);
      }
      long eventsBefore = weir.events();
      var before = ProcessUse.of(weir.weir().process());
      long began = System.nanoTime();
      try (var asking = new Readers(weir.weir(), readers)) {
        weir.awaitEvents(all * 19 / 20);
        double seconds = (System.nanoTime() - began) / 1e9;
        var after = ProcessUse.of(weir.weir().process());
        double view = after.secondsOf("weir-view") - before.secondsOf("weir-view");
        return new Seen(
            asking.nanos(),
            view * 1e3 / Math.max(asking.views(), 1),
            (weir.events() - eventsBefore) / seconds);
      }
    }
  }

  private static List<Row> rows(Rounds<Seen> rounds) {
    var rows = new ArrayList<Row>();
    for (var subject : rounds.values().entrySet()) {
      var seen = subject.getValue();
      var label = subject.getKey();
      for (var path : seen.getFirst().nanos().keySet()) {
        var p50 = seen.stream().map(one -> one.millis(path, 0.5)).toList();
        var p99 = seen.stream().map(one -> one.millis(path, 0.99)).toList();
        rows.add(Row.of("p50 of %s, %s".formatted(path, label), "ms", p50));
        var figure = Row.of("p99 of %s, %s".formatted(path, label), "ms", p99);
        rows.add(path.startsWith("/health") ? figure.atMost(5) : figure);
      }
      rows.add(
          Row.of("CPU of a view, " + label, "ms", seen.stream().map(Seen::viewMillis).toList()));
      rows.add(
          Row.of(
              "read meanwhile, " + label, "records/s", seen.stream().map(Seen::records).toList()));
    }
    return rows;
  }
}
