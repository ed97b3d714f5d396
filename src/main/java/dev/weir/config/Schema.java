package dev.weir.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key there is below {@code weir}: a new one is added here and read by a parser. */
final class Schema {
  /** Where the stages are. */
  static final Key STAGES = Key.of("weir", "pipeline", "stages");

  /**
   * Paths below {@code weir}; {@code *} is a name that the user chooses, {@code []} marks a list.
   */
  static final List<String> KEYS =
      List.of(
          "namespace",
          "store",
          "start",
          "ingest.threads",
          "commit-interval",
          "validation-interval",
          "key-limit",
          "max-body-size",
          "behind-after",
          "journal.enabled",
          "journal.rate",
          "journal.keep",
          "journal.max-traces",
          "traces.enabled",
          "traces.settle",
          "traces.slow",
          "traces.share",
          "traces.rate",
          "traces.respect-sampled-flag",
          "schema-registry.url[]",
          "schema-registry.api",
          "schema-registry.id-bytes",
          "schema-registry.username",
          "schema-registry.password",
          "schema-registry.token",
          "schema-registry.timeout",
          "schema-registry.cache",
          "schema-registry.retry",
          "auth",
          "users.*.role",
          "users.*.password",
          "tokens.*.role",
          "tokens.*.hash",
          "roles.viewer[]",
          "roles.operator[]",
          "look-ups-per-second",
          "pipeline.name",
          "pipeline.fields.trace[]",
          "pipeline.fields.id[]",
          "pipeline.fields.parent[]",
          "pipeline.fields.time[]",
          "pipeline.fields.origin-time[]",
          "pipeline.fields.key[]",
          "pipeline.values.*.from[]",
          "pipeline.values.*.type",
          "pipeline.snowflake-epoch",
          "pipeline.trace-formats[]",
          "pipeline.schedules.*.zone",
          "pipeline.schedules.*.sessions[]",
          "pipeline.schedules.*.holidays[]",
          "pipeline.stages.*.topics[]",
          "pipeline.stages.*.schedule",
          "pipeline.stages.*.freshness.degraded",
          "pipeline.stages.*.freshness.down",
          "pipeline.stages.*.after[]",
          "pipeline.stages.*.after.*",
          "pipeline.stages.*.after.*.expect",
          "pipeline.stages.*.after.*.expect.any-of[]",
          "pipeline.stages.*.after.*.expect.ratio.min",
          "pipeline.stages.*.after.*.expect.ratio.max",
          "pipeline.stages.*.after.*.within",
          "pipeline.stages.*.after.*.where",
          "pipeline.stages.*.after.*.match",
          "pipeline.stages.*.after.*.differences",
          "pipeline.stages.*.after.*.bucket",
          "pipeline.stages.*.after.*.keep",
          "pipeline.groups.*.stage",
          "pipeline.groups.*.offset-lag",
          "pipeline.groups.*.time-lag");

  private static final String ANY = "*";

  private final Node root = new Node();

  Schema() {
    var weir = new Node();
    root.children.put("weir", weir);
    for (var path : KEYS) {
      boolean list = path.endsWith("[]");
      var node = weir;
      for (var segment : (list ? path.substring(0, path.length() - 2) : path).split("\\.", -1)) {
        node = node.children.computeIfAbsent(segment, _ -> new Node());
      }
      node.value = true;
      node.list |= list;
    }
  }

  /** Whether the key may be set. */
  boolean knows(Key key) {
    return check(key) == null;
  }

  /** What is wrong with the key, or null when it may be set. */
  @Nullable Problem check(Key key) {
    var path = new ArrayList<String>();
    var node = root;
    for (var segment : key.segments()) {
      var next = node.children.getOrDefault(segment, node.children.get(ANY));
      path.add(segment);
      if (next == null) {
        return unknown(new Key(path, -1), segment, node);
      }
      node = next;
    }
    if (!node.value) {
      return new Problem(
          key.whole().toString(), "a single value", "keys below it: " + names(node), null);
    }
    if (key.index() >= 0 && !node.list) {
      return new Problem(key.whole().toString(), "a list", "one value", null);
    }
    return null;
  }

  private static Problem unknown(Key key, String segment, Node parent) {
    if (parent.children.isEmpty()) {
      return new Problem(key.toString(), "an unknown key", "no keys at this place", null);
    }
    return new Problem(
        key.toString(),
        "an unknown key",
        "one of " + names(parent),
        Suggestion.closest(segment, parent.children.keySet()));
  }

  private static String names(Node node) {
    return node.children.containsKey(ANY) ? "names" : String.join(", ", node.children.keySet());
  }

  private static final class Node {
    final Map<String, Node> children = new LinkedHashMap<>();
    boolean value;
    boolean list;
  }
}
