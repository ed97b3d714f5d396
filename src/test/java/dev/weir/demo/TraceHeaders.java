package dev.weir.demo;

import java.util.Map;

/** The trace context of an event in the headers that its service's instrumentation writes. */
final class TraceHeaders {
  private TraceHeaders() {}

  /** Names and values; empty for a service that writes none. */
  static Map<String, String> of(Event event) {
    return switch (event.service().tracing()) {
      case W3C -> Map.of("traceparent", "00-" + event.traceId() + "-" + event.spanId() + "-01");
      case B3 -> b3(event);
      case DATADOG -> datadog(event);
      case ENVELOPE -> Map.of();
    };
  }

  private static Map<String, String> b3(Event event) {
    Event parent = event.parent();
    return Map.of(
        "X-B3-TraceId",
        event.traceId(),
        "X-B3-SpanId",
        event.spanId(),
        "X-B3-ParentSpanId",
        parent == null ? event.spanId() : parent.spanId(),
        "X-B3-Sampled",
        "1");
  }

  /** Datadog splits the 128 bits: the lower half in decimal, the upper one in hex in a tag. */
  private static Map<String, String> datadog(Event event) {
    return Map.of(
        "x-datadog-trace-id",
        decimal(event.traceId().substring(16)),
        "x-datadog-parent-id",
        decimal(event.spanId()),
        "x-datadog-sampling-priority",
        "1",
        "x-datadog-tags",
        "_dd.p.tid=" + event.traceId().substring(0, 16));
  }

  private static String decimal(String hex) {
    return Long.toUnsignedString(Long.parseUnsignedLong(hex, 16));
  }
}
