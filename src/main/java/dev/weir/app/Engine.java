package dev.weir.app;

import static dev.weir.monitor.Field.field;

import dev.weir.flow.PipelineView;
import dev.weir.kafka.KafkaIngest;
import dev.weir.kafka.KafkaSettings;
import dev.weir.monitor.Beats;
import dev.weir.monitor.HopJoiner;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.MonitorRuntime;
import dev.weir.monitor.Monitoring;
import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SpanMaker;
import dev.weir.monitor.SpanSink;
import dev.weir.monitor.SteadyClock;
import dev.weir.monitor.TraceFinder;
import dev.weir.monitor.TraceWatch;
import dev.weir.monitor.Traces;
import dev.weir.pipeline.Pipeline;
import dev.weir.registry.SchemaRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts the parts together, starts them with the application and stops them with it. */
@Singleton
public final class Engine {
  private static final Logger LOG = Logger.getLogger(Engine.class);
  // Together below the five seconds within which a pod should have left its group.
  private static final Duration INGEST_STOP = Duration.ofMillis(3_600);
  private static final Duration JOURNAL_STOP = Duration.ofMillis(300);
  private static final Duration SPANS_STOP = Duration.ofMillis(200);
  private static final Duration MONITOR_STOP = Duration.ofMillis(500);

  private final Settings settings;
  private final KafkaIngest ingest;
  private final MonitorRuntime monitor;
  private final @Nullable JournalQueue journal;
  private final Traces traces;
  private final SpanMaker spans;
  private final TraceWatch watch;

  Engine(
      Settings settings,
      Instance<Redis> redis,
      SpanSink sink,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.settings = settings;
    var clock = InstantSource.system();
    var steady = new SteadyClock(clock.instant(), System::nanoTime);
    var random = new SecureRandom();
    var pipeline = settings.pipeline();
    var stores = Stores.of(settings, redis, steady);
    this.journal = settings.journal().enabled() ? queue(settings, stores) : null;
    var board = new IngestBoard(clock.instant());
    if (settings.store() == Settings.StoreKind.MEMORY) {
      // There is nobody to hear of.
      board.storeUp(clock.instant());
    }
    var beats = new Beats(System::nanoTime);
    var replica = replica(random);
    this.monitor =
        new MonitorRuntime(
            settings,
            replica,
            new MonitorRuntime.Ports(
                stores.snapshots(),
                stores.coordination(),
                stores.validations(),
                stores.people(),
                clock,
                steady,
                random),
            board,
            beats,
            defect -> LOG.error("view failed by a defect", defect));
    this.ingest =
        new KafkaIngest(
            new KafkaSettings(kafka, group(pipeline)),
            settings,
            stores.snapshots(),
            monitor.origin(),
            board,
            beats,
            clock,
            steady,
            schemas(settings),
            journal,
            sink,
            replica);
    monitor.searchWith(ingest.logSearch());
    var joiner =
        new HopJoiner(
            pipeline,
            () -> monitor.monitoring().view(),
            stores.coordination(),
            replica,
            board,
            System::nanoTime);
    var finder =
        new TraceFinder(
            pipeline, stores.journal(), journal, () -> monitor.monitoring().observer(), clock);
    this.traces = finder;
    this.spans = new SpanMaker(settings, sink, this::endToEnd, System::nanoTime);
    this.watch =
        new TraceWatch(
            settings,
            finder,
            stores.journal(),
            spans,
            joiner,
            System::nanoTime,
            defect -> LOG.error("traces failed by a defect", defect));
  }

  private @Nullable Duration endToEnd() {
    return monitor
        .monitoring()
        .view()
        .map(PipelineView::endToEnd)
        .map(latency -> Duration.ofNanos((long) (latency.p99() * 1e9)))
        .orElse(null);
  }

  private static JournalQueue queue(Settings settings, Stores stores) {
    int rate = Math.max(settings.journal().rate() / settings.ingestThreads(), 1);
    return new JournalQueue(stores.journal(), rate);
  }

  private static @Nullable SchemaSource schemas(Settings settings) {
    var registry = settings.schemaRegistry();
    return registry == null ? null : SchemaRegistry.of(registry);
  }

  /**
   * The consumer group. Asked for by its full name: where nobody has set it, Quarkus fills in the
   * application's name, which all our deployments share.
   */
  private static String group(Pipeline pipeline) {
    return ConfigProvider.getConfig()
        .getOptionalValue("kafka.group.id", String.class)
        .orElse("weir-" + pipeline.namespace() + "-" + pipeline.name());
  }

  /** Unlike any other replica's, also of two on one machine. */
  private static String replica(SecureRandom random) {
    byte[] bytes = new byte[3];
    random.nextBytes(bytes);
    var host = Optional.ofNullable(System.getenv("HOSTNAME")).filter(name -> !name.isBlank());
    return host.orElse("weir") + "-" + HexFormat.of().formatHex(bytes);
  }

  @Produces
  @Singleton
  Monitoring monitoring() {
    return monitor.monitoring();
  }

  @Produces
  @Singleton
  Traces traces() {
    return traces;
  }

  @Produces
  @Singleton
  SpanMaker spans() {
    return spans;
  }

  void start(@Observes @Priority(1_000) StartupEvent event) {
    monitor.start();
    if (journal != null) {
      watch.start(journal);
    }
    ingest.start();
    LOG.infov(
        "watching pipeline",
        field("pipeline", settings.pipeline().name()),
        field("stages", settings.pipeline().stages().size()),
        field("store", settings.store()),
        field("ingest_threads", settings.ingestThreads()));
  }

  void stop(@Observes ShutdownEvent event) {
    ingest.stop(INGEST_STOP);
    drainJournal();
    watch.stop();
    spans.stop(SPANS_STOP);
    monitor.stop(MONITOR_STOP);
  }

  private void drainJournal() {
    if (journal != null) {
      try {
        journal.drain(JOURNAL_STOP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
