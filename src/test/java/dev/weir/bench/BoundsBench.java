package dev.weir.bench;

import dev.weir.bounds.Cases;
import dev.weir.bounds.Subject;
import dev.weir.bounds.Writer;
import dev.weir.stack.ProcessFigures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Resident memory under abuse, case by case in one process: the most of it during a case, against
 * the most of it under normal load before. An answer that is not exact fails the benchmark. One run
 * each, since a case is long enough to be a distribution of its own.
 */
final class BoundsBench implements Benchmark {
  private static final int RATE = 20_000;
  private static final int FULL_RATE = 50_000;
  private static final int SYMBOLS = 10_000;
  private static final int WARM_UP_SECONDS = 60;
  private static final int CLIENTS = 50;
  private static final int HANGING = 400;
  private static final int HANGING_SECONDS = 60;
  private static final double MOST_GROWTH = 1.5;

  @Override
  public String name() {
    return "bounds";
  }

  @Override
  public String title() {
    return "memory under abuse, against the same process before";
  }

  @Override
  public String flags() {
    return "-Xmx256m, JVM -XX:+UseParallelGC; normal load %,d records/s of %,d keys, without Redis %,d records/s"
        .formatted(RATE, SYMBOLS, FULL_RATE);
  }

  @Override
  public List<Row> run(Setting setting) throws Exception {
    var rows = new ArrayList<Row>(run(setting, "JVM", null));
    if (setting.binary() != null) {
      rows.addAll(run(setting, "native", setting.binary()));
    }
    return rows;
  }

  private static List<Row> run(Setting setting, String program, @Nullable Path binary)
      throws Exception {
    var rows = new ArrayList<Row>();
    try (var subject = new Subject(binary);
        var writer = new Writer(subject.kafka().bootstrap())) {
      var cases = new Cases(subject, writer);
      setting.say(program + ", normal load");
      var usual = normal(setting, subject, writer, cases);
      rows.add(Row.of("resident, normal load, " + program, "MB", List.of(usual.residentMb)));
      rows.addAll(live("normal load, " + program, usual, null));
      var slowest = new ArrayList<Double>();
      var busy = new ArrayList<Double>();
      for (var abuse : abuse(setting, cases, slowest, busy).entrySet()) {
        var what = abuse.getKey() + ", " + program;
        setting.say(what);
        var found = measure(subject, abuse.getValue());
        var row = Row.of("resident, " + what, "MB", List.of(found.residentMb));
        rows.add(row.against("normal load", List.of(usual.residentMb)).ratioAtMost(MOST_GROWTH));
        rows.addAll(live(what, found, usual));
      }
      rows.add(Row.of("pages refused as busy, " + program, "pages", busy));
      rows.add(Row.of("slowest probe while clients hang, " + program, "ms", slowest).atMost(1_000));
    }
    return rows;
  }

  private static List<Row> live(String what, Memory found, @Nullable Memory usual) {
    if (Double.isNaN(found.liveMb)) {
      return List.of();
    }
    var row = Row.of("live heap after, " + what, "MB", List.of(found.liveMb));
    return List.of(usual == null ? row : row.against("normal load", List.of(usual.liveMb)));
  }

  private static Map<String, Callable<?>> abuse(
      Setting setting, Cases cases, List<Double> slowest, List<Double> busy) {
    int keys = setting.amount(1_000_000, 200_000);
    int headers = setting.amount(100_000, 20_000);
    int topics = setting.amount(200, 40);
    int names = setting.amount(500, 100);
    int times = setting.amount(20, 3);
    int minutes = setting.amount(10, 1);
    var hanging = Duration.ofSeconds(setting.amount(HANGING_SECONDS, 25));
    var all = new LinkedHashMap<String, Callable<?>>();
    all.put("%,d distinct keys".formatted(keys), Executed.of(() -> cases.keys(keys)));
    all.put(
        "%d pages of 10,000 keys, %d at once".formatted(CLIENTS * times, CLIENTS),
        Executed.of(
            () -> {
              cases.overLimit();
              busy.add((double) cases.pages(CLIENTS, times));
            }));
    all.put(
        "%,d clients hang".formatted(6 * HANGING),
        Executed.of(() -> slowest.add(cases.hangingClients(HANGING, hanging))));
    all.put(
        "%,d kinds of garbage in headers".formatted(headers),
        Executed.of(() -> cases.headers(headers, 7)));
    all.put(
        "%,d keys, ids and bodies of 1 MB".formatted(names), Executed.of(() -> cases.names(names)));
    all.put("%,d topics come and go".formatted(topics), Executed.of(() -> cases.topics(topics)));
    all.put(
        "%d min without Redis".formatted(minutes),
        Executed.of(() -> cases.withoutStore(Duration.ofMinutes(minutes), FULL_RATE, SYMBOLS)));
    return all;
  }

  /** Something that gives nothing back. */
  private interface Executed {
    void run() throws Exception;

    static Callable<?> of(Executed what) {
      return () -> {
        what.run();
        return what;
      };
    }
  }

  private static Memory normal(Setting setting, Subject subject, Writer writer, Cases cases)
      throws Exception {
    return measure(
        subject,
        () -> {
          writer.steady("normal", RATE, SYMBOLS);
          int seconds = setting.amount(WARM_UP_SECONDS, WARM_UP_SECONDS / 3);
          for (int second = 0; second < seconds; second++) {
            TimeUnit.SECONDS.sleep(1);
            subject.get("/monitoring/stages/normal/keys?limit=10000");
            subject.ask(() -> subject.weir().management("/metrics"));
          }
          writer.rest();
          cases.exact("normal", "normal");
          return seconds;
        });
  }

  /** The most resident memory during something, and the heap that is in use after it. */
  private record Memory(double residentMb, double liveMb) {}

  private static Memory measure(Subject subject, Callable<?> what) throws Exception {
    try (var peak = subject.watch(ProcessFigures::residentMb)) {
      what.call();
      return new Memory(peak.mostMb(), subject.liveHeapMb());
    }
  }
}
