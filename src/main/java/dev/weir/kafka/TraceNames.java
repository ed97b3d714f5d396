package dev.weir.kafka;

import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.SightingRecorder;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.FieldType;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.ValueField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The other ids by which a trace may be known: an event's trace id comes from the first source that
 * has one, and what the other sources have, such as a correlation id, leads to the same trace. Read
 * anew from those few records of which there is a sighting, so that the others cost nothing. One
 * instance per poll thread, not thread-safe.
 */
final class TraceNames {
  private final RecordDecoder decoder;
  private final StageEvent found = new StageEvent();
  private final int count;

  /**
   * Of the pipeline's traces.
   *
   * @param maxBodyBytes larger bodies are not parsed
   */
  TraceNames(Pipeline pipeline, int maxBodyBytes, @Nullable SchemaSource schemas) {
    var sources = pipeline.fields().trace();
    var values = new ArrayList<ValueField>();
    // With a single source there is no other one.
    if (sources.size() > 1) {
      sources.stream().limit(ValueField.MAX_COUNT).forEach(source -> values.add(value(source)));
    }
    var none = List.<FieldSource>of();
    var fields =
        new FieldSources(none, none, none, none, none, none)
            .withTraceFormats(pipeline.fields().traceFormats())
            .with(values, null);
    this.decoder = new RecordDecoder(fields, maxBodyBytes, schemas);
    this.count = values.size();
  }

  private static ValueField value(FieldSource source) {
    return new ValueField(source.notation(), FieldType.TEXT, List.of(source));
  }

  /** Gives the recorder, which has begun a sighting of the record, what names it has. */
  void read(FetchedRecord record, SightingRecorder recorder) {
    if (count == 0) {
      return;
    }
    decoder.decode(record, found);
    if (decoder.awaitedSchema() == 0) {
      for (int at = 0; at < count; at++) {
        if (found.values.isPresent(at)) {
          recorder.name(found.values.get(at).text);
        }
      }
    }
  }

  /** Lets the arrays go in which the last record lay. */
  void release() {
    found.release();
    decoder.release();
  }
}
