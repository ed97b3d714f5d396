package dev.weir.bench;

import dev.weir.bench.peers.Arguments;
import dev.weir.bench.peers.PeerProgram;
import dev.weir.stack.LocalStack;
import dev.weir.stack.Reaper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Weir, as it is deployed, next to what people would write or pick: all on one broker, one Redis
 * server and one topic, each in a process of its own, in turn and never two at once. Weir does all
 * that it does; the peers only count, and are given what helps them: Redis writes nothing to disk,
 * they read at most one header, and those on the JVM have Weir's flags.
 */
final class PeersBench implements Benchmark {
  private static final String TOPIC = "headers";
  private static final int RECORDS = 8_000_000;
  private static final int QUICK_RECORDS = 4_000_000;
  private static final int WARM_UP_MS = 3_000;
  private static final int MEASURED_MS = 4_000;
  private static final int QUICK_MS = 2_000;
  private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");
  private static final String JVM = "Weir, JVM";
  private static final String NATIVE = "Weir, native";

  /**
   * What Weir is compared with.
   *
   * @param program null when something is missing for it
   * @param jvm how many times its rate Weir should read on the JVM
   * @param alone the same of the native executable
   */
  private record Peer(String name, @Nullable PeerProgram program, double jvm, double alone) {}

  private static List<Peer> peers(@Nullable String python) {
    var peers = new ArrayList<Peer>();
    for (var how : List.of("one-by-one", "pipelined", "batched")) {
      double jvm = how.equals("one-by-one") ? 90 : 7;
      double alone = how.equals("one-by-one") ? 40 : 4;
      var java = PeerProgram.java(how);
      peers.add(new Peer(java.name(), java, jvm, alone));
      if (!how.equals("batched")) {
        peers.add(
            new Peer(
                "collector in Python, " + how,
                python == null ? null : PeerProgram.python(how, python),
                jvm,
                alone));
      }
    }
    var streams = PeerProgram.streams();
    peers.add(new Peer(streams.name(), streams, 6, 3));
    return peers;
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String title() {
    return "records a second of Weir, and of what people would write or pick";
  }

  @Override
  public String flags() {
    return "JVM %s, native -Xmx1g; peers: %d ms to warm up, %d ms measured (quick: %d ms each)"
        .formatted(String.join(" ", PeerProgram.JVM_FLAGS), WARM_UP_MS, MEASURED_MS, QUICK_MS);
  }

  @Override
  public List<Row> run(Setting setting) throws Exception {
    try (var stack = LocalStack.running()) {
      stack.redis().call("CONFIG", "SET", "appendonly", "no");
      stack.kafka().createTopic(TOPIC, 4, Map.of());
      int records = setting.amount(RECORDS, QUICK_RECORDS);
      setting.say("writing a topic of " + records + " records");
      try (var topics = new BenchTopics(stack.kafka().bootstrap())) {
        topics.headers(TOPIC, records);
      }
      var run = new AtomicInteger();
      var catchUp = new CatchUp(stack.kafka().bootstrap(), stack.redis().url(), TOPIC, records);
      var subjects = new LinkedHashMap<String, Callable<Double>>();
      subjects.put(
          JVM,
          () -> catchUp.run(null, List.of("-XX:+UseParallelGC"), "bench-" + run.incrementAndGet()));
      if (setting.binary() != null) {
        subjects.put(
            NATIVE,
            () -> catchUp.run(setting.binary(), List.of(), "bench-" + run.incrementAndGet()));
      }
      for (var peer : peers(interpreter())) {
        var program = peer.program();
        if (program != null) {
          subjects.put(
              peer.name(),
              () -> program.run(arguments(program, stack, setting, run.incrementAndGet())));
        }
      }
      return rows(setting.alternate(subjects), setting.binary() != null);
    }
  }

  private static Arguments arguments(
      PeerProgram program, LocalStack stack, Setting setting, int run) throws IOException {
    return new Arguments(
        program.how(),
        stack.kafka().bootstrap(),
        stack.redis().port(),
        TOPIC,
        "bench-" + run,
        Duration.ofMillis(setting.amount(WARM_UP_MS, QUICK_MS)),
        Duration.ofMillis(setting.amount(MEASURED_MS, QUICK_MS)),
        Reaper.shared().directory("weir-peer-").resolve("rate"));
  }

  /** Weir next to each peer, and then the peers themselves. */
  static List<Row> rows(Rounds<Double> rates, boolean hasBinary) {
    var rows = new ArrayList<Row>();
    for (var weir : List.of(JVM, NATIVE)) {
      var ours = rates.find(weir);
      if (ours == null) {
        rows.add(Row.missing(weir, hasBinary ? "not measured" : IngestBench.NO_BINARY));
        continue;
      }
      for (var peer : peers(null)) {
        var theirs = rates.find(peer.name());
        if (theirs != null) {
          rows.add(
              Row.of(weir, "records/s", ours)
                  .pairedWith(peer.name(), theirs)
                  .ratioAtLeast(weir.equals(JVM) ? peer.jvm() : peer.alone()));
        }
      }
    }
    for (var peer : peers(null)) {
      var theirs = rates.find(peer.name());
      rows.add(
          theirs == null
              ? Row.missing(
                  peer.name(),
                  "no python3 with kafka and redis: apt-get install python3-kafka python3-redis")
              : Row.of(peer.name(), "records/s", theirs));
    }
    return rows;
  }

  /** A Python that has both libraries; null if there is none. */
  private static @Nullable String interpreter() {
    for (var python : INTERPRETERS) {
      try {
        var process =
            new ProcessBuilder(python, "-c", "import kafka, redis")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0) {
          return python;
        }
      } catch (IOException e) {
        // There is none of this name.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }
}
