package dev.weir.bench.jmh;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.StageEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Decoding a record whose trace id is in headers of one notation, with its id and its time in
 * further headers, its key in the record's, and an opaque value of 190 bytes.
 */
@State(Scope.Thread)
public class HeaderParts {
  private static final int RECORDS = 64;
  private static final String SPAN = "00f067aa0ba902b7";
  private static final FieldSources FIELDS =
      new FieldSources(
          List.of(new FieldSource.TraceContext(), new FieldSource.Header("trace_id")),
          List.of(new FieldSource.Header("ce_id")),
          List.of(),
          List.of(new FieldSource.Header("ce_time")),
          List.of(),
          List.of(new FieldSource.RecordKey()));

  /** The notation. */
  @Param({"w3c", "b3-single", "b3-multi", "jaeger", "datadog", "aws-xray", "cloudevents", "plain"})
  public String notation = "";

  private Decoding decoding = new Decoding(FIELDS, null, List.of());

  /** Makes the records. */
  @Setup
  public void records() {
    var records = new FetchedRecords();
    for (int at = 0; at < RECORDS; at++) {
      var time = Instant.parse("2026-11-20T10:00:00.125Z").plusMillis(at);
      var trace = String.format(Locale.ROOT, "4bf92f3577b34da6a3ce929d0e0e%04x", at);
      var headers = new LinkedHashMap<>(trace(notation, trace));
      headers.put("ce_id", "event-" + (1000 + at));
      headers.put("ce_time", time.toString());
      records.add(time.toEpochMilli(), "SYM" + at, new byte[190], headers);
    }
    decoding = new Decoding(FIELDS, null, records.fetch());
  }

  private static Map<String, String> trace(String notation, String id) {
    return switch (notation) {
      case "w3c" -> Map.of("traceparent", "00-" + id + "-" + SPAN + "-01");
      case "b3-single" -> Map.of("b3", id + "-" + SPAN + "-1");
      case "b3-multi" -> Map.of("X-B3-TraceId", id, "X-B3-SpanId", SPAN, "X-B3-Sampled", "1");
      case "jaeger" -> Map.of("uber-trace-id", id + ":" + SPAN + ":0:1");
      case "datadog" ->
          Map.of(
              "x-datadog-trace-id",
              Long.toUnsignedString(Long.parseUnsignedLong(id.substring(16), 16)),
              "x-datadog-parent-id",
              Long.toUnsignedString(Long.parseUnsignedLong(SPAN, 16)),
              "x-datadog-sampling-priority",
              "1",
              "x-datadog-tags",
              "_dd.p.tid=" + id.substring(0, 16));
      case "aws-xray" ->
          Map.of(
              "X-Amzn-Trace-Id",
              "Root=1-"
                  + id.substring(0, 8)
                  + "-"
                  + id.substring(8)
                  + ";Parent="
                  + SPAN
                  + ";Sampled=1");
      case "cloudevents" -> Map.of("ce_traceparent", "00-" + id + "-" + SPAN + "-01");
      case "plain" -> Map.of("trace_id", id);
      default -> throw new IllegalArgumentException("notation is " + notation);
    };
  }

  /** Decodes one. */
  @Benchmark
  public StageEvent decode() {
    return decoding.next();
  }
}
