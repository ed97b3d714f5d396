package dev.weir.bench;

import dev.weir.stack.LocalStack;
import dev.weir.stack.ProcessFigures;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What Weir costs before it does anything: the size of its executable, the time to the first 200 of
 * its liveness probe, memory, and processor time while nothing comes; and its memory at a steady
 * rate. All with the demo's definition, a broker and a Redis server, and without limits.
 */
final class FootprintBench implements Benchmark {
  private static final Path DEFINITION = Path.of("src", "test", "resources", "demo.yaml");
  private static final Path ARCHIVE = Path.of("target", "weir.aot");
  private static final String JVM = "JVM";
  private static final String ARCHIVED = "JVM with archive";
  private static final String NATIVE = "native";
  private static final List<String> TOPICS =
      List.of(
          "market.ticks",
          "trading.signals",
          "trading.signals.checked",
          "trading.orders",
          "trading.portfolio");
  private static final int PARTITIONS = 4;
  private static final int STARTS = 10;
  private static final int RATE = 100_000;
  private static final int KEYS = 10_000;
  private static final int SETTLE_SECONDS = 10;
  private static final int IDLE_SECONDS = 20;
  private static final int LOAD_SECONDS = 30;
  private static final int QUICK_SECONDS = 5;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** What a start, and what follows it, gave. */
  private record Rest(double residentMb, double idlePercent) {}

  private record Program(@Nullable Path binary, List<String> flags) {}

  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public String title() {
    return "size, time from exec to the first 200 of /health/live, memory, and CPU while idle";
  }

  @Override
  public String flags() {
    return "JVM -XX:+UseParallelGC; %d s to settle, %d s idle, %d s at %,d records/s of %,d keys"
        .formatted(SETTLE_SECONDS, IDLE_SECONDS, LOAD_SECONDS, RATE, KEYS);
  }

  @Override
  public List<Row> run(Setting setting) throws Exception {
    var rows = new ArrayList<Row>();
    var programs = programs(setting);
    rows.add(size(setting.binary()));
    try (var stack = LocalStack.running()) {
      stack.kafka().createTopics(TOPICS, PARTITIONS, Map.of());
      var starts = new LinkedHashMap<String, Callable<Double>>();
      programs.forEach((name, program) -> starts.put(name, () -> startMs(program, stack)));
      rows.addAll(
          startRows(
              setting.withRounds(setting.amount(STARTS, setting.rounds())).alternate(starts)));
      var rests = new LinkedHashMap<String, Callable<Rest>>();
      programs.forEach((name, program) -> rests.put(name, () -> rest(program, stack, setting)));
      rows.addAll(restRows(setting.alternate(rests)));
      var loads = new LinkedHashMap<String, Callable<Double>>();
      programs.forEach((name, program) -> loads.put(name, () -> load(program, stack, setting)));
      rows.addAll(loadRows(setting.alternate(loads)));
    }
    return rows;
  }

  private static Map<String, Program> programs(Setting setting) throws IOException {
    var programs = new LinkedHashMap<String, Program>();
    var flags = List.of("-XX:+UseParallelGC");
    programs.put(JVM, new Program(null, flags));
    if (Files.exists(ARCHIVE) && Files.size(ARCHIVE) > 0) {
      var archived = List.of(flags.getFirst(), "-XX:AOTCache=" + ARCHIVE.toAbsolutePath());
      programs.put(ARCHIVED, new Program(null, archived));
    }
    if (setting.binary() != null) {
      programs.put(NATIVE, new Program(setting.binary(), List.of()));
    }
    return programs;
  }

  private static Row size(@Nullable Path binary) throws IOException {
    return binary == null
        ? Row.missing("executable", "./weir build --native makes it")
        : Row.of("executable", "MB", List.of(Files.size(binary) / 1e6)).atMost(100);
  }

