package dev.weir.bench;

import dev.weir.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What the store costs: commands a second whatever the rate of messages, bytes of a commit by what
 * changed, and the share of the processor's time that commits take while Weir reads as fast as it
 * can.
 */
final class RedisBench implements Benchmark {
  private static final int PARTITIONS = 20;
  private static final int KEYS = 10_000;
  private static final int RECORDS = 18_000_000;
  private static final int QUICK_RECORDS = 6_000_000;
  private static final List<Integer> RATES = List.of(1_000, 10_000, 100_000);
  private static final List<Integer> CHANGED = List.of(10, 100, 1_000, 10_000);
  private static final int CHANGING_RATE = 30_000;
  private static final int MOST_ROUNDS = 3;
  private static final String STEADY = "steady";
  private static final String BACKLOG = "backlog";

  /** What a full run gave. */
  private record Full(
      double commands,
      double bytesPerCommit,
      double share,
      double redisShare,
      double records,
      double microsPerRecord) {}

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public String title() {
    return "what state in Redis costs, 20 partitions, 10,000 keys";
  }

  @Override
  public String flags() {
    return String.join(" ", Observed.JVM_FLAGS) + " -Xmx1g; commit-interval 500ms";
  }

  @Override
  public List<Row> run(Setting setting) throws Exception {
    int rounds = Math.min(setting.rounds(), MOST_ROUNDS);
    try (var stack = LocalStack.running();
        var load = new KeyedLoad(stack.kafka().bootstrap())) {
      stack.kafka().createTopics(List.of(STEADY, BACKLOG), PARTITIONS, Map.of());
      int records = setting.amount(RECORDS, QUICK_RECORDS);
      setting.say("writing a topic of " + records + " records");
      load.fill(BACKLOG, records, KEYS);
      load.fill(STEADY, 10 * KEYS, KEYS);
      var rows = new ArrayList<Row>();
      rows.addAll(steady(setting, stack, load, rounds));
      var full = new ArrayList<Full>();
      for (int round = 1; round <= rounds; round++) {
        setting.say("as fast as it can, round %d of %d".formatted(round, rounds));
        full.add(full(setting, stack, "full-" + round, records));
      }
      rows.add(
          Row.of(
              "commands and what scripts call, as fast as it can",
              "1/s",
              list(full, Full::commands)));
      rows.add(Row.of("records, as fast as it can", "1/s", list(full, Full::records)));
      rows.add(Row.of("CPU of a record, all of Weir", "µs", list(full, Full::microsPerRecord)));
      rows.add(
          Row.of("bytes of a commit, as fast as it can", "B", list(full, Full::bytesPerCommit)));
      rows.add(Row.of("commits, share of Weir's CPU", "%", list(full, Full::share)).atMost(3));
      rows.add(Row.of("Redis' CPU next to Weir's", "%", list(full, Full::redisShare)));
      return rows;
    }
  }

  private static List<Double> list(List<Full> runs, ToDoubleFunction<Full> which) {
    return runs.stream().mapToDouble(which).boxed().toList();
  }

  /** One process for all steady rates: only the load changes. */
  private static List<Row> steady(Setting setting, LocalStack stack, KeyedLoad load, int rounds)
      throws InterruptedException {
    var topics = List.of(STEADY);
    var commands = new TreeMap<Integer, List<Double>>();
    var bytes = new TreeMap<Integer, List<Double>>();
    try (var weir = Observed.start(stack, null, Observed.JVM_FLAGS, "steady", "earliest", topics)) {
      weir.awaitEvents(10 * KEYS);
      for (int round = 1; round <= rounds; round++) {
        for (int rate : RATES) {
          setting.say("%d records/s, round %d of %d".formatted(rate, round, rounds));
          load.steady(topics, rate, KEYS, 1);
          var use = use(setting, stack);
          commands.computeIfAbsent(rate, _ -> new ArrayList<>()).add(use.perSecond(use.commands()));
        }
        for (int changed : CHANGED) {
          setting.say("%d keys changing, round %d of %d".formatted(changed, round, rounds));
          load.steady(topics, CHANGING_RATE, changed, KEYS / changed);
          bytes
              .computeIfAbsent(changed, _ -> new ArrayList<>())
              .add(use(setting, stack).bytesPerCommit());
        }
      }
      load.steady(topics, 0, KEYS, 1);
    }
    var rows = new ArrayList<Row>();
    commands.forEach(
        (rate, values) ->
            rows.add(
                Row.of(
                    "commands and what scripts call, %,d records/s".formatted(rate),
                    "1/s",
                    values)));
    bytes.forEach(
        (changed, values) ->
            rows.add(
                Row.of(
                    "bytes of a commit, %,d of 10,000 keys changing".formatted(changed),
                    "B",
                    values)));
    return rows;
  }

  /** Of some seconds, after the change of load has passed. */
  private static RedisUse use(Setting setting, LocalStack stack) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(1_500);
    var before = RedisUse.of(stack.redis());
    TimeUnit.SECONDS.sleep(setting.amount(5, 3));
    return RedisUse.of(stack.redis()).since(before);
  }

  private static Full full(Setting setting, LocalStack stack, String namespace, int records)
      throws IOException, InterruptedException {
    var recording = setting.folder().resolve(namespace + ".jfr").toAbsolutePath();
    Files.deleteIfExists(recording);
    var flags = new ArrayList<>(Observed.JVM_FLAGS);
    flags.add(
        "-XX:StartFlightRecording:settings=default,jdk.ExecutionSample#period=4ms,filename="
            + recording);
    try (var weir = Observed.start(stack, null, flags, namespace, "earliest", List.of(BACKLOG))) {
      weir.awaitEvents(records / 4);
      long eventsBefore = weir.events();
      var redis = RedisUse.of(stack.redis());
      var redisProcess = ProcessUse.of(stack.redis().process());
      var before = ProcessUse.of(weir.weir().process());
      // Nobody asks it for anything meanwhile, so that the event loops have nothing else to do.
      TimeUnit.SECONDS.sleep(setting.amount(4, 1));
      var used = RedisUse.of(stack.redis()).since(redis);
      var after = ProcessUse.of(weir.weir().process());
      double redisSeconds =
          ProcessUse.of(stack.redis().process()).cpuSeconds() - redisProcess.cpuSeconds();
      long events = weir.events();
      if (events >= records) {
        throw new IllegalStateException("Weir was done before it could be looked at");
      }
      double rate = used.perSecond(events - eventsBefore);
      weir.weir().stop();
      double all = after.cpuSeconds() - before.cpuSeconds();
      double loop = after.secondsOf("weir-ingest") - before.secondsOf("weir-ingest");
      double io = after.secondsOf("vert.x-eventloo") - before.secondsOf("vert.x-eventloo");
      double share = (loop * CommitShare.of(recording) + io) / all;
      return new Full(
          used.perSecond(used.commands()),
          used.bytesPerCommit(),
          100 * share,
          100 * redisSeconds / all,
          rate,
          all * 1e6 / (events - eventsBefore));
    }
  }
}
