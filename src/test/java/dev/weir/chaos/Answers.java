package dev.weir.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** What a replica tells, under the names of the books. */
final class Answers {
  private Answers() {}

  /**
   * Totals of stages and hops.
   *
   * @throws UncheckedIOException if it does not answer, or has no view yet
   */
  static Map<String, Long> pipeline(WeirProcess weir) {
    var answer = json(weir, "/monitoring/pipeline");
    var figures = new TreeMap<String, Long>();
    for (var stage : answer.path("stages")) {
      var name = stage.path("name").asText();
      put(figures, Names.events(name), stage.path("events"));
      put(figures, Names.bytes(name), stage.path("bytes"));
      put(figures, Names.outOfOrder(name), stage.path("outOfOrder"));
      stage
          .path("rejected")
          .forEachEntry((reason, count) -> put(figures, Names.rejected(name, reason), count));
      int gaps = stage.path("gaps").size();
      if (gaps > 0) {
        figures.put(Names.gaps(name), (long) gaps);
      }
    }
    for (var hop : answer.path("hops")) {
      put(
          figures,
          Names.negative(hop.path("from").asText(), hop.path("to").asText()),
          hop.path("negativeLatency"));
    }
    return figures;
  }

  /** Events by key of one stage; throws like {@link #pipeline}. */
  static Map<String, Long> keys(WeirProcess weir, String stage) {
    var figures = new TreeMap<String, Long>();
    for (var key : json(weir, "/monitoring/stages/" + stage + "/keys?limit=10000").path("keys")) {
      put(figures, Names.key(stage, key.path("key").asText()), key.path("events"));
    }
    return figures;
  }

  /** Everything; throws like {@link #pipeline}. */
  static Map<String, Long> all(WeirProcess weir) {
    var figures = pipeline(weir);
    Workload.TOPICS.keySet().forEach(stage -> figures.putAll(keys(weir, stage)));
    return figures;
  }

  private static void put(Map<String, Long> figures, String name, JsonNode value) {
    if (!value.isIntegralNumber()) {
      throw new IllegalStateException(name + " is no number: " + value);
    }
    if (value.asLong() != 0) {
      figures.put(name, value.asLong());
    }
  }

  private static JsonNode json(WeirProcess weir, String path) {
    var reply = weir.get(path);
    if (reply.status() != 200) {
      throw new UncheckedIOException(
          new IOException(path + " answers " + reply.status() + ": " + reply.body()));
    }
    return reply.json();
  }
}
