package dev.weir.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.stack.WeirProcess.Reply;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Tells when the status that Weir gives has changed. */
final class HealthWatch {
  private static final Set<String> FINE = Set.of("HEALTHY", "IDLE");

  private final Supplier<Reply> ask;
  private String last = "";

  /**
   * Watches.
   *
   * @param ask for {@code /monitoring/health}; may throw {@link UncheckedIOException}
   */
  HealthWatch(Supplier<Reply> ask) {
    this.ask = ask;
  }

  /** Asks, and describes the status if it or the bottleneck is another than the last time. */
  Optional<String> changed() {
    Optional<JsonNode> health = health();
    String now = health.map(HealthWatch::headline).orElse("no status from Weir");
    if (now.equals(last)) {
      return Optional.empty();
    }
    last = now;
    return Optional.of(now + health.flatMap(HealthWatch::reason).map(" - "::concat).orElse(""));
  }

  private Optional<JsonNode> health() {
    try {
      Reply reply = ask.get();
      // 503 is an answer too: the pipeline's status is DOWN or UNKNOWN.
      boolean answer = reply.status() == 200 || reply.status() == 503;
      return answer
          ? Optional.of(reply.json()).filter(json -> json.has("status"))
          : Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static String headline(JsonNode health) {
    JsonNode bottleneck = health.path("bottleneck");
    JsonNode stage = bottleneck.isObject() ? bottleneck.path("stage") : bottleneck;
    String status = health.path("status").asText();
    return stage.isTextual() ? status + "  bottleneck: " + stage.textValue() : status;
  }

  /** Why the first stage in order that is not fine is so. */
  private static Optional<String> reason(JsonNode health) {
    for (Map.Entry<String, JsonNode> stage : health.path("stages").properties()) {
      String status = stage.getValue().path("status").asText();
      if (!FINE.contains(status)) {
        String reason = stage.getValue().path("reason").asText();
        return Optional.of(stage.getKey() + " " + status + ": " + reason);
      }
    }
    return Optional.empty();
  }
}
