package dev.weir.bounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.stack.ChildProcess;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.ProcessFigures;
import dev.weir.stack.RedisServer;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Weir with a small heap, as a container would give it, and what it reads from and writes to. */
public final class Subject implements AutoCloseable {
  /** Keys that a stage may have beside the overflow entry. */
  public static final int KEY_LIMIT = 10_000;

  /** Topics that are named by a pattern begin so. */
  public static final String PATTERN_PREFIX = "many.";

  private static final String DEFINITION =
      """
      weir:
        namespace: bounds
        store: redis
        start: 1h
        key-limit: 10000
        pipeline:
          fields:
            trace: [trace-context, "header:trace_id", "json:/trace_id"]
            id: ["header:ce_id", "json:/id"]
            time: ["header:ce_time", record-time]
            key: [record-key]
          stages:
            normal: { topics: [normal] }
            keys: { topics: [keys] }
            headers: { topics: [headers] }
            names: { topics: [names] }
            many: { topics: ["regex:many[.].*"] }
      """;

  private static final int TRIES = 6;
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern USED = Pattern.compile("Gen +total \\d+K, used (\\d+)K");

  private final KafkaServer kafka =
      new KafkaServer(Map.of("message.max.bytes", String.valueOf(Abuse.MESSAGE_LIMIT)));
  private final RedisServer redis = RedisServer.running();
  private final WeirProcess weir;
  private final boolean isJvm;

  /**
   * Starts all of it.
   *
   * @param binary the native executable, or null for the jar, unless the build names one
   */
  public Subject(@Nullable Path binary) {
    kafka.start();
    kafka.awaitReady();
    kafka.createTopics(List.of("normal", "keys", "headers", "names", "many.first"), 4, Map.of());
    weir = new WeirProcess(DEFINITION).kafka(kafka.bootstrap()).redis(redis.url()).heap("256m");
    if (binary != null) {
      weir.runs(binary);
    }
    weir.property("kafka.metadata.max.age.ms", "1000");
    isJvm = binary == null && System.getProperty(WeirProcess.BINARY, "").isEmpty();
    if (isJvm) {
      weir.flags(List.of("-XX:+UseParallelGC"));
    }
    weir.start();
    weir.awaitReady();
  }

  /** The broker. */
  public KafkaServer kafka() {
    return kafka;
  }

  /** The store. */
  public RedisServer redis() {
    return redis;
  }

  /** Weir. */
  public WeirProcess weir() {
    return weir;
  }

  /** What is left in its heap when all that is garbage has gone; NaN of a native executable. */
  public double liveHeapMb() throws IOException {
    if (!isJvm) {
      return Double.NaN;
    }
    jcmd("GC.run");
    var used = USED.matcher(jcmd("GC.heap_info"));
    double sum = 0;
    while (used.find()) {
      sum += Long.parseLong(used.group(1)) * 1024 / 1e6;
    }
    return sum;
  }

  private String jcmd(String command) throws IOException {
    var program = Path.of(ChildProcess.java()).resolveSibling("jcmd").toString();
    var process =
        new ProcessBuilder(program, String.valueOf(weir.process().pid()), command)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** {@code GET} of a path of the API; asked again when a busy machine takes too long. */
  public WeirProcess.Reply get(String path) {
    return ask(() -> weir.get(path));
  }

  /** An answer; asked for again when a busy machine takes too long. */
  public WeirProcess.Reply ask(Supplier<WeirProcess.Reply> question) {
    for (int left = TRIES; ; left--) {
      try {
        return question.get();
      } catch (UncheckedIOException e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  /** Part of the answer about all stages; missing while there is none. */
  public JsonNode stage(String name) {
    for (var stage : get("/monitoring/pipeline").json().path("stages")) {
      if (stage.path("name").asText().equals(name)) {
        return stage;
      }
    }
    return MissingNode.getInstance();
  }

  /** Waits until a stage has counted so many events or more, and returns how many. */
  public long awaitEvents(String stage, long count) {
    await(() -> stage(stage).path("events").asLong() >= count, stage + " has " + count);
    return stage(stage).path("events").asLong();
  }

  /** Waits until it is so, for three minutes at most. */
  public void await(BooleanSupplier done, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > end || !weir.process().isAlive()) {
        throw new IllegalStateException("never: " + what + "\n" + weir.process().tail());
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /** The most memory it has had since this began, looked at ten times a second. */
  public Peak watch(ToDoubleFunction<ProcessFigures> memoryMb) {
    return new Peak(weir.process(), memoryMb);
  }

  /** Looks at the memory until it is closed. */
  public static final class Peak implements AutoCloseable {
    private static final long STEP_NANOS = 100_000_000;

    private final Thread thread;
    private volatile boolean ending;
    private volatile double mostMb;

    private Peak(ChildProcess process, ToDoubleFunction<ProcessFigures> memoryMb) {
      var figures = new ProcessFigures(process.pid());
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("bounds-memory")
              .start(
                  () -> {
                    while (!ending && process.isAlive()) {
                      mostMb = Math.max(mostMb, memoryMb.applyAsDouble(figures));
                      LockSupport.parkNanos(STEP_NANOS);
                    }
                  });
    }

    /** The most so far. */
    public double mostMb() {
      return mostMb;
    }

    @Override
    public void close() {
      ending = true;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void close() {
    weir.close();
    redis.close();
    kafka.close();
  }
}
