package dev.weir.simulation;

import dev.weir.monitor.Settings;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a schedule is played on.
 *
 * @param seed decides what is in the records
 * @param partitions of each topic at first; each topic is a stage, after the one before it
 * @param replicas at most at a time
 * @param keyLimit keys that are counted one by one
 * @param keys distinct ones in the records
 * @param isRogue whether clocks of producers go wrong
 * @param commitMs the interval of commits
 */
record Topology(
    long seed,
    List<Integer> partitions,
    int replicas,
    int keyLimit,
    int keys,
    boolean isRogue,
    int commitMs) {
  /** A topic gains no more than these. */
  static final int MAX_PARTITIONS = 6;

  static Topology random(long seed, Random random) {
    // Small ones find most, and are quick.
    int topics = 1 + (random.nextInt(3) == 0 ? random.nextInt(4) : 0);
    var partitions = new ArrayList<Integer>();
    for (int topic = 0; topic < topics; topic++) {
      partitions.add(1 + random.nextInt(random.nextInt(4) == 0 ? MAX_PARTITIONS : 2));
    }
    return new Topology(
        seed,
        List.copyOf(partitions),
        1 + random.nextInt(4),
        1 + random.nextInt(12),
        1 + random.nextInt(20),
        random.nextInt(3) == 0,
        20 + random.nextInt(400));
  }

  static String topic(int number) {
    return "topic-" + number;
  }

  Pipeline pipeline() {
    var stages = new ArrayList<Stage>();
    for (int number = 0; number < partitions.size(); number++) {
      var hops = number == 0 ? List.<Hop>of() : List.of(hop(name(number - 1), name(number)));
      var topics = List.<TopicSelector>of(new TopicSelector.Exact(topic(number)));
      stages.add(new Stage(name(number), topics, hops, null, null));
    }
    var fields =
        new FieldSources(
            headers("trace"),
            headers("id"),
            headers("parent"),
            headers("time"),
            headers("origin"),
            List.of(new FieldSource.RecordKey()));
    return new Pipeline("simulated", "simulated", fields, stages);
  }

  /** Small tables and few buckets, so that they are full and forgotten. */
  private static Hop hop(String from, String to) {
    var within = Duration.ofSeconds(1);
    var bucket = Duration.ofMillis(500);
    var accounting = new Hop.Accounting(Hop.Match.ID, 10, bucket, Duration.ofSeconds(5));
    return new Hop(from, to, Hop.Expect.EVERY, within, null, accounting);
  }

  private static String name(int number) {
    return "stage-" + number;
  }

  private static List<FieldSource> headers(String... names) {
    return Arrays.stream(names).<FieldSource>map(FieldSource.Header::new).toList();
  }

  Settings settings() {
    return new Settings(
        pipeline(),
        Settings.StoreKind.REDIS,
        new Settings.Start.Earliest(),
        1,
        Duration.ofMillis(commitMs),
        Duration.ofSeconds(30),
        keyLimit,
        1_000,
        Duration.ofSeconds(10));
  }

  @Override
  public String toString() {
    return "topics of %s partitions, %d replicas, %d keys of which %d are counted, commits every %d ms%s"
        .formatted(
            partitions, replicas, keys, keyLimit, commitMs, isRogue ? ", clocks go wrong" : "");
  }
}
