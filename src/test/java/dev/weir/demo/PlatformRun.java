package dev.weir.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The simulated platform in real time on a real broker. */
public final class PlatformRun implements AutoCloseable {
  private static final long LONGEST_SLEEP_NANOS = 20_000_000;
  private static final long SHORTEST_SLEEP_NANOS = 500_000;

  /** Further behind than this, the platform stands still instead of catching up. */
  private static final long TOLERATED_MICROS = 1_000_000;

  private final InstantSource clock;
  private final Producer<String, String> producer;
  private final TradingPlatform platform;
  private final Written written = new Written();
  private final Thread thread;
  private volatile Scenario wanted;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  private PlatformRun(
      InstantSource clock,
      Producer<String, String> producer,
      long seed,
      int ticksPerSecond,
      Scenario scenario) {
    this.clock = clock;
    this.producer = producer;
    this.platform = new TradingPlatform(seed, ticksPerSecond, micros(), this::write);
    this.wanted = scenario;
    this.thread = new Thread(this::run, "trading-platform");
    thread.setDaemon(true);
  }

  /**
   * Starts the platform; its topics must exist.
   *
   * @param bootstrap the broker, {@code host:port}
   */
  public static PlatformRun start(
      InstantSource clock, String bootstrap, long seed, int ticksPerSecond, Scenario scenario) {
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.LINGER_MS_CONFIG,
            2,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            5000,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            500,
            CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
            "none");
    PlatformRun run =
        new PlatformRun(
            clock,
            new KafkaProducer<>(config, new StringSerializer(), new StringSerializer()),
            seed,
            ticksPerSecond,
            scenario);
    run.thread.start();
    return run;
  }

  /** Changes the scenario within a few milliseconds; from any thread. */
  public void scenario(Scenario scenario) {
    wanted = scenario;
  }

  /** The scenario that is played, or about to be. */
  public Scenario scenario() {
    return wanted;
  }

  /** What the broker has acknowledged. */
  public Written written() {
    return written;
  }

  /** The faults planted so far. */
  public Planted planted() {
    return platform.planted();
  }

  /** Why the platform ended by itself, if it did. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Stops publishing and waits a second at most for what is on its way. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(1));
  }

  private void run() {
    try {
      while (!closed) {
        step();
      }
    } catch (RuntimeException e) {
      if (!closed) {
        failure = e;
      }
    }
  }

  private void step() {
    long now = micros();
    if (platform.scenario() != wanted) {
      platform.scenario(wanted);
    }
    long behind = now - platform.nextDue();
    if (behind > TOLERATED_MICROS) {
      platform.postpone(behind);
    }
    platform.runUntil(now);
    long pause = (platform.nextDue() - micros()) * 1000;
    LockSupport.parkNanos(Math.clamp(pause, SHORTEST_SLEEP_NANOS, LONGEST_SLEEP_NANOS));
  }

  private void write(Message message) {
    ProducerRecord<String, String> row =
        new ProducerRecord<>(
            message.topic(),
            null,
            message.event().epochMicros() / 1000,
            message.key(),
            message.body());
    message
        .headers()
        .forEach((name, value) -> row.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    try {
      var _ =
          producer.send(
              row,
              (_, error) -> {
                if (error == null) {
                  written.acknowledged(message);
                } else {
                  written.failed();
                }
              });
    } catch (KafkaException e) {
      // The buffer is full because the broker is away; the next messages find out by themselves.
      written.failed();
    }
  }

  private long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
