package dev.weir.bounds;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes records of any shape, each once, and keeps the books on how many. */
public final class Writer implements AutoCloseable {
  private static final int SLICES_A_SECOND = 100;
  private static final byte[] BODY = "x".repeat(100).getBytes(UTF_8);

  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, LongAdder> written = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private @Nullable Thread thread;
  private volatile boolean ending;

  /** Writes to this broker, which takes records of up to {@link Abuse#MESSAGE_LIMIT} bytes. */
  public Writer(String bootstrap) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", bootstrap,
            "linger.ms", "10",
            "batch.size", "131072",
            "metadata.max.age.ms", "1000",
            "max.request.size", Abuse.MESSAGE_LIMIT);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends one record. */
  public void send(ProducerRecord<byte[], byte[]> record) {
    written.computeIfAbsent(record.topic(), _ -> new LongAdder()).increment();
    var _ =
        producer.send(
            record,
            (_, trouble) -> {
              if (trouble != null) {
                failure.set(trouble);
              }
            });
  }

  /** Waits until the broker has all of them; throws if it refused one. */
  public void flush() {
    producer.flush();
    var trouble = failure.get();
    if (trouble != null) {
      throw new IllegalStateException("the books are wrong: a record was not written", trouble);
    }
  }

  /** How many records were sent to topics whose names begin so. */
  public long written(String prefix) {
    return written.entrySet().stream()
        .filter(topic -> topic.getKey().startsWith(prefix))
        .mapToLong(topic -> topic.getValue().sum())
        .sum();
  }

  /** From now on writes records of so many keys in turn at this rate, from a thread of its own. */
  public void steady(String topic, int rate, int keys) {
    ending = false;
    thread = Thread.ofPlatform().daemon().name("bounds-load").start(() -> run(topic, rate, keys));
  }

  private void run(String topic, int rate, int keys) {
    long next = System.nanoTime();
    for (long number = 0; !ending; ) {
      for (int at = 0; at < rate / SLICES_A_SECOND; at++, number++) {
        send(new ProducerRecord<>(topic, ("SYM" + number % keys).getBytes(UTF_8), BODY));
      }
      next += 1_000_000_000L / SLICES_A_SECOND;
      LockSupport.parkNanos(Math.max(next - System.nanoTime(), 0));
    }
  }

  /** Ends {@link #steady} and waits until the broker has all of it. */
  public void rest() throws InterruptedException {
    ending = true;
    if (thread != null) {
      thread.join();
    }
    flush();
  }

  @Override
  public void close() {
    ending = true;
    producer.close();
  }
}
