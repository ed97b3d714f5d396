package dev.weir.pipeline;

import java.time.Instant;
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
    List<ValueField> values,
    @Nullable Instant snowflakeEpoch) {

  /** Copies every list. */
  public FieldSources {
    trace = List.copyOf(trace);
    id = List.copyOf(id);
    parent = List.copyOf(parent);
    time = List.copyOf(time);
    originTime = List.copyOf(originTime);
    key = List.copyOf(key);
    values = List.copyOf(values);
    if (values.size() > ValueField.MAX_COUNT) {
      throw new IllegalArgumentException("too many values: " + values.size());
    }
  }

  /** The fixed fields alone, without Snowflake ids. */
  public FieldSources(
      List<FieldSource> trace,
      List<FieldSource> id,
      List<FieldSource> parent,
      List<FieldSource> time,
      List<FieldSource> originTime,
      List<FieldSource> key) {
    this(trace, id, parent, time, originTime, key, List.of(), null);
  }

  /** The same fixed fields with these values and these Snowflake ids. */
  public FieldSources with(List<ValueField> values, @Nullable Instant snowflakeEpoch) {
    return new FieldSources(trace, id, parent, time, originTime, key, values, snowflakeEpoch);
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
