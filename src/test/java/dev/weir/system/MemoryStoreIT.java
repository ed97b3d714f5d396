package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;

/** A replica without Redis that is restarted: everything it knows comes from the log again. */
class MemoryStoreIT {
  private static final int RECORDS = 10_000;
  private static final Duration WINDOW = Duration.ofHours(1);

  private static final String DEFINITION =
      """
      weir:
        namespace: memory
        store: memory
        start: 1h
        commit-interval: 200ms
        pipeline:
          name: memory
          stages:
            only: { topics: [window], freshness: { degraded: 10m, down: 20m } }
      """;

  @Test
  void aRestartReadsItsWindowAgainAndSaysThatItDoesNotKnowMeanwhile() {
    try (var kafka = KafkaServer.running();
        var weir =
            new WeirProcess(DEFINITION)
                .kafka(kafka.bootstrap())
                .property("kafka.max.partition.fetch.bytes", "20000")
                .property("kafka.session.timeout.ms", "6000")) {
      kafka.createTopic("window", 1, Map.of());
      fill(kafka);
      weir.start();
      weir.awaitReady();
      Figures.awaitExactly(weir, "only", RECORDS);
      assertThat(weir.get("/monitoring/health").status()).isEqualTo(200);
      var first = since(weir);
      weir.kill();

      slowDown(kafka);
      var before = Instant.now();
      weir.start();
      long partly = watchItCatchUp(weir);
      var after = Instant.now();
      assertThat(partly).as("looks at a part of the records").isPositive();
      Figures.awaitExactly(weir, "only", RECORDS);
      assertThat(weir.get("/monitoring/health").status()).isEqualTo(200);
      assertThat(since(weir)).isAfter(first).isBetween(before.minus(WINDOW), after.minus(WINDOW));
    }
  }

  /** How many looks there were at a part of the records, none of which showed it as healthy. */
  private static long watchItCatchUp(WeirProcess weir) {
    long[] partly = new long[1];
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(java.io.UncheckedIOException.class::isInstance)
        .until(
            () -> {
              var health = weir.get("/monitoring/health");
              long events = Figures.stage(weir, "only").path("events").asLong(0);
              var status = health.json().path("status").asText();
              if (status.equals("UNKNOWN")) {
                assertThat(health.status()).isEqualTo(503);
              } else {
                assertThat(status).isEqualTo("HEALTHY");
                assertThat(events).as("when it is called healthy").isEqualTo(RECORDS);
              }
              if (events > 0 && events < RECORDS) {
                partly[0]++;
              }
              return status.equals("HEALTHY");
            });
    return partly[0];
  }

  private static Instant since(WeirProcess weir) {
    return Instant.parse(
        Figures.reply(weir, "/monitoring/pipeline").at("/observer/since").asText());
  }

  /** Some records before the window, the others from 50 minutes to one minute ago. */
  private static void fill(KafkaServer kafka) {
    var now = Instant.now();
    try (var records = new Records(kafka.bootstrap())) {
      for (int at = 0; at < 100; at++) {
        send(records, now.minus(Duration.ofHours(3)));
      }
      var step = Duration.ofMinutes(49).dividedBy(RECORDS);
      for (int at = 0; at < RECORDS; at++) {
        send(records, now.minus(Duration.ofMinutes(50)).plus(step.multipliedBy(at)));
      }
      records.flush();
    }
  }

  private static void send(Records records, Instant time) {
    var body = "{\"timestamp\":\"%s\",\"data\":{\"symbol\":\"S\"}}".formatted(time);
    records.send(new ProducerRecord<>("window", 0, time.toEpochMilli(), null, Records.bytes(body)));
  }

  /** The broker gives readers no more than this, so that there is something to see. */
  private static void slowDown(KafkaServer kafka) {
    var everybody =
        new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
    var rate = new ClientQuotaAlteration.Op("consumer_byte_rate", 60_000.0);
    Records.admin(
        kafka.bootstrap(),
        admin ->
            admin
                .alterClientQuotas(List.of(new ClientQuotaAlteration(everybody, List.of(rate))))
                .all());
  }
}
