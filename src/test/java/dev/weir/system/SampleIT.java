package dev.weir.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.stack.KafkaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} tells of a pipeline on a real broker: the first thing a new user tries. */
class SampleIT {
  private static final KafkaServer KAFKA = KafkaServer.running();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String DEFINITION =
      """
      weir:
        pipeline:
          stages:
            feed: { topics: [feed] }
            orders: { topics: [orders], after: { feed: some } }
            idle: { topics: [idle] }
      """;

  @TempDir Path folder;

  @BeforeAll
  static void write() {
    KAFKA.createTopics(List.of("feed", "idle"), 3, Map.of());
    KAFKA.createTopics(List.of("orders"), 1, Map.of());
    try (var records = new Records(KAFKA.bootstrap())) {
      for (int at = 0; at < 90; at++) {
        var record =
            new ProducerRecord<>(
                "feed", at % 3, Records.bytes("K" + at), Records.bytes(Records.body("S" + at)));
        if (at >= 45) {
          record
              .headers()
              .add("traceparent", ("00-" + TRACE + "-00f067aa0ba902b7-01").getBytes(UTF_8));
        }
        records.send(record);
      }
      records.flush();
    }
    // Every other offset is a marker or aborted: the last 20 records span more than 40 offsets.
    try (var records =
        new Records(KAFKA.bootstrap(), Map.of("transactional.id", "sample", "linger.ms", "0"))) {
      var producer = records.producer();
      producer.initTransactions();
      for (int round = 0; round < 60; round++) {
        producer.beginTransaction();
        records.send("orders", null, round % 2 == 0 ? "not json" : "\u001b[31m");
        records.flush();
        if (round % 3 == 0) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }

  @AfterAll
  static void stop() {
    KAFKA.close();
  }

  private CommandLine.Outcome check(String... arguments) throws Exception {
    var file = Files.writeString(folder.resolve("weir.yaml"), DEFINITION);
    var all = new ArrayList<>(List.of("check", file.toString()));
    all.addAll(List.of(arguments));
    return CommandLine.weir(folder, all);
  }

  @Test
  void everySourceIsShownWithItsShareAndExamples() throws Exception {
    var check = check("--kafka", KAFKA.bootstrap(), "--sample", "60");

    assertThat(check.errors()).isEmpty();
    assertThat(check.code()).isZero();
    assertThat(check.output().lines().map(line -> line.replaceAll(" +", " ").strip()))
        .contains(
            "Kafka at " + KAFKA.bootstrap() + ": 3 topics, 7 partitions",
            "feed feed: 60 of 90 records, 3 partitions",
            // Of each partition the last 20 of 30, 15 of them with a trace context.
            "trace 75.0 %",
            "trace-context 75.0 % [w3c 45] " + TRACE,
            "json:/trace_id 0.0 %",
            "idle idle: 0 of 0 records, 3 partitions")
        .anyMatch(line -> line.matches("json:/data/symbol 100\\.0 % S\\d+, S\\d+, S\\d+"))
        .anyMatch(line -> line.matches("orders orders: 40 of \\d+ records, 1 partition"))
        .anyMatch(line -> line.startsWith("rejected body-malformed 100.0 % such as orders-0@"));
    assertThat(check.output()).doesNotContain("\u001b");
  }

  @Test
  void whereKafkaIsMayStandInTheFile() throws Exception {
    var text = "kafka:\n  bootstrap.servers: " + KAFKA.bootstrap() + "\n" + DEFINITION;
    var file = Files.writeString(folder.resolve("with-kafka.yaml"), text);
    var check = CommandLine.weir(folder, List.of("check", file.toString(), "--sample", "5"));

    assertThat(check.errors()).isEmpty();
    assertThat(check.output()).contains("Kafka at " + KAFKA.bootstrap() + ": 3 topics");
  }

  @Test
  void theLastRecordsAreFoundAmongMarkers() throws Exception {
    var check = check("--kafka=" + KAFKA.bootstrap(), "--sample=20");
    assertThat(check.output()).containsPattern("orders: 20 of \\d+ records");
  }

  @Test
  void whatDoesNotExistIsNamed() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("other.yaml"),
            DEFINITION.replace("[idle]", "[idle, idel]")
                + "    groups: { runner: { stage: feed, offset-lag: 10 } }\n");
    var check =
        CommandLine.weir(folder, List.of("check", file.toString(), "--kafka", KAFKA.bootstrap()));

    assertThat(check.errors().lines())
        .containsExactly(
            "topic idel does not exist",
            "consumer group runner does not exist",
            "2 errors in " + file);
    assertThat(check.code()).isEqualTo(1);
  }

  @Test
  void brokersThatDoNotAnswerAreAnErrorOfTheEnvironment() throws Exception {
    var check = check("--kafka", "127.0.0.1:9", "--sample", "5");

    assertThat(check.errors().strip())
        .startsWith("weir: cannot read from Kafka at 127.0.0.1:9: ")
        .hasLineCount(1);
    assertThat(check.code()).isEqualTo(3);
  }

  @Test
  void nothingIsLeftBehindOnTheBroker() throws Exception {
    check("--kafka", KAFKA.bootstrap(), "--sample", "5");
    var groups = Records.admin(KAFKA.bootstrap(), admin -> admin.listGroups().all());
    assertThat(groups).noneMatch(group -> group.groupId().startsWith("weir"));
  }

  @Test
  void speedReadsTheTopicsNextToPollingAlone() throws Exception {
    var file = Files.writeString(folder.resolve("weir.yaml"), DEFINITION);
    var speed =
        CommandLine.weir(
            folder,
            List.of(
                "speed",
                file.toString(),
                "--kafka",
                KAFKA.bootstrap(),
                "--records=200",
                "--rounds=1",
                "--json"));

    assertThat(speed.errors()).isEmpty();
    assertThat(speed.code()).isZero();
    var answer = new ObjectMapper().readTree(speed.output());
    assertThat(answer.path("bare")).hasSize(1);
    assertThat(answer.path("weir").path(0).asLong()).isPositive();
    assertThat(answer.path("ratio").asDouble()).isPositive();
  }
}
