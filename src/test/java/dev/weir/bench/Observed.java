package dev.weir.bench;

import dev.weir.stack.LocalStack;
import dev.weir.stack.WeirProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Weir with state in Redis, while it is looked at from outside. */
final class Observed implements AutoCloseable {
  static final List<String> JVM_FLAGS = List.of("-XX:+UseParallelGC");
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final WeirProcess weir;

  private Observed(WeirProcess weir) {
    this.weir = weir;
  }

  /**
   * Starts it.
   *
   * @param binary the native executable, or null for the jar
   * @param flags of the program
   * @param namespace one that Redis and Kafka know nothing of, unless it is to share the work
   * @param start where it begins
   * @param topics of its stages, one each
   */
  static Observed start(
      LocalStack stack,
      @Nullable Path binary,
      List<String> flags,
      String namespace,
      String start,
      List<String> topics) {
    var weir = new WeirProcess(definition(namespace, start, topics));
    weir.kafka(stack.kafka().bootstrap()).redis(stack.redis().url());
    weir.runs(binary).flags(flags).heap("1g").start();
    return new Observed(weir);
  }

  private static String definition(String namespace, String start, List<String> topics) {
    var stages =
        topics.stream()
            .map(topic -> "      %s: { topics: [%s] }\n".formatted(topic, topic))
            .collect(Collectors.joining());
    return """
        weir:
          namespace: %s
          store: redis
          start: %s
          ingest: { threads: 1 }
          pipeline:
            fields:
              trace: [trace-context]
              id: ["header:ce_id"]
              parent: []
              time: ["header:ce_time", record-time]
              origin-time: [record-time]
              key: [record-key]
            stages:
        """
            .formatted(namespace, start)
        + stages;
  }

  WeirProcess weir() {
    return weir;
  }

  /** Records that this process has read; 0 before it listens. */
  long events() {
    try {
      return CatchUp.events(weir.management("/metrics").body());
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  /** When its latest view was made; none before the first. */
  Optional<String> view() {
    try {
      var reply = weir.get("/monitoring/pipeline");
      return reply.status() == 200
          ? Optional.of(reply.json().path("at").asText())
          : Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Waits until it has read so many records. */
  void awaitEvents(long count) {
    await(() -> events() >= count, "read " + count + " records");
  }

  /** Waits until it is ready. */
  void awaitReady() {
    await(weir::ready, "become ready");
  }

  private void await(BooleanSupplier done, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > end || !weir.process().isAlive()) {
        throw new IllegalStateException("Weir did not " + what + ":\n" + weir.process().tail());
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  @Override
  public void close() {
    weir.close();
  }
}
