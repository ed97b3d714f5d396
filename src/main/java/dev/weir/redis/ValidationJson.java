package dev.weir.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.verdict.StageVerdict;
import dev.weir.verdict.Status;
import dev.weir.verdict.Validation;
import dev.weir.verdict.Verdict;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A validation as people read it: {@code {validationId, timestamp, namespace, pipeline,
 * stages:{NAME:{status, reason, cause}}, overall, reason, bottleneck}}. By trees, not by
 * reflection, so that a native executable needs no registration.
 */
final class ValidationJson {
  private static final ObjectMapper TREES = new ObjectMapper();

  private ValidationJson() {}

  static String encode(Validation validation) {
    Verdict verdict = validation.verdict();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("validationId", validation.id());
    json.put("timestamp", verdict.at().toString());
    json.put("namespace", validation.namespace());
    json.put("pipeline", validation.pipeline());
    ObjectNode stages = json.putObject("stages");
    for (StageVerdict stage : verdict.stages()) {
      stages
          .putObject(stage.stage())
          .put("status", stage.status().name())
          .put("reason", stage.reason())
          .put("cause", stage.cause());
    }
    json.put("overall", verdict.overall().name());
    json.put("reason", verdict.reason());
    json.put("bottleneck", verdict.bottleneck());
    return json.toString();
  }

  /** The validation, or empty if the text is not one that this version can read. */
  static Optional<Validation> decode(String text) {
    try {
      JsonNode json = TREES.readTree(text);
      List<StageVerdict> stages = new ArrayList<>();
      json.required("stages")
          .properties()
          .forEach(e -> stages.add(stage(e.getKey(), e.getValue())));
      Verdict verdict =
          new Verdict(
              Instant.parse(string(json, "timestamp")),
              Status.valueOf(string(json, "overall")),
              string(json, "reason"),
              stages,
              nullable(json, "bottleneck"));
      return Optional.of(
          new Validation(
              string(json, "validationId"),
              string(json, "namespace"),
              string(json, "pipeline"),
              verdict));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException malformed) {
      return Optional.empty();
    }
  }

  private static StageVerdict stage(String name, JsonNode json) {
    return new StageVerdict(
        name,
        Status.valueOf(string(json, "status")),
        string(json, "reason"),
        nullable(json, "cause"));
  }

  private static String string(JsonNode json, String field) {
    return json.required(field).asText();
  }

  private static @Nullable String nullable(JsonNode json, String field) {
    return json.hasNonNull(field) ? string(json, field) : null;
  }
}
