package dev.weir.bench;

import dev.weir.stack.WeirProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Weir itself, state in Redis, reading a topic from its beginning: its rate is the growth of {@code
 * weir_stage_events_total} between two scrapes well inside the run.
 *
 * @param records in the topic
 */
record CatchUp(String bootstrap, String redis, String topic, long records) {
  private static final double FROM = 0.25;
  private static final double TO = 0.95;
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String EVENTS = "weir_stage_events_total{";

  private record Sight(long events, long nanos) {}

  /**
   * One run.
   *
   * @param binary the native executable, or null for the jar
   * @param flags of the program
   * @param namespace one that Redis and Kafka know nothing of
   * @return records a second
   * @throws IllegalStateException if it does not get to the end, or got there before it was seen
   */
  double run(@Nullable Path binary, List<String> flags, String namespace) {
    try (var weir = new WeirProcess(definition(namespace)).kafka(bootstrap)) {
      weir.redis(redis).runs(binary).flags(flags).heap("1g").start();
      Sight first = null;
      Sight last = null;
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (last == null || last.events() < records * TO) {
        if (System.nanoTime() > end || !weir.process().isAlive()) {
          throw new IllegalStateException("Weir did not catch up:\n" + weir.process().tail());
        }
        LockSupport.parkNanos(STEP.toNanos());
        var now = look(weir);
        if (now == null || now.events() < records * FROM) {
          continue;
        }
        if (first == null) {
          first = now;
        } else if (now.events() < records) {
          last = now;
        } else {
          break;
        }
      }
      if (first == null || last == null) {
        throw new IllegalStateException("Weir was done before it could be looked at");
      }
      return (last.events() - first.events()) * 1e9 / (last.nanos() - first.nanos());
    }
  }

  private String definition(String namespace) {
    return """
    weir:
      namespace: %s
      store: redis
      start: earliest
      ingest: { threads: 1 }
      pipeline:
        fields:
          trace: [trace-context]
          id: ["header:ce_id"]
          parent: []
          time: ["header:ce_time", record-time]
          key: [record-key]
        stages:
          only: { topics: [%s] }
    """
        .formatted(namespace, topic);
  }

  private static @Nullable Sight look(WeirProcess weir) {
    try {
      long before = System.nanoTime();
      var metrics = weir.management("/metrics").body();
      long after = System.nanoTime();
      return new Sight(events(metrics), before + (after - before) / 2);
    } catch (UncheckedIOException e) {
      return null; // It does not listen yet.
    }
  }

  /** The sum over all stages and topics. */
  static long events(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(EVENTS))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
