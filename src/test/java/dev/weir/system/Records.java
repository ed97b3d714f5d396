package dev.weir.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes single records of any shape, each once, and fails if one could not be written. */
final class Records implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final AtomicLong written = new AtomicLong();

  /** A writer; {@code properties} replace or add to the usual ones. */
  Records(String bootstrap, Map<String, Object> properties) {
    var all = new HashMap<String, Object>();
    all.put("bootstrap.servers", bootstrap);
    all.put("enable.idempotence", "true");
    all.put("linger.ms", "5");
    all.put("reconnect.backoff.max.ms", "200");
    all.putAll(properties);
    producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  Records(String bootstrap) {
    this(bootstrap, Map.of());
  }

  /** The id of each {@link #body}. */
  static final String ID = "0195a3f0-0000-7000-8000-000000000001";

  /** A body as the platform writes it, of now. */
  static String body(String symbol) {
    return "{\"id\":\""
        + ID
        + "\",\"timestamp\":\"%s\",\"data\":{\"symbol\":\"%s\"}}"
            .formatted(java.time.Instant.now(), symbol);
  }

  /** How many records topics with so many partitions each hold, if none was removed. */
  static long inLogs(String bootstrap, Collection<String> topics, int partitions) {
    var ends = new HashMap<TopicPartition, OffsetSpec>();
    for (var topic : topics) {
      for (int partition = 0; partition < partitions; partition++) {
        ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    return admin(bootstrap, admin -> admin.listOffsets(ends).all()).values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  /** Sends a record to a partition that the key, or the producer, chooses. */
  void send(String topic, @Nullable String key, @Nullable String value) {
    send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    var _ =
        producer.send(
            record,
            (_, trouble) -> {
              if (trouble == null) {
                written.incrementAndGet();
              } else {
                failure.set(trouble);
              }
            });
  }

  /** Sends so many records with a body that yields everything, and waits for them. */
  void fill(String topic, int count) {
    for (int at = 0; at < count; at++) {
      send(topic, "K" + at % 10, body("K" + at % 10));
    }
    flush();
  }

  void flush() {
    producer.flush();
    var trouble = failure.get();
    if (trouble != null) {
      throw new IllegalStateException("a record was not written", trouble);
    }
  }

  /** How many records were acknowledged. */
  long written() {
    return written.get();
  }

  /** The producer itself, for transactions. */
  KafkaProducer<byte[], byte[]> producer() {
    return producer;
  }

  static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  /** Asks the broker for something, and waits for the answer. */
  static <T> T admin(
      String bootstrap, java.util.function.Function<Admin, KafkaFuture<T>> question) {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return wait(question.apply(admin));
    }
  }

  private static <T> T wait(Future<T> answer) {
    try {
      return answer.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(2));
  }
}
