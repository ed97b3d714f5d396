package dev.weir.chaos;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the workload at an even rate on a thread of its own, each record exactly once whatever the
 * broker goes through: idempotent, and tried again for longer than any outage here.
 */
final class Source implements AutoCloseable {
  private static final int DELIVERY_MS = 600_000;
  private static final long SLICE_NANOS = 20_000_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Workload workload;
  private final Books books;
  private final InstantSource clock;
  private final int perSlice;
  private final Thread thread = Thread.ofPlatform().name("source").unstarted(this::run);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private boolean paused;
  private boolean writing;
  private volatile boolean stopping;

  /**
   * A source that has yet to {@link #start}.
   *
   * @param rate records a second
   */
  Source(String bootstrap, Workload workload, Books books, int rate, InstantSource clock) {
    this.workload = workload;
    this.books = books;
    this.clock = clock;
    this.perSlice = Math.max(1, (int) (rate * SLICE_NANOS / 1_000_000_000));
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("enable.idempotence", "true");
    properties.put("acks", "all");
    properties.put("linger.ms", "10");
    properties.put("retries", Integer.toString(Integer.MAX_VALUE));
    properties.put("delivery.timeout.ms", Integer.toString(DELIVERY_MS));
    properties.put("request.timeout.ms", "5000");
    properties.put("max.block.ms", Integer.toString(DELIVERY_MS));
    properties.put("reconnect.backoff.max.ms", "200");
    properties.put("retry.backoff.max.ms", "200");
    // A broker that is away for a while is no reason to look for it anew.
    properties.put("metadata.recovery.strategy", "none");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void start() {
    thread.start();
  }

  /**
   * Writes nothing more for now, and waits until everything is acknowledged.
   *
   * @throws IllegalStateException if a record could not be written
   */
  void pause() throws InterruptedException {
    synchronized (this) {
      paused = true;
      while (writing) {
        wait();
      }
    }
    producer.flush();
    var trouble = failure.get();
    if (trouble != null) {
      throw new IllegalStateException("the books are wrong: a record was not written", trouble);
    }
  }

  synchronized void resume() {
    paused = false;
    notifyAll();
  }

  private void run() {
    long next = System.nanoTime();
    try {
      while (!stopping) {
        begin();
        try {
          for (int at = 0; at < perSlice && !stopping; at++) {
            write();
          }
        } finally {
          end();
        }
        next = Math.max(next + SLICE_NANOS, System.nanoTime() - SLICE_NANOS);
        LockSupport.parkNanos(next - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private synchronized void begin() throws InterruptedException {
    while (paused) {
      wait();
    }
    writing = true;
  }

  private synchronized void end() {
    writing = false;
    notifyAll();
  }

  private void write() {
    var made = workload.next(clock.instant());
    books.asked(made.entries());
    var _ =
        producer.send(
            made.record(),
            (_, trouble) -> {
              if (trouble == null) {
                books.done(made.entries());
              } else {
                failure.compareAndSet(null, trouble);
              }
            });
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    producer.close(Duration.ofSeconds(2));
  }
}
