package dev.weir.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a service publishes.
 *
 * @param service who publishes it
 * @param id UUIDv7 of {@code epochMicros}
 * @param epochMicros when it is published, by the service's own clock
 * @param symbol the instrument
 * @param data members of the envelope's {@code data} after the symbol, as JSON
 * @param correlationId the id of the tick that began the chain
 * @param parent the event that caused this one; null for ticks
 * @param traceId 32 hex digits, the same along the chain
 * @param spanId 16 hex digits
 */
public record Event(
    Service service,
    UUID id,
    long epochMicros,
    String symbol,
    String data,
    String correlationId,
    @Nullable Event parent,
    String traceId,
    String spanId) {

  // Instant prints as many digits as it needs; the platform's services always print six.
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** The envelope, as JSON. */
  public String json() {
    Event cause = parent;
    return "{\"id\":\"%s\",\"event_type\":\"%s\",\"timestamp\":\"%s\",\"source\":\"%s\",\"broker\":\"%s\","
            .formatted(id, service.eventType(), timestamp(), service.source(), "simulated")
        + "\"data\":{\"symbol\":\"%s\",%s},\"correlation_id\":\"%s\",\"causation_id\":%s,"
            .formatted(symbol, data, correlationId, cause == null ? "null" : quoted(cause.id()))
        + "\"trace_id\":\"%s\",\"parent_trace_id\":%s}"
            .formatted(traceId, cause == null ? "null" : quoted(cause.traceId()));
  }

  /** Publishing time in RFC 3339 with microseconds. */
  public String timestamp() {
    return MICROS.format(Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS));
  }

  private static String quoted(Object text) {
    return "\"" + text + "\"";
  }
}
