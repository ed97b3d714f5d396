package dev.weir.kafka.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.KafkaServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real consumer that hands out runs, next to one that hands out records. */
class RunsConsumerTest {
  private static final TopicPartition PARTITION = new TopicPartition("mixed", 0);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final KafkaServer KAFKA = KafkaServer.running();
  private static final int ROUNDS = 40;

  @BeforeAll
  static void produce() throws ExecutionException, InterruptedException {
    KAFKA.createTopic(PARTITION.topic(), 1, Map.of());
    var random = new Random(20_261_126);
    var codecs = List.of("none", "gzip", "snappy", "lz4", "zstd");
    var producers = new ArrayList<KafkaProducer<byte[], byte[]>>();
    for (int at = 0; at < codecs.size() * 2; at++) {
      producers.add(producer(codecs.get(at / 2), at % 2 == 0 ? null : "writer-" + at));
    }
    for (int round = 0; round < ROUNDS; round++) {
      int at = random.nextInt(producers.size());
      boolean isTransactional = at % 2 == 1;
      var producer = producers.get(at);
      if (isTransactional) {
        producer.beginTransaction();
      }
      for (int record = random.nextInt(300); record >= 0; record--) {
        var _ = producer.send(record("round-" + round + "-" + record, random.nextInt(500)));
      }
      producer.flush();
      if (isTransactional && random.nextInt(3) == 0) {
        producer.abortTransaction();
      } else if (isTransactional) {
        producer.commitTransaction();
      }
    }
    producers.forEach(KafkaProducer::close);
  }

  @AfterAll
  static void stop() {
    KAFKA.close();
  }

  private static KafkaProducer<byte[], byte[]> producer(
      String codec, @Nullable String transactionalId) {
    var config = new HashMap<String, Object>();
    config.put("bootstrap.servers", KAFKA.bootstrap());
    config.put("compression.type", codec);
    config.put("batch.size", "4000");
    config.put("linger.ms", "20");
    if (transactionalId != null) {
      config.put("transactional.id", transactionalId);
    }
    var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    if (transactionalId != null) {
      producer.initTransactions();
    }
    return producer;
  }

  private static ProducerRecord<byte[], byte[]> record(String id, int size) {
    var record = new ProducerRecord<>(PARTITION.topic(), 0, id.getBytes(UTF_8), new byte[size]);
    record.headers().add("id", id.getBytes(UTF_8));
    return record;
  }

  private static Map<String, Object> config() {
    return Map.of(
        "bootstrap.servers", KAFKA.bootstrap(),
        "isolation.level", "read_committed",
        "key.deserializer", ByteBufferDeserializer.class.getName(),
        "value.deserializer", ByteBufferDeserializer.class.getName());
  }

  /** Offsets and keys of all records from an offset on, and in how many pieces they came. */
  private record Read(List<String> records, int pieces, long position) {}

  private static Read readFrom(long offset, Consumer<ByteBuffer, ByteBuffer> consumer) {
    var all = new ArrayList<String>();
    var cursor = new RecordCursor();
    int pieces = 0;
    consumer.assign(List.of(PARTITION));
    consumer.seek(PARTITION, offset);
    long end = consumer.endOffsets(List.of(PARTITION), LIMIT).getOrDefault(PARTITION, 0L);
    long until = System.nanoTime() + LIMIT.toNanos();
    while (consumer.position(PARTITION, LIMIT) < end && System.nanoTime() - until < 0) {
      var polled = consumer.poll(Duration.ofMillis(100)).records(PARTITION);
      pieces += polled.size();
      cursor.over(polled);
      var record = cursor.record();
      while (cursor.next()) {
        assertThat(record.isDamaged()).isFalse();
        var key = record.key();
        if (record.offset() >= offset) {
          all.add(
              record.offset()
                  + " "
                  + new String(key.bytes(), key.offset(), key.length(), UTF_8)
                  + record.headerNames(2)
                  + record.body().length()
                  + " "
                  + record.timestampMs());
        }
      }
    }
    return new Read(all, pieces, consumer.position(PARTITION, LIMIT));
  }

  @Test
  void bothHandOutTheSameRecords() {
    try (var ofRecords = new KafkaConsumer<ByteBuffer, ByteBuffer>(config());
        var ofRuns = new RunsConsumer(config())) {
      var expected = readFrom(0, ofRecords);
      var read = readFrom(0, ofRuns);

      assertThat(expected.records()).hasSizeGreaterThan(1_000);
      assertThat(read.records()).isEqualTo(expected.records());
      assertThat(read.position()).isEqualTo(expected.position());
      assertThat(expected.pieces()).isEqualTo(expected.records().size());
      assertThat(read.pieces())
          .as("runs; if as many as records, this client's fields are not where they were")
          .isLessThan(expected.pieces() / 10);
    }
  }

  @Test
  void readingCanBeginAtAnyOffset() {
    try (var ofRecords = new KafkaConsumer<ByteBuffer, ByteBuffer>(config());
        var ofRuns = new RunsConsumer(config())) {
      for (long from = 1; from < 1_000; from += 97) {
        assertThat(readFrom(from, ofRuns).records())
            .as("from %d", from)
            .isEqualTo(readFrom(from, ofRecords).records());
      }
    }
  }
}
