package dev.weir.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.config.Variables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Which environment variables mean something to Weir: its own by its schema, Kafka's by the names
 * that the client knows, and those of Quarkus by what its extensions on our class path say of
 * themselves.
 */
final class KnownVariables {
  private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";
  private static final String KAFKA = "KAFKA_";

  /** The phase of each property of Quarkus by its variable. */
  private final Map<String, String> phases = new TreeMap<>();

  KnownVariables() {
    try {
      var json = new ObjectMapper();
      var loader = KnownVariables.class.getClassLoader();
      for (var model : Collections.list(loader.getResources(MODEL))) {
        try (var text = model.openStream()) {
          collect(json.readTree(text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void collect(JsonNode node) {
    var variable = node.path("path").path("environmentVariable");
    if (variable.isTextual() && node.path("phase").isTextual()) {
      phases.put(variable.asText(), node.path("phase").asText());
    }
    node.forEach(this::collect);
  }

  /** What it sets, or empty when nobody reads it, or not when Weir starts. */
  Optional<String> meaning(String variable) {
    if (variable.equals("WEIR_CONFIG")) {
      return Optional.of("the file with the definition");
    }
    if (variable.startsWith("WEIR_")) {
      return Variables.keyOf(variable);
    }
    if (variable.startsWith(KAFKA)) {
      var property = variable.substring(KAFKA.length()).toLowerCase(Locale.ROOT).replace('_', '.');
      return Optional.of(property).filter(ConsumerConfig.configNames()::contains);
    }
    return Optional.ofNullable(phases.get(variable)).filter("RUN_TIME"::equals);
  }
}
