package dev.weir.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * The run: rounds of faults under load, each followed by a comparison of every figure of every
 * replica with what was written.
 */
final class Trial {
  /** All replicas are right again within this time of the last fault's end, or never. */
  private static final Duration BOUND = Duration.ofSeconds(90);

  private static final long STEP_MS = 200;

  private final Options options;
  private final Consumer<String> progress;
  private final Books books = new Books();
  private final Outcome outcome;

  /**
   * A run that has yet to begin.
   *
   * @param progress is told lines for people
   */
  Trial(Options options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    this.outcome =
        new Outcome(options.seed(), options.executable() == null ? "jar" : "native executable");
  }

  /** Returns when all rounds are over, or the first one after which something is wrong. */
  Outcome run() throws InterruptedException {
    long began = System.nanoTime();
    try (var site = new Site(options.executable())) {
      progress.accept("starting a broker, Redis and three replicas");
      site.start();
      var workload = new Workload(options.seed());
      try (var source =
              new Source(
                  site.kafka().bootstrap(),
                  workload,
                  books,
                  options.rate(),
                  InstantSource.system());
          var watch = new Watch(site.replicas(), books, this::problem)) {
        source.start();
        rounds(site, source);
        source.pause();
        compareWithLogs(site);
        outcome.totals(
            books.records(),
            books.most().size(),
            watch.answers(),
            Duration.ofNanos(System.nanoTime() - began));
      }
      if (!outcome.isGood()) {
        site.replicas().forEach(this::tellLog);
      }
    }
    return outcome;
  }

  private void rounds(Site site, Source source) throws InterruptedException {
    var schedule = new Schedule(options.seed());
    var injector = new Injector(site, this::problem);
    for (int round = 1; round <= options.rounds() && outcome.isGood(); round++) {
      var faults = schedule.next();
      inject(injector, faults);
      long undone = System.nanoTime();
      // Also what the producer still holds because the broker was away.
      var written = books.most();
      boolean again = reaches(site.usual(), undone, figures -> Comparison.behind(figures, written));
      var took = Duration.ofNanos(System.nanoTime() - undone);
      outcome.round(faults, took);
      progress.accept(
          "round %d of %d: %s; right again after %.1f s; %d records"
              .formatted(round, options.rounds(), faults, took.toMillis() / 1e3, books.records()));
      if (again) {
        source.pause();
        var exactly = books.least();
        reaches(
            site.usual(), System.nanoTime(), figures -> Comparison.differences(figures, exactly));
        source.resume();
      }
    }
  }

  private static void inject(Injector injector, List<Fault> faults) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (var fault : faults) {
        running.add(
            threads.submit(
                () -> {
                  injector.run(fault);
                  return null;
                }));
      }
      for (var fault : running) {
        fault.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a fault could not be done or undone", e.getCause());
    }
  }

  /** Asks until no replica has anything to object to; else reports what is left at the bound. */
  private boolean reaches(
      List<Replica> replicas, long since, Function<Map<String, Long>, List<String>> objections)
      throws InterruptedException {
    var waiting = new ArrayList<>(replicas);
    while (true) {
      boolean over = System.nanoTime() - since > BOUND.toNanos();
      var left = new ArrayList<Replica>();
      for (var replica : waiting) {
        var objected = objected(replica, objections);
        if (!objected.isEmpty()) {
          left.add(replica);
          if (over) {
            outcome.drift(objected.size());
            problem(
                "replica %d, in the end: %s"
                    .formatted(replica.number(), Comparison.some(objected)));
          }
        }
      }
      if (left.isEmpty() || over) {
        return left.isEmpty();
      }
      waiting = left;
      TimeUnit.MILLISECONDS.sleep(STEP_MS);
    }
  }

  private static List<String> objected(
      Replica replica, Function<Map<String, Long>, List<String>> objections) {
    try {
      return objections.apply(Answers.all(replica.weir()));
    } catch (UncheckedIOException e) {
      return List.of("no answer: " + e.getMessage());
    }
  }

  /** The books themselves: the logs hold as many records as they say. */
  private void compareWithLogs(Site site) throws InterruptedException {
    var right = books.least();
    try (var admin = Admin.create(Map.of("bootstrap.servers", site.kafka().bootstrap()))) {
      for (var topic : Workload.TOPICS.entrySet()) {
        var ends = new HashMap<TopicPartition, OffsetSpec>();
        for (int partition = 0; partition < Workload.PARTITIONS; partition++) {
          ends.put(new TopicPartition(topic.getValue(), partition), OffsetSpec.latest());
        }
        long inLog =
            admin.listOffsets(ends).all().get(30, TimeUnit.SECONDS).values().stream()
                .mapToLong(end -> end.offset())
                .sum();
        long written = right.getOrDefault(Names.events(topic.getKey()), 0L);
        if (inLog != written) {
          problem("%s holds %d records, not %d".formatted(topic.getValue(), inLog, written));
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker does not tell its logs' ends", e);
    }
  }

  private void problem(String what) {
    outcome.problem(what);
    progress.accept("PROBLEM: " + what);
  }

  private void tellLog(Replica replica) {
    try {
      var kept = Path.of("target", "chaos", "replica-" + replica.number() + ".log");
      Files.createDirectories(kept.getParent());
      if (Files.exists(replica.weir().log())) {
        Files.copy(replica.weir().log(), kept, StandardCopyOption.REPLACE_EXISTING);
        progress.accept("what replica " + replica.number() + " logged is in " + kept);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
