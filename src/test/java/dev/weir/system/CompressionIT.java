package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records are read whatever the producer compressed them with, also by a native executable. */
class CompressionIT {
  private static final int RECORDS = 2_000;

  private final KafkaServer kafka = KafkaServer.running();
  private final WeirProcess weir =
      new WeirProcess(Workload.DEFINITION)
          .kafka(kafka.bootstrap())
          .property("weir.store", "memory");

  @BeforeEach
  void start() {
    kafka.createTopics(Workload.TOPICS.values(), 1, Map.of());
    weir.start();
    weir.awaitReady();
  }

  @AfterEach
  void stop() {
    weir.close();
    kafka.close();
  }

  @Test
  void recordsOfEveryCodecAreCounted() {
    long written = 0;
    for (var codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      try (var workload = new Workload(kafka.bootstrap(), 7, codec)) {
        workload.write(RECORDS);
      }
      written += RECORDS;
      long expected = written;
      await(codec)
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(counted()).isEqualTo(expected));
    }
  }

  private long counted() {
    return Figures.byStage(weir).values().stream().mapToLong(count -> count).sum();
  }
}
