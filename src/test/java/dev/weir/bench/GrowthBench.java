package dev.weir.bench;

import dev.weir.stack.LocalStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * How cost grows with partitions, with keys and with replicas, all on one machine: rate, memory,
 * what is kept in Redis and what a view costs. One run each.
 */
final class GrowthBench implements Benchmark {
  private static final int RECORDS = 1_000_000;
  private static final int QUICK_RECORDS = 500_000;
  private static final int USUAL_KEYS = 10_000;
  private static final int USUAL_PARTITIONS = 20;
  private static final List<Integer> PARTITIONS = List.of(1, 10, 100, 1_000);
  private static final List<Integer> KEYS = List.of(100, 1_000, 10_000, 100_000, 1_000_000);
  private static final List<Integer> REPLICAS = List.of(1, 2, 3, 4);

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String title() {
    return "what grows with partitions, keys and replicas";
  }

  @Override
  public String flags() {
    return String.join(" ", Observed.JVM_FLAGS) + " -Xmx1g; key-limit 10,000";
  }

  @Override
  public List<Row> run(Setting setting) throws Exception {
    var rows = new ArrayList<Row>();
    int records = setting.amount(RECORDS, QUICK_RECORDS);
    try (var stack = LocalStack.running();
        var load = new KeyedLoad(stack.kafka().bootstrap())) {
      for (int partitions : PARTITIONS) {
        var label = partitions == 1 ? "1 partition" : "%,d partitions".formatted(partitions);
        rows.addAll(run(setting, stack, load, new Case(label, partitions, USUAL_KEYS, 1), records));
      }
      for (int keys : KEYS) {
        var label = "%,d keys offered".formatted(keys);
        rows.addAll(run(setting, stack, load, new Case(label, USUAL_PARTITIONS, keys, 1), records));
      }
      for (int replicas : REPLICAS) {
        var label = replicas == 1 ? "1 replica" : replicas + " replicas";
        rows.addAll(
            run(
                setting,
                stack,
                load,
                new Case(label, USUAL_PARTITIONS, USUAL_KEYS, replicas),
                records));
      }
    }
    return rows;
  }

  /** What is run. */
  private record Case(String label, int partitions, int keys, int replicas) {}

  private static List<Row.Figure> run(
      Setting setting, LocalStack stack, KeyedLoad load, Case what, int records)
      throws IOException, InterruptedException {
    var topic = what.label().replaceAll("[ ,]", "-");
    var name = what.label();
    setting.say(name);
    stack.kafka().createTopic(topic, what.partitions(), Map.of());
    stack.redis().call("FLUSHALL");
    long memoryBefore = RedisUse.memory(stack.redis());
    var all = new ArrayList<Observed>();
    try {
      for (int replica = 0; replica < what.replicas(); replica++) {
        all.add(Observed.start(stack, null, Observed.JVM_FLAGS, topic, "earliest", List.of(topic)));
      }
      all.forEach(Observed::awaitReady);
      setting.say(name + ": ready");
      // Frozen until there is something to read, so that all begin with their share of it.
      all.forEach(replica -> replica.weir().pause());
      load.fill(topic, records, what.keys());
      setting.say(name + ": written");
      all.forEach(replica -> replica.weir().resume());
      var views = new TreeSet<String>();
      long from = await(all, records / 5, views);
      long began = System.nanoTime();
      var before = ProcessUse.of(all.getFirst().weir().process());
      views.clear();
      long to = await(all, records * 9L / 10, views);
      double seconds = (System.nanoTime() - began) / 1e9;
      var after = ProcessUse.of(all.getFirst().weir().process());
      double view = after.secondsOf("weir-view") - before.secondsOf("weir-view");
      await(all, records, views);
      TimeUnit.SECONDS.sleep(2); // The last commit.
      var rows = new ArrayList<Row.Figure>();
      rows.add(row("rate, " + name, "records/s", (to - from) / seconds));
      rows.add(row("CPU of a view, " + name, "ms", view * 1e3 / Math.max(views.size(), 1)));
      rows.add(
          row(
              "resident, " + name,
              "MB",
              ProcessUse.of(all.getFirst().weir().process()).residentBytes() / 1e6));
      rows.add(row("state, " + name, "kB", RedisUse.stateBytes(stack.redis()) / 1e3));
      rows.add(
          row(
              "Redis' memory for it, " + name,
              "kB",
              (RedisUse.memory(stack.redis()) - memoryBefore) / 1e3));
      rows.forEach(row -> setting.say(row.name() + " " + row.value().median() + " " + row.unit()));
      return rows;
    } finally {
      all.forEach(Observed::close);
    }
  }

  /** Waits until all have read so many together, says how many, and notes the views meanwhile. */
  private static long await(List<Observed> all, long count, Set<String> views)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (true) {
      long sum = all.stream().mapToLong(Observed::events).sum();
      if (sum >= count) {
        return sum;
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "read %d of %d:%n%s".formatted(sum, count, all.getFirst().weir().process().tail()));
      }
      all.getFirst().view().ifPresent(views::add);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static Row.Figure row(String name, String unit, double value) {
    return Row.of(name, unit, List.of(value));
  }
}
