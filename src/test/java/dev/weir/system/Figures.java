package dev.weir.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.stack.WeirProcess;
import java.io.UncheckedIOException;
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

  static JsonNode reply(WeirProcess weir, String path) {
    try {
      return weir.get(path).json();
    } catch (UncheckedIOException e) {
      return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
  }
}
