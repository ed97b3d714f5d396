package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.LocalStack;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Topics that come, grow, go and come again while Weir reads; and records too large for a fetch.
 */
class MovingTopicsIT {
  private static final LocalStack STACK = LocalStack.running();
  private static final String KAFKA = STACK.kafka().bootstrap();

  @AfterAll
  static void stop() {
    STACK.close();
  }

  private static WeirProcess weir(String name) {
    return new WeirProcess(
            """
            weir:
              namespace: %1$s
              start: earliest
              commit-interval: 100ms
              pipeline:
                name: moving
                stages:
                  only: { topics: [%1$s], freshness: { degraded: 5m, down: 10m } }
                  other: { topics: [%1$s-other], freshness: { degraded: 5m, down: 10m } }
            """
                .formatted(name))
        .kafka(KAFKA)
        .redis(STACK.redis().url())
        .property("kafka.session.timeout.ms", "6000");
  }

  private static void awaitReason(WeirProcess weir, String reason) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              var stage = Figures.reply(weir, "/monitoring/health").at("/stages/only");
              assertThat(stage.path("status").asText()).as("%s", stage).isEqualTo("UNKNOWN");
              assertThat(stage.path("reason").asText()).isEqualTo(reason);
            });
  }

  private static void awaitHealthy(WeirProcess weir) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Figures.status(weir, "only"), "HEALTHY"::equals);
  }

  @Test
  void aTopicThatIsNotThereYetIsSaidAndReadFromItsFirstRecordOnceItIs() {
    STACK.kafka().createTopic("born-other", 1, Map.of());
    try (var records = new Records(KAFKA);
        var weir = weir("born")) {
      records.fill("born-other", 50);
      weir.start();
      weir.awaitReady();
      awaitReason(weir, "topic born does not exist");
      Figures.awaitExactly(weir, "other", 50);

      STACK.kafka().createTopic("born", 2, Map.of());
      records.fill("born", 100);
      Figures.awaitExactly(weir, "only", 100);

      // What is written to a new partition before it is read counts as well.
      Records.admin(
          KAFKA,
          admin -> admin.createPartitions(Map.of("born", NewPartitions.increaseTo(5))).all());
      records.fill("born", 400);
      Figures.awaitExactly(weir, "only", 500);
      Figures.awaitExactly(weir, "other", 50);
      awaitHealthy(weir);
      assertThat(Figures.stage(weir, "only").path("gaps")).isEmpty();
    }
  }

  @Test
  void aTopicThatIsDeletedIsSaidAndCountsOnOnceItIsThereAgain() {
    STACK.kafka().createTopics(List.of("again", "again-other"), 1, Map.of());
    try (var records = new Records(KAFKA);
        var weir = weir("again")) {
      records.fill("again", 100);
      weir.start();
      weir.awaitReady();
      Figures.awaitExactly(weir, "only", 100);

      delete("again");
      awaitReason(weir, "topic again does not exist");
      STACK.kafka().createTopic("again", 1, Map.of());
      fill("again", 30);
      Figures.awaitExactly(weir, "only", 130);

      // With more records than were read of the former: their offsets alone tell nothing.
      delete("again");
      awaitReason(weir, "topic again does not exist");
      STACK.kafka().createTopic("again", 1, Map.of());
      fill("again", 300);
      Figures.awaitExactly(weir, "only", 430);
      fill("again", 5);
      Figures.awaitExactly(weir, "only", 435);
    }
  }

  @Test
  void aTopicThatWasRecreatedWhileNobodyLookedIsReadFromItsBeginning() {
    STACK.kafka().createTopics(List.of("behind", "behind-other"), 1, Map.of());
    try (var records = new Records(KAFKA);
        var weir = weir("behind")) {
      records.fill("behind", 100);
      weir.start();
      weir.awaitReady();
      Figures.awaitExactly(weir, "only", 100);
      weir.stop();
      delete("behind");
      STACK.kafka().createTopic("behind", 1, Map.of());
      fill("behind", 300);
      weir.start();
      weir.awaitReady();
      Figures.awaitExactly(weir, "only", 400);
    }
  }

  @Test
  void offsetsThatAreDeletedWhileItSleepsAreAGap() {
    STACK.kafka().createTopics(List.of("gap", "gap-other"), 1, Map.of());
    try (var records = new Records(KAFKA);
        var weir = weir("gap")) {
      records.fill("gap", 100);
      weir.start();
      weir.awaitReady();
      Figures.awaitExactly(weir, "only", 100);
      weir.pause();
      records.fill("gap", 500);
      var partition = new TopicPartition("gap", 0);
      Records.admin(
          KAFKA,
          admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(450))).all());
      weir.resume();
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> Figures.stage(weir, "only").path("gaps").size(), gaps -> gaps == 1);
      // A fetch that was on its way may have brought some of them before they were deleted.
      Figures.awaitNoLag(weir);
      var stage = Figures.stage(weir, "only");
      assertThat(stage.path("gaps")).as("%s", stage).hasSize(1);
      var gap = stage.at("/gaps/0");
      assertThat(gap.path("from").asLong()).isBetween(100L, 449L);
      assertThat(gap.path("to").asLong()).isEqualTo(450);
      long gone = 450 - gap.path("from").asLong();
      // It may be the log's former end up to which there is nothing to read.
      Figures.awaitExactly(weir, "only", 600 - gone);
      awaitHealthy(weir);
    }
  }

  @Test
  void aRecordLargerThanAFetchIsReadLikeAnyOther() {
    STACK.kafka().createTopics(List.of("large", "large-other"), 1, Map.of());
    try (var records = new Records(KAFKA);
        var weir =
            weir("large")
                .property("kafka.fetch.max.bytes", "20000")
                .property("kafka.max.partition.fetch.bytes", "10000")) {
      records.fill("large", 10);
      for (int at = 0; at < 5; at++) {
        records.send("large", "L" + at, "{\"padding\":\"" + "x".repeat(500_000) + "\"}");
        records.fill("large", 10);
      }
      weir.start();
      weir.awaitReady();
      Figures.awaitExactly(weir, "only", 65);
      assertThat(Figures.stage(weir, "only").path("bytes").asLong()).isGreaterThan(2_500_000);
    }
  }

  private static void delete(String topic) {
    Records.admin(KAFKA, admin -> admin.deleteTopics(List.of(topic)).all());
  }

  /** By a producer that has not heard of the former topic. */
  private static void fill(String topic, int count) {
    try (var records = new Records(KAFKA)) {
      records.fill(topic, count);
    }
  }
}
