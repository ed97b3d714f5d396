package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.RedisServer;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Weir says of a pipeline whose feed stops, and of itself when it is cut off. */
class VerdictIT {
  private final KafkaServer kafka = KafkaServer.running();
  private final RedisServer redis = RedisServer.running();
  private final WeirProcess weir =
      new WeirProcess(Workload.DEFINITION).kafka(kafka.bootstrap()).redis(redis.url());
  private final Workload workload = new Workload(kafka.bootstrap(), 1);
  private final ScheduledExecutorService producer = Executors.newSingleThreadScheduledExecutor();
  private volatile boolean feeding = true;

  @BeforeEach
  void start() {
    kafka.createTopics(Workload.TOPICS.values(), 4, Map.of());
    var _ =
        producer.scheduleAtFixedRate(
            () -> {
              if (feeding) {
                Workload.TOPICS.keySet().forEach(workload::write);
              }
            },
            0,
            50,
            TimeUnit.MILLISECONDS);
    weir.start();
    weir.awaitReady();
    awaitStatus("HEALTHY");
  }

  @AfterEach
  void stop() {
    producer.shutdownNow();
    // Thawed, so that they can be stopped.
    kafka.resume();
    redis.resume();
    weir.close();
    workload.close();
    redis.close();
    kafka.close();
  }

  @Test
  void aStoppedFeedIsDownWithItsConsequencesAndHeals() {
    feeding = false;
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Figures.status(weir, "market-data"), "DOWN"::equals);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> Figures.reply(weir, "/monitoring/health").at("/stages/strategy/cause").asText(),
            "market-data"::equals);
    assertThat(weir.get("/monitoring/health").status()).isEqualTo(503);
    assertThat(Figures.reply(weir, "/monitoring/health").at("/bottleneck").asText())
        .isEqualTo("market-data");
    feeding = true;
    awaitStatus("HEALTHY");
    assertThat(weir.get("/monitoring/health").status()).isEqualTo(200);
  }

  @Test
  void cutOffFromKafkaItIsUnknownAndProbesAnswer() {
    kafka.pause();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              var status = Figures.status(weir, "market-data");
              assertThat(status).isNotEqualTo("DOWN");
              return status;
            },
            "UNKNOWN"::equals);
    probesAnswer();
    assertThat(weir.get("/monitoring/health").status()).isEqualTo(503);
    kafka.resume();
    awaitStatus("HEALTHY");
  }

  @Test
  void withAHungRedisItGoesOnFromMemory() {
    redis.pause();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> Figures.reply(weir, "/monitoring/pipeline").at("/observer/store").asText(),
            "down"::equals);
    probesAnswer();
    long before = Figures.byStage(weir).getOrDefault("market-data", 0L);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> Figures.byStage(weir).getOrDefault("market-data", 0L), now -> now > before + 20);
    assertThat(Figures.status(weir, "market-data")).isEqualTo("HEALTHY");
    redis.resume();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> Figures.reply(weir, "/monitoring/pipeline").at("/observer/store").asText(),
            "up"::equals);
  }

  @Test
  void aValidationIsKeptUnderTheKeysForPeople() throws Exception {
    var made = weir.post("/monitoring/validation");
    assertThat(made.status()).isIn(200, 201);
    var id = made.json().get("validationId").asText();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> redis.call("GET", "pipeline:validation:test"), text -> text.contains(id));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> redis.call("GET", "pipeline:market-data:test:last"),
            text -> text.contains("timestamp") && text.contains("SYM"));
    assertThat(redis.call("GET", "pipeline:market-data:test:count")).containsPattern("[0-9]+");
  }

  private void probesAnswer() {
    for (var probe : List.of("live", "ready", "started")) {
      assertThat(weir.management("/health/" + probe).status()).as(probe).isEqualTo(200);
    }
    assertThat(weir.management("/metrics").status()).isEqualTo(200);
  }

  private void awaitStatus(String wanted) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> Figures.reply(weir, "/monitoring/health").path("status").asText(),
            wanted::equals);
  }
}
