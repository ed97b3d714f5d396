package dev.weir.kafka;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import dev.weir.flow.Micros;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.ValueField;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of a definition, to be asked of records by itself.
 *
 * @param label its name in the definition
 * @param sources in the order in which they are tried
 * @param only a definition that has nothing but this field, with the sources that are given
 * @param answer the field's value in an event as text, or null when it has none
 */
record Question(
    String label,
    List<FieldSource> sources,
    Function<List<FieldSource>, FieldSources> only,
    Function<StageEvent, @Nullable String> answer) {
  private static final List<FieldSource> NONE = List.of();

  /** A question for every field. */
  static List<Question> all(FieldSources fields) {
    var epoch = fields.snowflakeEpoch();
    var questions = new ArrayList<Question>();
    questions.add(
        new Question(
            "trace",
            fields.trace(),
            it ->
                new FieldSources(it, NONE, NONE, NONE, NONE, NONE)
                    .withTraceFormats(fields.traceFormats()),
            event -> text(event.trace)));
    questions.add(
        new Question(
            "id",
            fields.id(),
            it -> new FieldSources(NONE, it, NONE, NONE, NONE, NONE).with(List.of(), epoch),
            event -> text(event.id)));
    questions.add(
        new Question(
            "parent",
            fields.parent(),
            it -> new FieldSources(NONE, NONE, it, NONE, NONE, NONE).with(List.of(), epoch),
            event -> text(event.parent)));
    questions.add(
        new Question(
            "time",
            fields.time(),
            it -> new FieldSources(NONE, NONE, NONE, it, NONE, NONE).with(List.of(), epoch),
            Question::eventTime));
    questions.add(
        new Question(
            "origin-time",
            fields.originTime(),
            it -> new FieldSources(NONE, NONE, NONE, NONE, it, NONE).with(List.of(), epoch),
            event -> time(event.originTimeMicros)));
    questions.add(
        new Question(
            "key",
            fields.key(),
            it -> new FieldSources(NONE, NONE, NONE, NONE, NONE, it).with(List.of(), epoch),
            event -> text(event.key)));
    for (var value : fields.values()) {
      questions.add(
          new Question(
              value.name(),
              value.from(),
              it ->
                  new FieldSources(NONE, NONE, NONE, NONE, NONE, NONE)
                      .with(List.of(new ValueField(value.name(), value.type(), it)), epoch),
              event -> value(value, event)));
    }
    return questions;
  }

  private static @Nullable String text(Slice slice) {
    return slice.isPresent() ? slice.toString() : null;
  }

  private static @Nullable String eventTime(StageEvent event) {
    // An event time is always set: this tells whether it is one of the field's own.
    boolean missing = (event.rejections & Rejection.FIELD_MISSING.bit()) != 0;
    return missing ? null : time(event.eventTimeMicros);
  }

  private static @Nullable String time(long micros) {
    return micros == NO_TIME ? null : String.valueOf(Micros.toInstant(micros));
  }

  private static @Nullable String value(ValueField field, StageEvent event) {
    if (!event.values.isPresent(0)) {
      return null;
    }
    var value = event.values.get(0);
    return switch (field.type()) {
      case TEXT -> text(value.text);
      case NUMBER -> String.valueOf(value.number);
      case TIME -> time(value.timeMicros);
      case BOOLEAN -> String.valueOf(value.truth);
    };
  }
}
