package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.LocalStack;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where reading begins, and what happens when the log begins later than that. */
class LogEdgesIT {
  private static final LocalStack STACK = LocalStack.running();
  private static final String KAFKA = STACK.kafka().bootstrap();

  @BeforeAll
  static void topics() {
    STACK.kafka().createTopics(List.of("begins", "retained", "rotten"), 1, Map.of());
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  private static WeirProcess weir(String topic, String start) {
    return new WeirProcess(
            """
            weir:
              namespace: %s-%s
              start: %s
              commit-interval: 100ms
              pipeline:
                name: edges
                stages:
                  only: { topics: [%s] }
            """
                .formatted(topic, start, start, topic))
        .kafka(KAFKA)
        .property("kafka.session.timeout.ms", "6000");
  }

  @Test
  void readingBeginsWhereTheDefinitionSays() {
    var now = Instant.now();
    try (var records = new Records(KAFKA);
        var earliest = weir("begins", "earliest");
        var latest = weir("begins", "latest");
        var back = weir("begins", "15m")) {
      fill(records, 100, now.minus(Duration.ofHours(3)));
      fill(records, 40, now.minus(Duration.ofMinutes(5)));
      var all = List.of(earliest, latest, back);
      all.forEach(WeirProcess::start);
      all.forEach(WeirProcess::awaitReady);
      Figures.awaitExactly(earliest, "only", 140);
      Figures.awaitExactly(back, "only", 40);
      Figures.awaitExactly(latest, "only", 0);
      // Deployments on one cluster must not share a group: each would get some of the partitions.
      Collection<GroupListing> groups = Records.admin(KAFKA, admin -> admin.listGroups().all());
      assertThat(groups)
          .extracting(GroupListing::groupId)
          .contains("weir-begins-earliest-edges", "weir-begins-15m-edges");

      fill(records, 7, Instant.now());
      Figures.awaitExactly(earliest, "only", 147);
      Figures.awaitExactly(back, "only", 47);
      Figures.awaitExactly(latest, "only", 7);
    }
  }

  private static void fill(Records records, int count, Instant at) {
    for (int number = 0; number < count; number++) {
      records.send(
          new ProducerRecord<>(
              "begins", 0, at.toEpochMilli(), Records.bytes("k"), Records.bytes("{}")));
    }
    records.flush();
  }

  @Test
  void offsetsThatRetentionTookAreShownAsAGapAndCountingGoesOn() {
    try (var records = new Records(KAFKA);
        var weir = weir("retained", "earliest").redis(STACK.redis().url())) {
      weir.start();
      weir.awaitReady();
      records.fill("retained", 100);
      Figures.awaitExactly(weir, "only", 100);
      weir.stop();
      assertThat(weir.process().exitValue()).isZero();

      records.fill("retained", 100);
      var partition = new TopicPartition("retained", 0);
      Records.admin(
          KAFKA,
          admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(160))).all());
      weir.start();
      weir.awaitReady();
      Figures.awaitExactly(weir, "only", 140);
      var gap = Figures.stage(weir, "only").at("/gaps/0");
      assertThat(gap.path("topic").asText()).isEqualTo("retained");
      assertThat(gap.path("partition").asInt(-1)).isZero();
      assertThat(gap.path("from").asLong()).isEqualTo(100);
      assertThat(gap.path("to").asLong()).isEqualTo(160);
      records.fill("retained", 5);
      Figures.awaitExactly(weir, "only", 145);

      // What is gone was counted out once: a restart shows the same gap, and no other.
      weir.stop();
      weir.start();
      weir.awaitReady();
      Figures.awaitExactly(weir, "only", 145);
      assertThat(Figures.stage(weir, "only").path("gaps")).hasSize(1);
    }
  }

  @Test
  void recordsOfABatchThatRottedOnTheDiskAreSteppedOver() throws IOException {
    try (var records = new Records(KAFKA, Map.of("linger.ms", "1000"));
        var weir = weir("rotten", "earliest").redis(STACK.redis().url())) {
      records.fill("rotten", 20);
      records.send("rotten", "k", Records.body("k") + "MARK");
      records.fill("rotten", 10);
      records.fill("rotten", 30);
      flip("MARK");
      weir.start();
      weir.awaitReady();

      // A batch is checked as a whole: none of its records can be delivered.
      Figures.awaitExactly(weir, "only", 61);
      var stage = Figures.stage(weir, "only");
      assertThat(stage.at("/rejected/record-corrupt").asLong()).as("%s", stage).isEqualTo(11);
      var example =
          Figures.reply(weir, "/monitoring/stages/only/rejected?reason=record-corrupt&limit=1")
              .at("/items/0");
      assertThat(example.path("offset").asLong()).isBetween(20L, 30L);
      assertThat(example.path("detail").asText()).startsWith("the client says: ");

      records.fill("rotten", 5);
      Figures.awaitExactly(weir, "only", 66);
    }
  }

  /** Turns a bit of this text in the topic's log, as a disk might. */
  private static void flip(String text) throws IOException {
    var segment = STACK.kafka().data().resolve("rotten-0").resolve("00000000000000000000.log");
    byte[] log = Files.readAllBytes(segment);
    int at = new String(log, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).isPositive();
    try (var file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {(byte) (log[at] ^ 4)}), at);
    }
  }
}
