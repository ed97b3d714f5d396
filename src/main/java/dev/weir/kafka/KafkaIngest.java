package dev.weir.kafka;

import static dev.weir.monitor.Field.field;

import dev.weir.flow.PartitionId;
import dev.weir.kafka.fetch.RunsConsumer;
import dev.weir.monitor.BatchSpans;
import dev.weir.monitor.Beats;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.SpanSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Everything that reads Kafka: the poll threads and the look at the ends of the logs. */
public final class KafkaIngest {
  private static final Logger LOG = Logger.getLogger(KafkaIngest.class);
  private static final Duration CLIENT_RETRY = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final Settings settings;
  private final SnapshotStore store;
  private final IngestBoard board;
  private final Beats beats;
  private final InstantSource clock;
  private final InstantSource steady;
  private final @Nullable SchemaSource schemas;
  private final @Nullable JournalQueue journal;
  private final SpanSink spans;
  private final String replica;
  private final CompletableFuture<TopicAdmin> admin = new CompletableFuture<>();
  private final StartOffsets starts;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final List<IngestLoop> loops = new ArrayList<>();
  private final LogScanner logSearch;
  private volatile @Nullable LogEndsLoop logEnds;

  /**
   * Nothing runs yet.
   *
   * @param origin from when on records count; completes when the replicas have agreed on it
   * @param steady for the instants of looks, see {@link dev.weir.monitor.SteadyClock}
   * @param schemas null when no registry is configured
   * @param journal takes sightings; null when they are not kept
   * @param spans takes those of our own work
   * @param replica the name of this one
   */
  public KafkaIngest(
      KafkaSettings kafka,
      Settings settings,
      SnapshotStore store,
      CompletionStage<Instant> origin,
      IngestBoard board,
      Beats beats,
      InstantSource clock,
      InstantSource steady,
      @Nullable SchemaSource schemas,
      @Nullable JournalQueue journal,
      SpanSink spans,
      String replica) {
    this.kafka = kafka;
    this.settings = settings;
    this.store = store;
    this.board = board;
    this.beats = beats;
    this.clock = clock;
    this.steady = steady;
    this.schemas = schemas;
    this.journal = journal;
    this.spans = spans;
    this.replica = replica;
    this.logSearch =
        new LogScanner(
            LogScanner.consumers(kafka),
            settings,
            schemas,
            SightingTap.ofFindings(settings, journal, schemas, clock),
            LoopClock.SYSTEM);
    this.starts =
        new StartOffsets() {
          @Override
          public CompletionStage<Long> startOf(PartitionId partition) {
            return admin.thenCompose(
                topics -> origin.thenCompose(instant -> topics.offsetAt(partition, instant)));
          }

          @Override
          public CompletionStage<Optional<UUID>> topicId(String topic) {
            return admin.thenCompose(topics -> topics.topicId(topic));
          }

          @Override
          public CompletionStage<Range> range(PartitionId partition) {
            return admin.thenCompose(topics -> topics.range(partition));
          }
        };
  }

  /** Starts the threads; returns at once. */
  public void start() {
    startThread("weir-log-ends", this::runLogEnds);
    for (int thread = 0; thread < settings.ingestThreads(); thread++) {
      int number = thread;
      startThread("weir-ingest-" + thread, () -> runLoop(number));
    }
  }

  /** Looks records up in the logs, beside the ingest and without a part in it. */
  public LogScanner logSearch() {
    return logSearch;
  }

  /** Commits what was applied, leaves the group and ends the threads, within {@code limit}. */
  public void stop(Duration limit) {
    stopping.countDown();
    logSearch.stop();
    synchronized (loops) {
      loops.forEach(IngestLoop::stop);
    }
    var running = logEnds;
    if (running != null) {
      running.stop();
    }
    long endNanos = System.nanoTime() + limit.toNanos();
    logSearch.thread().ifPresent(threads::add);
    for (var thread : threads) {
      try {
        long leftMs = Math.max((endNanos - System.nanoTime()) / 1_000_000, 1);
        if (!thread.join(Duration.ofMillis(leftMs))) {
          LOG.warnv("thread did not end in time", field("thread", thread.getName()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    if (admin.isDone()) {
      admin.join().close();
    }
  }

  private void startThread(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (_, failure) -> LOG.errorv(failure, "loop ended by a defect", field("loop", name)));
    threads.add(thread);
    thread.start();
  }

  private void runLogEnds() {
    var client = untilMade(() -> Admin.create(kafka.admin()));
    if (client != null) {
      var topics = new TopicAdmin(client, settings.pipeline(), steady);
      var loop = new LogEndsLoop(topics, board, beats, clock);
      logEnds = loop;
      admin.complete(topics);
      if (stopping.getCount() > 0) {
        loop.run();
      }
    }
  }

  private void runLoop(int number) {
    var consumer = untilMade(() -> new RunsConsumer(kafka.consumer(number)));
    if (consumer == null) {
      return;
    }
    var ports =
        new IngestPorts(
            store,
            starts,
            clock,
            LoopClock.SYSTEM,
            schemas,
            journal,
            new BatchSpans(spans, settings, kafka.group(), replica + "-" + number));
    var loop = new IngestLoop("ingest-" + number, consumer, settings, ports, board, beats);
    synchronized (loops) {
      loops.add(loop);
      if (stopping.getCount() == 0) {
        loop.stop();
      }
    }
    loop.giveWay();
    loop.run();
  }

  /** Clients cannot be made while no broker's name can be resolved: tries until stopped. */
  private <T> @Nullable T untilMade(Supplier<T> client) {
    try {
      do {
        try {
          return client.get();
        } catch (KafkaException e) {
          // What is wrong with a name, a certificate or a log-in stands at the bottom.
          Throwable cause = e;
          while (cause.getCause() != null) {
            cause = cause.getCause();
          }
          LOG.errorv("Kafka client cannot be made", field("detail", cause.toString()));
          board.kafkaDown(cause.toString(), clock.instant());
        }
      } while (!stopping.await(CLIENT_RETRY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }
}
