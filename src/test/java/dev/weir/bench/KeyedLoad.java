package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records whose fields are in headers, of so many keys in turn: all at once, or at a steady
 * rate from a thread of its own until it is closed.
 */
final class KeyedLoad implements AutoCloseable {
  private static final byte[] PAYLOAD = "x".repeat(100).getBytes(UTF_8);
  private static final int SLICES_A_SECOND = 100;

  /** What is written each second now. */
  private record Steady(List<String> topics, int rate, int keys, int apart) {}

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final AtomicReference<@Nullable Steady> steady = new AtomicReference<>();
  private final Thread thread = new Thread(this::write, "bench-load");
  private long written;
  private volatile boolean closed;

  KeyedLoad(String bootstrap) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrap, "linger.ms", "20", "batch.size", "131072");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    thread.setDaemon(true);
    thread.start();
  }

  /** Writes so many records and returns when the broker has them. */
  void fill(String topic, int records, int keys) {
    for (int at = 0; at < records; at++) {
      send(topic, at % keys);
    }
    producer.flush();
    check();
  }

  /**
   * From now on writes at this rate, over all topics; 0 stops it.
   *
   * @param apart only each such key is written
   */
  void steady(List<String> topics, int rate, int keys, int apart) {
    check();
    steady.set(new Steady(topics, rate, keys, apart));
  }

  private void write() {
    long slice = 1_000_000_000L / SLICES_A_SECOND;
    long next = System.nanoTime();
    while (!closed) {
      var now = steady.get();
      // Rates below the slices of a second write one record in some of them.
      for (int at = 0; now != null && at < now.rate() / SLICES_A_SECOND; at++) {
        int number = (int) (written++ & Integer.MAX_VALUE);
        send(now.topics().get(number % now.topics().size()), number % now.keys() * now.apart());
      }
      next += slice;
      LockSupport.parkNanos(Math.max(next - System.nanoTime(), 0));
    }
  }

  private void send(String topic, int key) {
    long now = System.currentTimeMillis();
    var record = new ProducerRecord<>(topic, null, now, ("SYM" + key).getBytes(UTF_8), PAYLOAD);
    var trace = String.format(Locale.ROOT, "%032x", key + 1L);
    record
        .headers()
        .add("traceparent", ("00-" + trace + "-00f067aa0ba902b7-01").getBytes(UTF_8))
        .add("ce_id", ("event-" + key).getBytes(UTF_8))
        .add("ce_time", Instant.ofEpochMilli(now).toString().getBytes(UTF_8));
    var _ =
        producer.send(
            record,
            (_, trouble) -> {
              if (trouble != null) {
                failure.set(trouble);
              }
            });
  }

  private void check() {
    var trouble = failure.get();
    if (trouble != null) {
      throw new IllegalStateException("a record was not written", trouble);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
