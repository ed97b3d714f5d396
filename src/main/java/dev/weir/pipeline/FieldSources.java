package dev.weir.pipeline;

import dev.weir.trace.TraceNotation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where each field of a stage event comes from; the first source that yields wins.
 *
 * @param trace the trace id
 * @param id the event's own id
 * @param parent the id of the event that caused this one
 * @param time the event time
 * @param originTime when the first event of the trace happened; empty when messages do not carry it
 * @param key what the key table counts by, such as the symbol
 * @param traceFormats the notations of trace context that are read, the first that has a trace id
 *     wins; without {@link TraceNotation#PLAIN}
 * @param values fields beside these, at most {@link ValueField#MAX_COUNT}
 * @param snowflakeEpoch from when Snowflake ids count; null when no number is such an id
 */
public record FieldSources(
    List<FieldSource> trace,
    List<FieldSource> id,
    List<FieldSource> parent,
    List<FieldSource> time,
    List<FieldSource> originTime,
    List<FieldSource> key,
    List<TraceNotation> traceFormats,
    List<ValueField> values,
    @Nullable Instant snowflakeEpoch) {

  /** Every notation of trace context, in the order in which they are tried by default. */
  public static final List<TraceNotation> ALL_TRACE_FORMATS =
      Arrays.stream(TraceNotation.values())
          .filter(notation -> notation != TraceNotation.PLAIN)
          .toList();

  /** Copies every list. */
  public FieldSources {
    trace = List.copyOf(trace);
    id = List.copyOf(id);
    parent = List.copyOf(parent);
    time = List.copyOf(time);
    originTime = List.copyOf(originTime);
    key = List.copyOf(key);
    traceFormats = List.copyOf(traceFormats);
    if (traceFormats.contains(TraceNotation.PLAIN)) {
      throw new IllegalArgumentException(
          "traceFormats must not have PLAIN: it is no trace context");
    }
    values = List.copyOf(values);
    if (values.size() > ValueField.MAX_COUNT) {
      throw new IllegalArgumentException("too many values: " + values.size());
    }
  }

  /** The fixed fields alone, with every notation of trace context and without Snowflake ids. */
  public FieldSources(
      List<FieldSource> trace,
      List<FieldSource> id,
      List<FieldSource> parent,
      List<FieldSource> time,
      List<FieldSource> originTime,
      List<FieldSource> key) {
    this(trace, id, parent, time, originTime, key, ALL_TRACE_FORMATS, List.of(), null);
  }

  /** The same with these values and these Snowflake ids. */
  public FieldSources with(List<ValueField> values, @Nullable Instant snowflakeEpoch) {
    return new FieldSources(
        trace, id, parent, time, originTime, key, traceFormats, values, snowflakeEpoch);
  }

  /** The same with these notations of trace context. */
  public FieldSources withTraceFormats(List<TraceNotation> traceFormats) {
    return new FieldSources(
        trace, id, parent, time, originTime, key, traceFormats, values, snowflakeEpoch);
  }

  /**
   * The sources that read the platform's usual envelope; used for fields left out of a definition.
   */
  public static FieldSources defaults() {
    return new FieldSources(
        List.of(
            new FieldSource.TraceContext(),
            new FieldSource.Header("trace_id"),
            json("trace_id"),
            json("correlation_id")),
        List.of(new FieldSource.Header("ce_id"), json("id")),
        List.of(json("causation_id")),
        List.of(json("timestamp"), new FieldSource.RecordTime()),
        List.of(),
        List.of(json("data", "symbol"), new FieldSource.RecordKey()));
  }

  private static FieldSource json(String... tokens) {
    return new FieldSource.Json(List.of(tokens));
  }
}
