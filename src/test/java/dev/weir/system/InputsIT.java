package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Everything that a topic may hold counts exactly, on two poll threads and with the memory store;
 * each case has a stage and topics of its own.
 */
class InputsIT {
  private static final String DEFINITION =
      """
      weir:
        namespace: inputs
        start: 1h
        commit-interval: 200ms
        ingest: { threads: 2 }
        pipeline:
          name: inputs
          stages:
            transactions: { topics: [transactions] }
            codecs: { topics: [codecs] }
            garbage: { topics: [garbage] }
            spread: { topics: [spread] }
            later: { topics: [later] }
            matched: { topics: ["regex:match[.](one|two)", plain.name] }
      """;

  private static final KafkaServer KAFKA = KafkaServer.running();
  private static final WeirProcess WEIR =
      new WeirProcess(DEFINITION)
          .kafka(KAFKA.bootstrap())
          // How soon new topics and partitions are found.
          .property("kafka.metadata.max.age.ms", "1000");

  @BeforeAll
  static void start() {
    KAFKA.createTopics(
        List.of("transactions", "codecs", "garbage", "match.one", "match.three", "plain.name"),
        2,
        Map.of());
    KAFKA.createTopic("spread", 8, Map.of());
    WEIR.start();
    WEIR.awaitReady();
  }

  @AfterAll
  static void stop() {
    WEIR.close();
    KAFKA.close();
  }

  @Test
  void abortedRecordsAreNotCountedAndControlRecordsAreNoLag() {
    try (var records =
        new Records(KAFKA.bootstrap(), Map.of("transactional.id", "inputs", "linger.ms", "0"))) {
      var producer = records.producer();
      producer.initTransactions();
      for (int round = 0; round < 6; round++) {
        producer.beginTransaction();
        records.fill("transactions", 50);
        if (round % 2 == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
      // The log ends with aborted records and a control record, which nobody will ever be given.
      Figures.awaitExactly(WEIR, "transactions", 150);

      producer.beginTransaction();
      records.fill("transactions", 50);
      Figures.awaitExactly(WEIR, "transactions", 150);
      producer.commitTransaction();
      Figures.awaitExactly(WEIR, "transactions", 200);
    }
  }

  @Test
  void everyCompressionCodecIsRead() {
    var codecs = List.of("none", "gzip", "snappy", "lz4", "zstd");
    for (var codec : codecs) {
      try (var records = new Records(KAFKA.bootstrap(), Map.of("compression.type", codec))) {
        records.fill("codecs", 500);
      }
    }
    Figures.awaitExactly(WEIR, "codecs", 500L * codecs.size());
    var keys = Figures.reply(WEIR, "/monitoring/stages/codecs/keys?sort=key").path("keys");
    assertThat(keys).hasSize(10).allMatch(key -> key.get("events").asInt() == 250);
  }

  @Test
  void garbageCountsWithItsReasonAndFillsNoLog() throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    long logged = Files.size(WEIR.log());
    long bytes = 0;
    try (var records = new Records(KAFKA.bootstrap())) {
      records.send("garbage", "tombstone", null);
      bytes += "tombstone".length();
      records.send("garbage", null, null);
      records.send("garbage", null, "");
      records.send("garbage", "k", "{\"timestamp\":");
      bytes += 1 + "{\"timestamp\":".length();
      for (int at = 0; at < 2_000; at++) {
        byte[] key = random.nextBoolean() ? null : noise(random, 300);
        byte[] value = noise(random, 2_000);
        var record = new ProducerRecord<>("garbage", key, value);
        record.headers().add("traceparent", noise(random, 80));
        record.headers().add("", noise(random, 10));
        record.headers().add("trace_id", null);
        records.send(record);
        bytes += (key == null ? 0 : key.length) + value.length;
      }
      records.flush();
    }
    Figures.awaitExactly(WEIR, "garbage", 2_004);
    var stage = Figures.stage(WEIR, "garbage");
    assertThat(stage.path("bytes").asLong()).as("seed %d", seed).isEqualTo(bytes);
    assertThat(stage.at("/rejected/body-missing").asLong()).as("%s", stage).isPositive();
    assertThat(stage.at("/rejected/body-malformed").asLong()).as("%s", stage).isPositive();
    assertThat(stage.at("/rejected/trace-malformed").asLong()).as("%s", stage).isPositive();
    assertThat(stage.at("/rejected/record-corrupt").asLong()).as("%s", stage).isZero();
    // No line a record, nor even one with a stack.
    assertThat(Files.size(WEIR.log()) - logged).isLessThan(20_000);
    assertThat(Files.readString(WEIR.log())).doesNotContain("\tat dev.weir");
  }

  private static byte[] noise(Random random, int limit) {
    byte[] bytes = new byte[random.nextInt(limit)];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void twoThreadsCountEachRecordOnce() {
    try (var records = new Records(KAFKA.bootstrap())) {
      records.fill("spread", 20_000);
    }
    Figures.awaitExactly(WEIR, "spread", 20_000);
    // Scrapers are told the same.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(WEIR.management("/metrics").body())
                    .containsPattern(
                        "weir_stage_events_total\\{[^}]*stage=\"spread\"[^}]*} 20000(\\.0)?\n"));
  }

  @Test
  void aTopicThatIsCreatedLaterAndGrowsIsReadFromItsBeginning() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> Figures.reply(WEIR, "/monitoring/health").at("/stages/later/reason").asText(),
            "topic later does not exist"::equals);
    KAFKA.createTopic("later", 1, Map.of());
    try (var records = new Records(KAFKA.bootstrap(), Map.of("metadata.max.age.ms", "500"))) {
      records.fill("later", 100);
      Figures.awaitExactly(WEIR, "later", 100);
      Records.admin(
          KAFKA.bootstrap(),
          admin -> admin.createPartitions(Map.of("later", NewPartitions.increaseTo(3))).all());
      // Written before Weir can know of the new partitions.
      for (int at = 0; at < 60; at++) {
        records.send(
            new ProducerRecord<>(
                "later", at % 3, null, Records.bytes("k"), Records.bytes(Records.body("k"))));
      }
      records.flush();
    }
    Figures.awaitExactly(WEIR, "later", 160);
  }

  @Test
  void patternsTakeInTheTopicsThatMatchAsAWholeAlsoLaterOnes() {
    KAFKA.createTopic("match.two", 2, Map.of());
    KAFKA.createTopic("match.twofold", 1, Map.of());
    try (var records = new Records(KAFKA.bootstrap())) {
      records.fill("match.one", 30);
      records.fill("match.two", 40);
      records.fill("plain.name", 50);
      records.fill("match.three", 60);
      records.fill("match.twofold", 70);
    }
    Figures.awaitExactly(WEIR, "matched", 120);
    assertThat(Figures.stage(WEIR, "matched").path("topics").toString())
        .isEqualTo("[\"match.one\",\"match.two\",\"plain.name\"]");
  }
}
