package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes JSON envelopes of now to several topics at an even rate. */
final class SteadySource implements AutoCloseable {
  private static final int SLICES = 200;
  private static final long SLICE_NANOS = 1_000_000_000 / SLICES;

  private static final String HEAD =
      """
      {"id":"0195a3f0-0000-7000-8000-000000000001","event_type":"market_tick","timestamp":"\
      """;
  private static final String MIDDLE =
      """
      ","source":"market-data","broker":"paper","data":{"price":101.25,"volume":1200,"symbol":"\
      """;
  private static final String TAIL =
      """
      "},"correlation_id":"c-1","causation_id":null,"trace_id":"00000000000000000000000000000001",\
      "parent_trace_id":null}\
      """;

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<String> topics;
  private final int keys;
  private long written;

  SteadySource(String bootstrap, List<String> topics, int keys) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrap, "linger.ms", "10", "batch.size", "65536");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topics = topics;
    this.keys = keys;
  }

  /** Writes so many records, over a second. */
  void write(int count) {
    long begin = System.nanoTime();
    for (int slice = 0; slice < SLICES; slice++) {
      var time = Instant.now();
      for (int at = 0; at < count / SLICES; at++) {
        write(time);
      }
      LockSupport.parkNanos(begin + (slice + 1) * SLICE_NANOS - System.nanoTime());
    }
  }

  private void write(Instant time) {
    var key = "SYM" + written % keys;
    var body = HEAD + time + MIDDLE + key + TAIL;
    var topic = topics.get((int) (written % topics.size()));
    var _ = producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), body.getBytes(UTF_8)));
    written++;
  }

  @Override
  public void close() {
    producer.close();
  }
}
