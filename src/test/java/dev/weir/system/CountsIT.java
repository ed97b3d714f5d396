package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.RedisServer;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts are exactly what was written, whatever happens to Weir or to Redis meanwhile. */
class CountsIT {
  private static final int RECORDS = Integer.getInteger("weir.records", 200_000);

  private final KafkaServer kafka = KafkaServer.running();
  private final RedisServer redis = RedisServer.running();
  private final WeirProcess first = weir();
  private final WeirProcess second = weir();
  private final Workload workload = new Workload(kafka.bootstrap(), 42);

  private WeirProcess weir() {
    return new WeirProcess(Workload.DEFINITION)
        .kafka(kafka.bootstrap())
        .redis(redis.url())
        // A killed member holds its partitions for this long; Kafka's default would be 45 s.
        .property("kafka.session.timeout.ms", "6000")
        .property("kafka.heartbeat.interval.ms", "1000");
  }

  @BeforeEach
  void topics() {
    kafka.createTopics(Workload.TOPICS.values(), 4, Map.of());
  }

  @AfterEach
  void close() {
    workload.close();
    first.close();
    second.close();
    redis.close();
    kafka.close();
  }

  @Test
  void countsAreExactAfterAKillInTheMiddle() {
    first.start();
    first.awaitReady();
    workload.write(RECORDS / 2);
    awaitSome(first);
    first.kill();
    workload.write(RECORDS / 2);
    first.start();
    awaitExact(first);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void countsAreExactAfterRedisWasAway(boolean withItsData) {
    first.start();
    first.awaitReady();
    workload.write(RECORDS / 4);
    awaitSome(first);
    redis.kill();
    for (int round = 0; round < 5; round++) {
      workload.write(RECORDS / 20);
      assertThat(first.management("/health/live").status()).isEqualTo(200);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              var observer = Figures.reply(first, "/monitoring/pipeline").path("observer");
              assertThat(observer.path("store").asText()).isEqualTo("down");
              assertThat(observer.path("problems").toString()).contains("store");
            });
    if (withItsData) {
      redis.restart();
    } else {
      redis.restartEmpty();
    }
    workload.write(RECORDS / 20);
    awaitExact(first);
    awaitStored();
    // What came back is whole in the store as well: a restart goes on from there.
    first.kill();
    first.start();
    awaitExact(first);
  }

  /** Waits until every partition, also an idle one, has its state in the store again. */
  private void awaitStored() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> redis.call("KEYS", "weir:{test}:trading:p:*").split("weir:", -1).length - 1,
            partitions -> partitions == 20);
  }

  @Test
  void twoReplicasShareThePartitionsAndBothTellTheWhole() throws Exception {
    first.start();
    first.awaitReady();
    workload.write(RECORDS / 4);
    second.start();
    second.awaitReady();
    workload.write(RECORDS / 4);
    awaitExact(first);
    awaitExact(second);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(
                      Figures.reply(first, "/monitoring/pipeline").at("/observer/replicas").asInt())
                  .isEqualTo(2);
              assertThat(leaders()).isEqualTo(1);
            });
    assertThat(groups()).containsExactly("weir-test-trading");
    first.stop();
    workload.write(RECORDS / 4);
    awaitExact(second);
  }

  private List<String> groups() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      return admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
    }
  }

  private long leaders() {
    return java.util.stream.Stream.of(first, second)
        .filter(
            weir -> Figures.reply(weir, "/monitoring/pipeline").at("/observer/leader").asBoolean())
        .count();
  }

  private void awaitSome(WeirProcess weir) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Figures.byStage(weir).values().stream().mapToLong(n -> n).sum(), n -> n > 0);
  }

  private void awaitExact(WeirProcess weir) {
    var expected = workload.written();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> assertThat(Figures.byStage(weir)).isEqualTo(Figures.byStage(expected)));
    assertThat(Figures.byKey(weir)).isEqualTo(expected);
  }
}
