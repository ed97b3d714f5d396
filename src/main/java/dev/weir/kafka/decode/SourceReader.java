package dev.weir.kafka.decode;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import dev.weir.kafka.decode.Located.Form;
import dev.weir.kafka.fetch.BufferView;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.HeaderTable;
import dev.weir.trace.TraceNotation;
import java.util.List;

/** Finds what a source has in the record that is being decoded. Not thread-safe. */
final class SourceReader {
  /** What was found last. */
  final Located located = new Located();

  /** The record's key. */
  final BufferView recordKey = new BufferView();

  private final HeaderTable headers;
  private final TraceContextReader traceContext;
  private final ContextValues context;
  private final JsonValues json;
  private final RejectionDetails details;

  /**
   * A reader of a record's headers and of what was found in its body.
   *
   * @param notations what is read of trace context, in the order in which they are tried
   * @param details is told of what is there and cannot be read
   */
  SourceReader(
      FieldPlans plans, List<TraceNotation> notations, JsonValues json, RejectionDetails details) {
    this.headers = plans.headers;
    this.traceContext = new TraceContextReader(notations, headers);
    this.context = plans.context;
    this.json = json;
    this.details = details;
  }

  /** Points {@link #located} at what a source has, without surrounding blanks in a header. */
  void locate(FieldPlan.Step step, StageEvent event) {
    int slot = step.slot();
    var text = located.text;
    text.clear();
    located.form =
        switch (step.origin()) {
          case TRACE_CONTEXT ->
              traceContext.read(headers, text, event, details) ? Form.TRACE_ID : Form.NOTHING;
          case HEADER -> {
            if (!headers.isPresent(slot)) {
              yield Form.NOTHING;
            }
            int start = headers.textStart(slot);
            text.set(headers.bytes(slot), start, headers.textEnd(slot) - start);
            yield Form.HEADER;
          }
          case CONTEXT_TEXT ->
              context.text(slot, headers, text, event, details) ? Form.HEADER : Form.NOTHING;
          case JSON -> {
            text.set(json.bytes(slot), json.offset(slot), json.length(slot));
            yield switch (json.kind(slot)) {
              case ABSENT, NULL -> Form.NOTHING;
              case TEXT -> located.isEmpty() ? Form.NOTHING : Form.JSON_TEXT;
              case NUMBER -> Form.JSON_NUMBER;
              case TRUE, FALSE -> Form.JSON_BOOLEAN;
              case OBJECT, ARRAY -> Form.JSON_CONTAINER;
            };
          }
          case RECORD_KEY -> {
            text.set(recordKey.bytes(), recordKey.offset(), recordKey.length());
            yield located.isEmpty() ? Form.NOTHING : Form.RECORD_KEY;
          }
          case CONTEXT_TIME -> time(context.time(slot, headers, event, details));
          case RECORD_TIME -> time(event.recordTimeMicros);
        };
  }

  private Form time(long micros) {
    located.timeMicros = micros;
    return micros == NO_TIME ? Form.NOTHING : Form.READ_TIME;
  }

  /** Gives the event its trace, if a trace context is among its headers. */
  boolean readTrace(StageEvent event) {
    boolean isFound = traceContext.read(headers, event.trace, event, details);
    if (isFound) {
      traceContext.describe(event);
    }
    return isFound;
  }
}