  private static List<Row> startRows(Rounds<Double> starts) {
    var rows = new ArrayList<Row>();
    var jvm = starts.of(JVM);
    rows.add(Row.of("start, " + JVM, "ms", jvm));
    var archived = starts.find(ARCHIVED);
    rows.add(
        archived == null
            ? Row.missing("start, " + ARCHIVED, "./weir build records it")
            : Row.of("start, " + ARCHIVED, "ms", archived).pairedWith(JVM, jvm).atMost(1_000));
    var alone = starts.find(NATIVE);
    if (alone != null) {
      rows.add(Row.of("start, " + NATIVE, "ms", alone).pairedWith(JVM, jvm).atMost(70));
    }
    return rows;
  }

  private static List<Row> restRows(Rounds<Rest> rests) {
    var rows = new ArrayList<Row>();
    rests
        .values()
        .forEach(
            (name, values) -> {
              var memory =
                  Row.of(
                      "resident after start, " + name,
                      "MB",
                      values.stream().map(Rest::residentMb).toList());
              rows.add(name.equals(NATIVE) ? memory.atMost(64) : memory);
              rows.add(
                  Row.of(
                          "idle, " + name,
                          "% of a core",
                          values.stream().map(Rest::idlePercent).toList())
                      .atMost(1));
            });
    return rows;
  }

  private static List<Row> loadRows(Rounds<Double> loads) {
    var rows = new ArrayList<Row>();
    loads
        .values()
        .forEach(
            (name, values) -> {
              var memory = Row.of("resident at full rate, " + name, "MB", values);
              rows.add(name.equals(NATIVE) ? memory.atMost(128) : memory);
            });
    return rows;
  }

  private static WeirProcess weir(Program program, LocalStack stack) throws IOException {
    stack.redis().call("FLUSHALL");
    return new WeirProcess(Files.readString(DEFINITION))
        .kafka(stack.kafka().bootstrap())
        .redis(stack.redis().url())
        .runs(program.binary())
        .flags(program.flags())
        .heap("");
  }

  private static double startMs(Program program, LocalStack stack) throws IOException {
    try (var weir = weir(program, stack)) {
      int port = URI.create(weir.managementUrl()).getPort();
      long begin = System.nanoTime();
      weir.start();
      while (!isLive(port)) {
        if (System.nanoTime() - begin > PATIENCE_NANOS) {
          throw new IllegalStateException("never live:\n" + weir.process().tail());
        }
        LockSupport.parkNanos(200_000);
      }
      double ms = (System.nanoTime() - begin) / 1e6;
      // An orderly end, so that the next start does not wait for the group.
      weir.awaitReady();
      weir.stop();
      return ms;
    }
  }

  private static boolean isLive(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var request = "GET /health/live HTTP/1.1\r\nHost: weir\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return head.equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  private static Rest rest(Program program, LocalStack stack, Setting setting) throws Exception {
    try (var weir = weir(program, stack)) {
      weir.start();
      weir.awaitReady();
      var process = new ProcessFigures(weir.process().pid());
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      double after = process.residentMb();
      int seconds = setting.amount(IDLE_SECONDS, QUICK_SECONDS);
      double before = process.cpuSeconds();
      long begin = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      double idle = (process.cpuSeconds() - before) * 1e11 / (System.nanoTime() - begin);
      double later = process.residentMb();
      weir.stop();
      return new Rest(Math.max(after, later), idle);
    }
  }

  /** The most that it had, looked at each second. */
  private static double load(Program program, LocalStack stack, Setting setting) throws Exception {
    try (var weir = weir(program, stack);
        var source = new SteadySource(stack.kafka().bootstrap(), TOPICS, KEYS)) {
      weir.property("weir.start", "latest").start();
      weir.awaitReady();
      var process = new ProcessFigures(weir.process().pid());
      double most = 0;
      int seconds = setting.amount(LOAD_SECONDS, QUICK_SECONDS);
      for (int second = 0; second < seconds; second++) {
        source.write(RATE);
        most = Math.max(most, process.residentMb());
      }
      weir.stop();
      return most;
    }
  }
}
