package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.LocalStack;
import dev.weir.stack.ProcessFigures;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the process ends: by which exit code, with which words, how soon. */
class LifecycleIT {
  /** What is promised, whatever hangs. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private static final LocalStack STACK = LocalStack.running();

  enum Frozen {
    REDIS,
    KAFKA,
    BOTH
  }

  @BeforeAll
  static void topics() {
    STACK.kafka().createTopics(Workload.TOPICS.values(), 4, Map.of());
  }

  @AfterEach
  void thaw() {
    STACK.kafka().resume();
    STACK.redis().resume();
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  @ParameterizedTest
  @EnumSource(Frozen.class)
  void aSignalEndsItSoonWithZeroWhateverHangs(Frozen frozen) {
    try (var weir = watching();
        var workload = new Workload(STACK.kafka().bootstrap(), 7)) {
      weir.start();
      weir.awaitReady();
      workload.write(2_000);
      switch (frozen) {
        case REDIS -> STACK.redis().pause();
        case KAFKA -> STACK.kafka().pause();
        case BOTH -> {
          STACK.redis().pause();
          STACK.kafka().pause();
        }
      }
      long begin = System.nanoTime();
      weir.stop();
      var took = Duration.ofNanos(System.nanoTime() - begin);
      assertThat(weir.process().exitValue()).as(weir.process().tail()).isZero();
      assertThat(took).isLessThan(STOP_LIMIT);
    }
  }

  @Test
  void pollThreadsGiveWayToAllOthers() {
    try (var weir = watching();
        var workload = new Workload(STACK.kafka().bootstrap(), 9)) {
      weir.start();
      weir.awaitReady();
      workload.write(500);
      var process = new ProcessFigures(weir.process().pid());
      await().until(() -> process.niceValues().getOrDefault("weir-ingest-0", 0) > 0);
      var nice = process.niceValues();
      int others = nice.getOrDefault("weir-log-ends", -1);
      assertThat(nice)
          .hasEntrySatisfying("weir-ingest-0", n -> assertThat(n).isGreaterThan(others));
      assertThat(others).isNotNegative();
    }
  }

  @Test
  void aSignalCommitsWhatWasReadAndLeavesTheGroup() {
    try (var weir =
            watching()
                .property("weir.namespace", "leaving")
                .property("weir.start", "earliest")
                .property("weir.commit-interval", "5m");
        var workload = new Workload(STACK.kafka().bootstrap(), 8)) {
      weir.start();
      weir.awaitReady();
      workload.write(2_000);
      // Those of the other tests, too. No lag alone says little: it is by a look at the logs' ends.
      long counted = Records.inLogs(STACK.kafka().bootstrap(), Workload.TOPICS.values(), 4);
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(sum(Figures.byStage(weir))).isEqualTo(counted));
      weir.stop();
      assertThat(weir.process().exitValue()).as(weir.process().tail()).isZero();

      var group = "weir-leaving-trading";
      var kafka = STACK.kafka().bootstrap();
      var members =
          Records.admin(kafka, admin -> admin.describeConsumerGroups(List.of(group)).all());
      assertThat(members.values())
          .singleElement()
          .satisfies(left -> assertThat(left.members()).isEmpty());
      var offsets =
          Records.admin(
              kafka,
              admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      long committed = offsets.values().stream().mapToLong(offset -> offset.offset()).sum();
      assertThat(committed).as("%s", offsets).isEqualTo(counted);

      // Nothing is left to be read again, and nothing is counted twice.
      weir.start();
      weir.awaitReady();
      Figures.awaitNoLag(weir);
      assertThat(Figures.byStage(weir).values().stream().mapToLong(n -> n).sum())
          .isEqualTo(counted);
    }
  }

  private static long sum(Map<String, Long> byStage) {
    return byStage.values().stream().mapToLong(events -> events).sum();
  }

  private static WeirProcess watching() {
    return new WeirProcess(Workload.DEFINITION)
        .kafka(STACK.kafka().bootstrap())
        .redis(STACK.redis().url())
        .property("kafka.session.timeout.ms", "6000");
  }

  @Test
  void aPortThatIsTakenIsSaidInOneLine() throws IOException {
    try (var taken = new ServerSocket(0);
        var weir = watching().ports(taken.getLocalPort(), dev.weir.stack.FreePorts.next())) {
      assertThat(exit(weir)).isEqualTo(3);
      assertThat(plainLines(weir))
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort());
    }
  }

  @Test
  void fiveMistakesAreFiveLines() throws IOException {
    var mistakes =
        """
        weir:
          start: yesterday
          commit-intervall: 1s
          pipeline:
            stages:
              first: { topics: [one], freshness: { degraded: -1s, down: 5s } }
              second: { topics: [one], after: { frist: { expect: some } } }
        """;
    try (var weir = new WeirProcess(mistakes).kafka(STACK.kafka().bootstrap())) {
      assertThat(exit(weir)).isEqualTo(2);
      assertThat(plainLines(weir))
          .hasSize(5)
          .anyMatch(line -> line.startsWith("weir.start"))
          .anyMatch(line -> line.startsWith("weir.commit-intervall"))
          .anyMatch(line -> line.startsWith("weir.pipeline.stages.first.freshness.degraded"))
          .anyMatch(line -> line.startsWith("weir.pipeline.stages.second.after.frist"))
          .anyMatch(line -> line.contains("topics") && line.contains("one"));
    }
  }

  private static int exit(WeirProcess weir) {
    weir.start();
    assertThat(weir.process().awaitExit(Duration.ofSeconds(40))).isTrue();
    return weir.process().exitValue();
  }

  /** What it wrote that is no line of the log. */
  private static List<String> plainLines(WeirProcess weir) throws IOException {
    return Files.readAllLines(weir.log()).stream().filter(line -> !line.startsWith("{")).toList();
  }
}
