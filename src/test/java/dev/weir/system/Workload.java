package dev.weir.system;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes a known set of records to five topics, and keeps the books on what it wrote. */
final class Workload implements AutoCloseable {
  /** Stage names and their topics, in the pipeline's order. */
  static final Map<String, String> TOPICS =
      new TreeMap<>(
          Map.of(
              "market-data", "market.ticks",
              "strategy", "trading.signals",
              "risk", "trading.signals.checked",
              "execution", "trading.orders",
              "portfolio", "trading.portfolio"));

  static final String DEFINITION =
      """
      weir:
        namespace: test
        start: 1h
        commit-interval: 200ms
        pipeline:
          name: trading
          stages:
            market-data: { topics: [market.ticks], freshness: { degraded: 2s, down: 6s } }
            strategy: { topics: [trading.signals], after: { market-data: { expect: some } }, freshness: { degraded: 3s, down: 8s } }
            risk: { topics: [trading.signals.checked], after: { strategy: { expect: every, within: 5s } } }
            execution: { topics: [trading.orders], after: { risk: { expect: some } } }
            portfolio: { topics: [trading.portfolio], after: { execution: { expect: some } } }
      """;

  private static final int SYMBOLS = 50;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random;
  private final Map<String, Map<String, Long>> written = new TreeMap<>();
  private volatile @Nullable Exception lastFailure;

  Workload(String bootstrap, long seed) {
    this(bootstrap, seed, "none");
  }

  /**
   * Writes compressed records.
   *
   * @param compression Kafka's {@code compression.type}
   */
  Workload(String bootstrap, long seed, String compression) {
    var properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("linger.ms", "20");
    properties.put("acks", "1");
    properties.put("compression.type", compression);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.random = new Random(seed);
  }

  /** Writes {@code count} records, spread over all stages; half of the stages without a key. */
  void write(int count) {
    var stages = List.copyOf(TOPICS.keySet());
    for (int at = 0; at < count; at++) {
      write(stages.get(random.nextInt(stages.size())));
    }
    producer.flush();
    if (lastFailure != null) {
      throw new IllegalStateException("the books are wrong: a record was not written", lastFailure);
    }
  }

  /** Writes one record of a stage, now. */
  void write(String stage) {
    var symbol = "SYM" + random.nextInt(SYMBOLS);
    var body =
        """
        {"id":"%s","event_type":"x","timestamp":"%s","source":"test","broker":"none",\
        "data":{"symbol":"%s","price":%d.5},"correlation_id":"c","causation_id":null,\
        "trace_id":"%s","parent_trace_id":null}"""
            .formatted(
                new UUID(random.nextLong(), random.nextLong()),
                Instant.now(),
                symbol,
                random.nextInt(9_000),
                new UUID(random.nextLong(), random.nextLong()));
    boolean keyed = stage.compareTo("p") < 0;
    byte[] key = keyed ? symbol.getBytes(StandardCharsets.UTF_8) : null;
    var record =
        new ProducerRecord<>(TOPICS.get(stage), key, body.getBytes(StandardCharsets.UTF_8));
    var _ =
        producer.send(
            record,
            (_, failure) -> {
              if (failure != null) {
                lastFailure = failure;
              }
            });
    written.computeIfAbsent(stage, _ -> new TreeMap<>()).merge(symbol, 1L, Long::sum);
  }

  /** What was written, by stage and symbol. */
  Map<String, Map<String, Long>> written() {
    return written;
  }

  @Override
  public void close() {
    producer.close();
  }
}
