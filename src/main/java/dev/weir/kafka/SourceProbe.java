package dev.weir.kafka;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import dev.weir.flow.Micros;
import dev.weir.kafka.PipelineSample.SourceSample;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads one field from records, from all of its sources or from a single one, and counts. */
final class SourceProbe {
  private static final int MAX_EXAMPLES = 3;
  private static final int MAX_EXAMPLE = 60;

  /** A field of a definition. */
  enum Field {
    TRACE("trace"),
    ID("id"),
    PARENT("parent"),
    TIME("time"),
    ORIGIN_TIME("origin-time"),
    KEY("key");

    final String label;

    Field(String label) {
      this.label = label;
    }

    /** Its sources in a definition. */
    List<FieldSource> in(FieldSources fields) {
      return switch (this) {
        case TRACE -> fields.trace();
        case ID -> fields.id();
        case PARENT -> fields.parent();
        case TIME -> fields.time();
        case ORIGIN_TIME -> fields.originTime();
        case KEY -> fields.key();
      };
    }

    /** A definition that has nothing but this field. */
    FieldSources only(List<FieldSource> sources) {
      return new FieldSources(
          this == TRACE ? sources : List.of(),
          this == ID ? sources : List.of(),
          this == PARENT ? sources : List.of(),
          this == TIME ? sources : List.of(),
          this == ORIGIN_TIME ? sources : List.of(),
          this == KEY ? sources : List.of());
    }
  }

  private final Field field;
  private final RecordDecoder decoder;
  private final StageEvent event = new StageEvent();
  private final Map<String, Long> kinds = new TreeMap<>();
  private final Set<String> examples = new LinkedHashSet<>();
  private long yields;

  SourceProbe(Field field, List<FieldSource> sources, int maxBodyBytes) {
    this.field = field;
    this.decoder = new RecordDecoder(field.only(sources), maxBodyBytes);
  }

  /** Reads one more record. */
  void look(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    decoder.decode(record, event);
    var value = value();
    if (value == null) {
      return;
    }
    yields++;
    if (event.notation != null) {
      kinds.merge(event.notation.label(), 1L, Long::sum);
    }
    if (examples.size() < MAX_EXAMPLES) {
      examples.add(value.length() > MAX_EXAMPLE ? value.substring(0, MAX_EXAMPLE) + "…" : value);
    }
  }

  private @Nullable String value() {
    return switch (field) {
      case TRACE -> text(event.trace);
      case ID -> text(event.id);
      case PARENT -> text(event.parent);
      case KEY -> text(event.key);
      case TIME ->
          (event.rejections & Rejection.FIELD_MISSING.bit()) != 0
              ? null
              : time(event.eventTimeMicros);
      case ORIGIN_TIME -> time(event.originTimeMicros);
    };
  }

  private static @Nullable String text(Slice slice) {
    return slice.isPresent() ? slice.toString() : null;
  }

  private static @Nullable String time(long micros) {
    return micros == NO_TIME ? null : String.valueOf(Micros.toInstant(micros));
  }

  /** In how many records there was a value. */
  long yields() {
    return yields;
  }

  /** What was found, under the source's name. */
  SourceSample sample(String text) {
    boolean contexts = field == Field.TRACE && text.equals("trace-context");
    return new SourceSample(
        text, yields, contexts ? Map.copyOf(kinds) : Map.of(), List.copyOf(examples));
  }
}
