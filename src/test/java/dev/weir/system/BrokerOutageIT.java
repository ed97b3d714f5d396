package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A broker that comes late, dies under load and comes again, with the memory store. */
class BrokerOutageIT {
  private final KafkaServer kafka = new KafkaServer();
  private final WeirProcess weir =
      new WeirProcess(
              """
              weir:
                namespace: outage
                start: earliest
                commit-interval: 200ms
                pipeline:
                  name: outage
                  stages:
                    only: { topics: [load] }
              """)
          .kafka(kafka.bootstrap());

  @AfterEach
  void close() {
    weir.close();
    kafka.close();
  }

  @Test
  void itWaitsForABrokerAndCountsExactlyThroughItsDeath() throws Exception {
    weir.start();
    await()
        .atMost(Duration.ofSeconds(40))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              var ready = weir.management("/health/ready");
              assertThat(ready.status()).isEqualTo(503);
              assertThat(ready.body()).contains("waiting for Kafka: ").doesNotContain("yet");
            });
    assertThat(weir.management("/health/live").status()).isEqualTo(200);
    assertThat(weir.management("/health/started").status()).isEqualTo(503);
    var health = weir.get("/monitoring/health");
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.json().path("status").asText()).isEqualTo("UNKNOWN");
    assertThat(health.body()).contains("waiting for Kafka");

    kafka.start();
    kafka.awaitReady();
    kafka.createTopic("load", 4, Map.of());
    weir.awaitReady();
    exactThroughADeathUnderLoad();
    assertThat(weir.management("/health/started").status()).isEqualTo(200);
  }

  private void exactThroughADeathUnderLoad() throws InterruptedException {
    var load = Executors.newSingleThreadScheduledExecutor();
    try (var records = new Records(kafka.bootstrap())) {
      var _ =
          load.scheduleAtFixedRate(
              () -> {
                for (int at = 0; at < 50; at++) {
                  records.send("load", "K" + at, Records.body("K" + at));
                }
              },
              0,
              20,
              TimeUnit.MILLISECONDS);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Figures.stage(weir, "only").path("events").asLong(), n -> n > 1_000);
      kafka.kill();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Figures.status(weir, "only"), "UNKNOWN"::equals);
      assertThat(weir.management("/health/live").status()).isEqualTo(200);
      kafka.start();
      kafka.awaitReady();
      long before = records.written();
      await().atMost(Duration.ofSeconds(40)).until(records::written, n -> n > before + 1_000);
      load.shutdown();
      assertThat(load.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
      records.flush();
      assertThat(Records.inLogs(kafka.bootstrap(), List.of("load"), 4))
          .isEqualTo(records.written());
      Figures.awaitExactly(weir, "only", records.written());
      assertThat(weir.management("/health/live").status()).isEqualTo(200);
    } finally {
      load.shutdownNow();
    }
  }
}
