package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.stack.WeirProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Weir's API tells, in the form in which the workload keeps its books. */
final class Figures {
  private Figures() {}

  /** Events by stage and key as the key tables have them; empty while there is no answer. */
  static Map<String, Map<String, Long>> byKey(WeirProcess weir) {
    var found = new TreeMap<String, Map<String, Long>>();
    for (var stage : Workload.TOPICS.keySet()) {
      var reply = reply(weir, "/monitoring/stages/" + stage + "/keys?limit=10000&sort=key");
      for (var key : reply.path("keys")) {
        found
            .computeIfAbsent(stage, _ -> new TreeMap<>())
            .put(key.get("key").asText(), key.get("events").asLong());
      }
    }
    return found;
  }

  /** Events by stage. */
  static Map<String, Long> byStage(WeirProcess weir) {
    var found = new TreeMap<String, Long>();
    for (var stage : reply(weir, "/monitoring/pipeline").path("stages")) {
      found.put(stage.get("name").asText(), stage.get("events").asLong());
    }
    return found;
  }

  /** The same from the books. */
  static Map<String, Long> byStage(Map<String, Map<String, Long>> byKey) {
    var sums = new TreeMap<String, Long>();
    byKey.forEach((stage, keys) -> sums.put(stage, keys.values().stream().mapToLong(n -> n).sum()));
    return sums;
  }

  static String status(WeirProcess weir, String stage) {
    return reply(weir, "/monitoring/health").path("stages").path(stage).path("status").asText();
  }

  /** A stage's part of the pipeline's figures; missing while there is no answer. */
  static JsonNode stage(WeirProcess weir, String name) {
    for (var stage : reply(weir, "/monitoring/pipeline").path("stages")) {
      if (stage.get("name").asText().equals(name)) {
        return stage;
      }
    }
    return MissingNode.getInstance();
  }

  /** Waits until a stage has exactly so many events, and stays there with nothing left to read. */
  static void awaitExactly(WeirProcess weir, String stage, long events) {
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              var found = stage(weir, stage);
              assertThat(found.path("events").asLong(-1))
                  .as("%s, %s", found, weir.process().tail())
                  .isEqualTo(events);
            });
    awaitNoLag(weir);
    assertThat(stage(weir, stage).path("events").asLong(-1)).isEqualTo(events);
  }

  /** Waits until everything in the logs is in the figures. */
  static void awaitNoLag(WeirProcess weir) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(
                        reply(weir, "/monitoring/pipeline").at("/observer/lagRecords").asLong(-1))
                    .as("lagRecords")
                    .isZero());
  }

  /** Waits until each of the replicas reads partitions of its own. */
  static void awaitShares(List<WeirProcess> replicas) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                replicas.stream()
                    .allMatch(
                        weir ->
                            weir.management("/metrics")
                                .body()
                                .contains("\nweir_observer_lag_records{")));
  }

  static JsonNode reply(WeirProcess weir, String path) {
    try {
      return weir.get(path).json();
    } catch (UncheckedIOException e) {
      return MissingNode.getInstance();
    }
  }
}
