package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Producers whose clocks are off, on a broker that lets them write what they like. */
class ClocksIT {
  private static final String DEFINITION =
      """
      weir:
        namespace: clocks
        start: 1h
        commit-interval: 200ms
        pipeline:
          name: clocks
          stages:
            ahead: { topics: [ahead], freshness: { degraded: 3s, down: 6s } }
            mixed: { topics: [mixed], freshness: { degraded: 3s, down: 6s } }
      """;

  private static final KafkaServer KAFKA = KafkaServer.running();
  private static final WeirProcess WEIR = new WeirProcess(DEFINITION).kafka(KAFKA.bootstrap());

  @BeforeAll
  static void start() {
    KAFKA.createTopics(
        List.of("ahead", "mixed"),
        1,
        Map.of("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)));
    WEIR.start();
    WEIR.awaitReady();
  }

  @AfterAll
  static void stop() {
    WEIR.close();
    KAFKA.close();
  }

  /** One record whose own time and event time are both what the producer's clock says. */
  private static void send(Records records, String topic, String key, Instant time) {
    var body = "{\"timestamp\":\"%s\",\"data\":{\"symbol\":\"%s\"}}".formatted(time, key);
    records.send(new ProducerRecord<>(topic, 0, time.toEpochMilli(), null, Records.bytes(body)));
    records.flush();
  }

  @Test
  void aStageWhoseClockIsHoursAheadIsFreshWhileItFlowsAndDownWhenItStops() {
    try (var records = new Records(KAFKA.bootstrap())) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(300))
          .untilAsserted(
              () -> {
                send(records, "ahead", "A", Instant.now().plus(Duration.ofHours(3)));
                assertThat(Figures.status(WEIR, "ahead")).isEqualTo("HEALTHY");
                var clock = Figures.stage(WEIR, "ahead").path("clock");
                assertThat(clock.path("aheadSeconds").asDouble()).isBetween(10_700.0, 10_900.0);
              });
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(Figures.status(WEIR, "ahead")).isEqualTo("DOWN"));
  }

  @Test
  void oneRecordFromTheFutureAmongOthersMovesNothing() {
    long sent = 0;
    try (var records = new Records(KAFKA.bootstrap())) {
      for (int at = 0; at < 20; at++) {
        send(records, "mixed", "M", Instant.now());
        sent++;
        if (at % 5 == 2) {
          send(records, "mixed", "M", Instant.now().plus(Duration.ofHours(5)));
          send(records, "mixed", "M", Instant.now().minus(Duration.ofHours(5)));
          sent += 2;
        }
      }
      Figures.awaitExactly(WEIR, "mixed", sent);
    }
    var stage = Figures.stage(WEIR, "mixed");
    assertThat(stage.at("/clock/quarantined").asLong()).as("%s", stage).isEqualTo(4);
    assertThat(stage.at("/outOfOrder").asLong()).as("%s", stage).isEqualTo(4);
    assertThat(Instant.parse(stage.path("newestEventTime").asText())).isBefore(Instant.now());
    assertThat(stage.path("ratePerSecond").asDouble()).as("%s", stage).isPositive();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(Figures.status(WEIR, "mixed")).isEqualTo("DOWN"));
    // The key is as old as its last right event, and no younger.
    var keys = Figures.reply(WEIR, "/monitoring/stages/mixed/keys").path("keys");
    assertThat(keys).hasSize(1);
    assertThat(keys.path(0).path("events").asLong()).isEqualTo(sent);
    assertThat(keys.path(0).path("status").asText()).isEqualTo("STALE");
  }
}
