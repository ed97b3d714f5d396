package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.demo.UuidV7;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes the topics that are read: what they hold is the same in each run but for the times. */
public final class BenchTopics implements AutoCloseable {
  private static final int SYMBOLS = 500;
  private static final byte[] PAYLOAD = "x".repeat(190).getBytes(UTF_8);

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /** Writes to this broker. */
  public BenchTopics(String bootstrap) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrap, "linger.ms", "20", "batch.size", "131072");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Records of 300 bytes with their fields in headers and an opaque value. */
  public void headers(String topic, int count) {
    for (int at = 0; at < count; at++) {
      long now = System.currentTimeMillis();
      var record = new ProducerRecord<>(topic, null, now, key(at), PAYLOAD);
      record
          .headers()
          .add("traceparent", ("00-" + trace(at) + "-00f067aa0ba902b7-01").getBytes(UTF_8))
          .add("ce_id", ("event-" + at).getBytes(UTF_8))
          .add("ce_time", Instant.ofEpochMilli(now).toString().getBytes(UTF_8));
      send(record);
    }
    finish();
  }

  /** Records of 300 bytes like these, with their own ids and their parents', which carry times. */
  public void linked(String topic, int count) {
    byte[] payload = Arrays.copyOf(PAYLOAD, 120);
    for (int at = 0; at < count; at++) {
      long now = System.currentTimeMillis();
      var record = new ProducerRecord<>(topic, null, now, key(at), payload);
      record
          .headers()
          .add("traceparent", ("00-" + trace(at) + "-00f067aa0ba902b7-01").getBytes(UTF_8))
          .add("ce_id", id(now, at).toString().getBytes(UTF_8))
          .add("ce_causationid", id(now - 5, at).toString().getBytes(UTF_8))
          .add("ce_time", Instant.ofEpochMilli(now).toString().getBytes(UTF_8));
      send(record);
    }
    finish();
  }

  private static UUID id(long epochMs, int at) {
    return UuidV7.at(epochMs * 1_000, new SplittableRandom(at));
  }

  /** JSON envelopes of 400 bytes with five fields to read. */
  public void envelopes(String topic, int count) {
    for (int at = 0; at < count; at++) {
      long now = System.currentTimeMillis();
      byte[] body = envelope(at, Instant.ofEpochMilli(now)).getBytes(UTF_8);
      send(new ProducerRecord<>(topic, null, now, key(at), body));
    }
    finish();
  }

  /** The envelope with this number. */
  public static String envelope(int at, Instant time) {
    // What differs from tick to tick in a market does so here: a reader that expects what the
    // record
    // before had is not to be flattered.
    String price = "%d.%02d".formatted(100 + at % 7, at % 100);
    return """
    {"id":"%s","event_type":"market_tick","timestamp":"%s",\
    "source":"market-data","broker":"paper","data":{"symbol":"SYM%d","price":%s,\
    "volume":%d,"bid":%s,"ask":%s1},"correlation_id":"c-%d",\
    "causation_id":"%s","trace_id":"%s","parent_trace_id":null}"""
        .formatted(
            id(time.toEpochMilli(), at),
            time,
            at % SYMBOLS,
            price,
            100 * (1 + at % 50),
            price,
            price,
            at,
            id(time.toEpochMilli() - 5, at),
            trace(at));
  }

  private static byte[] key(int at) {
    return ("SYM" + at % SYMBOLS).getBytes(UTF_8);
  }

  private static String trace(int at) {
    return String.format(Locale.ROOT, "%032x", at + 1L);
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var _ =
        producer.send(
            record,
            (_, trouble) -> {
              if (trouble != null) {
                failure.set(trouble);
              }
            });
  }

  private void finish() {
    producer.flush();
    var trouble = failure.get();
    if (trouble != null) {
      throw new IllegalStateException("a record was not written", trouble);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
