package dev.weir.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void keepsTopicsAndRecordsOverKill() throws Exception {
    try (KafkaServer kafka = KafkaServer.running()) {
      kafka.createTopic("numbers", 1, Map.of("retention.ms", "-1"));
      produce(kafka, List.of("one", "two"));
      String bootstrap = kafka.bootstrap();

      kafka.kill();
      assertThat(kafka.process().isAlive()).isFalse();
      kafka.restart();

      produce(kafka, List.of("three"));
      assertThat(consume(kafka, 3)).containsExactly("one", "two", "three");
      assertThat(kafka.bootstrap()).isEqualTo(bootstrap);
    }
  }

  @Test
  void failureToStartCarriesTheEndOfTheLog() {
    try (KafkaServer kafka = new KafkaServer(Map.of("num.io.threads", "none"))) {
      kafka.start();
      assertThatThrownBy(kafka::awaitReady)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("Kafka did not start and exited with 1")
          .hasMessageContaining("num.io.threads");
    }
  }

  private static void produce(KafkaServer kafka, List<String> values)
      throws ExecutionException, InterruptedException {
    Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>("numbers", value)).get();
      }
    }
  }

  private static List<String> consume(KafkaServer kafka, int count) {
    Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition("numbers", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = System.nanoTime() + LIMIT.toNanos();
      while (values.size() < count && System.nanoTime() - end < 0) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
