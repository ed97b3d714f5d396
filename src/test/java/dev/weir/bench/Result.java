package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark gave, and its form in files: JSON that has each round's value beside what
 * follows from them.
 *
 * @param benchmark its name
 * @param conditions by name
 */
record Result(String benchmark, Map<String, String> conditions, List<Row> rows) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes one. */
  void write(Path file) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json());
  }

  /** Writes several into one file. */
  static void write(List<Result> results, Path file) throws IOException {
    var all = JSON.createObjectNode();
    results.forEach(result -> all.set(result.benchmark, result.json()));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
  }

  /** Reads what {@link #write(Path)} wrote. */
  static Result read(Path file) throws IOException {
    var node = JSON.readTree(Files.readString(file));
    var conditions = new LinkedHashMap<String, String>();
    node.path("conditions").forEachEntry((name, value) -> conditions.put(name, value.asText()));
    var rows = new ArrayList<Row>();
    node.path("rows").forEach(row -> rows.add(row(row)));
    return new Result(node.path("benchmark").asText(), conditions, rows);
  }

  private ObjectNode json() {
    var node = JSON.createObjectNode().put("benchmark", benchmark);
    conditions.forEach(node.putObject("conditions")::put);
    var list = node.putArray("rows");
    for (var row : rows) {
      switch (row) {
        case Row.Missing(var name, var why) ->
            list.addObject().put("name", name).put("missing", why);
        case Row.Figure figure -> add(figure, list.addObject().put("name", figure.name()));
      }
    }
    return node;
  }

  private static void add(Row.Figure figure, ObjectNode node) {
    node.put("unit", figure.unit());
    add(figure.value(), node);
    if (figure.bytesPerOperation() != null) {
      node.put("bytesPerOperation", figure.bytesPerOperation());
    }
    var against = figure.against();
    if (against != null) {
      add(
          against.value(),
          node.putObject("against").put("name", against.name()).put("paired", against.paired()));
      node.put("ratio", figure.ratio());
    }
    var ratios = figure.ratios();
    if (ratios != null) {
      add(ratios, node.putObject("ratios"));
    }
    var target = figure.target();
    if (target != null) {
      node.putObject("target")
          .put("of", target.of().name())
          .put("atLeast", target.atLeast())
          .put("bound", target.bound());
      node.put("met", figure.met());
    }
  }

  private static void add(Spread spread, ObjectNode node) {
    node.put("min", spread.min()).put("median", spread.median()).put("max", spread.max());
    var values = node.putArray("values");
    spread.values().forEach(values::add);
  }

  private static Row row(JsonNode node) {
    var name = node.path("name").asText();
    if (node.has("missing")) {
      return Row.missing(name, node.get("missing").asText());
    }
    var against = node.path("against");
    return new Row.Figure(
        name,
        node.path("unit").asText(),
        spread(node),
        against.isMissingNode()
            ? null
            : new Row.Against(
                against.path("name").asText(), spread(against), against.path("paired").asBoolean()),
        target(node.path("target")),
        node.has("bytesPerOperation") ? node.get("bytesPerOperation").asDouble() : null);
  }

  private static @Nullable Target target(JsonNode node) {
    return node.isMissingNode()
        ? null
        : new Target(
            Target.Of.valueOf(node.path("of").asText()),
            node.path("atLeast").asBoolean(),
            node.path("bound").asDouble());
  }

  private static Spread spread(JsonNode node) {
    var values = new ArrayList<Double>();
    node.path("values").forEach(value -> values.add(value.asDouble()));
    return new Spread(values);
  }
}
