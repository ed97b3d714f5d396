package dev.weir.kafka;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import dev.weir.kafka.FieldPlan.Field;
import dev.weir.kafka.FieldPlan.Origin;
import dev.weir.monitor.SchemaSource;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.HeaderTable;
import dev.weir.trace.PlainId;
import dev.weir.trace.TraceNotation;
import dev.weir.trace.Utf8;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a record what it tells about its stage. Whatever the record holds is an outcome:
 * nothing throws, and what could not be read is noted in {@link StageEvent#rejections}.
 *
 * <p>The body is read only if a field needs it, at most once, and stops when the fields have their
 * values. Nothing is copied but texts with escapes and buffers that do not show their array. An
 * empty or null value in the body is as good as none.
 *
 * <p>One instance per poll thread, reused for every record: not thread-safe, and the event's slices
 * are valid until the next call. Allocates nothing per record.
 */
public final class RecordDecoder {
  /** The form in which a source has a value. */
  private enum Form {
    NOTHING,
    JSON_TEXT,
    JSON_NUMBER,
    JSON_OTHER,
    HEADER,
    RECORD_KEY,
    TRACE_ID
  }

  private final HeaderTable headers;
  private final TraceContextReader traceContext;
  private final JsonScanner scanner;
  private final BodyReader bodyReader;
  private final JsonValues json;
  private final FieldPlan[] plans;
  private final boolean expectsTime;
  private final int maxBodyBytes;

  private final BufferView recordKey = new BufferView();
  private final BufferView body = new BufferView();
  private final Slice value = new Slice();
  private long time;
  private long originTime;
  private long awaitedSchema;

  /** As the other one, without a schema registry. */
  public RecordDecoder(FieldSources fields, int maxBodyBytes) {
    this(fields, maxBodyBytes, null);
  }

  /**
   * A decoder for records whose fields lie where {@code fields} says.
   *
   * @param maxBodyBytes larger bodies are not parsed; positive
   * @param schemas where the schemas of bodies are; null when no registry is configured
   */
  public RecordDecoder(FieldSources fields, int maxBodyBytes, @Nullable SchemaSource schemas) {
    if (maxBodyBytes <= 0) {
      throw new IllegalArgumentException("maxBodyBytes must be positive, got " + maxBodyBytes);
    }
    this.maxBodyBytes = maxBodyBytes;
    expectsTime = !fields.time().isEmpty();
    headers = new HeaderTable(all(fields).flatMap(RecordDecoder::headerNames).toList());
    traceContext = new TraceContextReader(headers);
    var pointers = all(fields).flatMap(RecordDecoder::pointers).distinct().toList();
    scanner = new JsonScanner(pointers);
    json = scanner.values();
    bodyReader = new BodyReader(scanner, pointers, schemas);
    plans =
        new FieldPlan[] {
          new FieldPlan(Field.TRACE, fields.trace(), headers, pointers),
          new FieldPlan(Field.ID, fields.id(), headers, pointers),
          new FieldPlan(Field.PARENT, fields.parent(), headers, pointers),
          new FieldPlan(Field.KEY, fields.key(), headers, pointers),
          new FieldPlan(Field.TIME, fields.time(), headers, pointers),
          new FieldPlan(Field.ORIGIN_TIME, fields.originTime(), headers, pointers)
        };
  }

  private static Stream<FieldSource> all(FieldSources fields) {
    return Stream.of(
            fields.trace(),
            fields.id(),
            fields.parent(),
            fields.key(),
            fields.time(),
            fields.originTime())
        .flatMap(List::stream);
  }

  private static Stream<String> headerNames(FieldSource source) {
    return switch (source) {
      case FieldSource.TraceContext() -> TraceContextReader.headerNames();
      case FieldSource.Header(String name) -> Stream.of(name);
      case FieldSource.Json _, FieldSource.RecordKey _, FieldSource.RecordTime _ -> Stream.empty();
    };
  }

  private static Stream<List<String>> pointers(FieldSource source) {
    return source instanceof FieldSource.Json(List<String> tokens)
        ? Stream.of(tokens)
        : Stream.empty();
  }

  /** Fills the event from the record, unless {@link #awaitedSchema} tells that it could not. */
  public void decode(ConsumerRecord<ByteBuffer, ByteBuffer> record, StageEvent event) {
    event.clear();
    recordKey.set(record.key());
    body.set(record.value());
    event.offset = record.offset();
    event.sizeBytes = size(record);
    event.recordTimeMicros = EventTimes.recordTime(record.timestamp());
    time = NO_TIME;
    originTime = NO_TIME;
    awaitedSchema = 0;
    HeaderReader.read(record, headers);
    scanner.clear();

    for (FieldPlan plan : plans) {
      plan.restart();
      follow(plan, event, false);
    }
    if (scanner.isWanting()) {
      readBody(event);
      if (awaitedSchema != 0) {
        return;
      }
      for (FieldPlan plan : plans) {
        follow(plan, event, true);
      }
    }
    if (expectsTime && time == NO_TIME) {
      event.reject(Rejection.FIELD_MISSING);
    }
    EventTimes.settle(event, time, originTime);
  }

  /**
   * The id of a schema on its way without which the last record could not be decoded: its event is
   * not to be used, and it is to be decoded again later. 0 when it was decoded.
   */
  public long awaitedSchema() {
    return awaitedSchema;
  }

  /** What was wrong with the last record's body, in words and without its content; or empty. */
  public String bodyDetail() {
    return bodyReader.detail();
  }

  private int size(ConsumerRecord<?, ?> record) {
    int key = record.serializedKeySize();
    int value = record.serializedValueSize();
    long bytes = (long) (key < 0 ? recordKey.length() : key) + (value < 0 ? body.length() : value);
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /** Tries the field's sources until one yields, or until the body is needed and not yet read. */
  private void follow(FieldPlan plan, StageEvent event, boolean bodyRead) {
    while (plan.hasNext()) {
      var step = plan.current();
      if (step.origin() == Origin.JSON && !bodyRead) {
        plan.want(scanner);
        return;
      }
      plan.advance();
      if (yields(plan.field, step, event)) {
        plan.finish();
      }
    }
  }

  private void readBody(StageEvent event) {
    if (body.length() == 0) {
      event.reject(Rejection.BODY_MISSING);
    } else if (body.length() > maxBodyBytes) {
      event.reject(Rejection.BODY_TOO_LARGE);
    } else {
      switch (bodyReader.read(body.bytes(), body.offset(), body.length())) {
        case READ -> {}
        case MALFORMED -> event.reject(Rejection.BODY_MALFORMED);
        case AWAITING -> awaitedSchema = bodyReader.schemaId();
      }
    }
  }

  private boolean yields(Field field, FieldPlan.Step step, StageEvent event) {
    if (step.origin() == Origin.RECORD_TIME) {
      return acceptRecordTime(field, event);
    }
    Form form = locate(step, event);
    if (form == Form.NOTHING) {
      return false;
    }
    return switch (field) {
      case TRACE -> acceptTrace(form, event);
      case ID -> acceptText(form, event.id, event);
      case PARENT -> acceptText(form, event.parent, event);
      case KEY -> acceptText(form, event.key, event);
      case TIME -> (time = readTime(form, event)) != NO_TIME;
      case ORIGIN_TIME -> (originTime = readTime(form, event)) != NO_TIME;
    };
  }

  /** Points {@link #value} at what the source has, without surrounding blanks in a header. */
  private Form locate(FieldPlan.Step step, StageEvent event) {
    int slot = step.slot();
    return switch (step.origin()) {
      case TRACE_CONTEXT -> traceContext.read(headers, value, event) ? Form.TRACE_ID : Form.NOTHING;
      case HEADER -> {
        value.set(headers.bytes(slot), headers.offset(slot), headers.length(slot));
        yield headers.isPresent(slot) ? Form.HEADER : Form.NOTHING;
      }
      case JSON -> {
        value.set(json.bytes(slot), json.offset(slot), json.length(slot));
        yield switch (json.kind(slot)) {
          case ABSENT, NULL -> Form.NOTHING;
          case TEXT -> value.length() == 0 ? Form.NOTHING : Form.JSON_TEXT;
          case NUMBER -> Form.JSON_NUMBER;
          case TRUE, FALSE, OBJECT, ARRAY -> Form.JSON_OTHER;
        };
      }
      case RECORD_KEY -> {
        value.set(recordKey.bytes(), recordKey.offset(), recordKey.length());
        yield recordKey.length() == 0 ? Form.NOTHING : Form.RECORD_KEY;
      }
      case RECORD_TIME -> Form.NOTHING;
    };
  }

  private boolean acceptTrace(Form form, StageEvent event) {
    boolean usable = form == Form.TRACE_ID || (form != Form.JSON_OTHER && isPlainId());
    if (!usable) {
      event.reject(Rejection.TRACE_MALFORMED);
      return false;
    }
    event.trace.set(value.bytes(), value.offset(), value.length());
    event.notation = form == Form.TRACE_ID ? TraceNotation.W3C : TraceNotation.PLAIN;
    return true;
  }

  private boolean acceptText(Form form, Slice into, StageEvent event) {
    if (value.length() == 0 && form == Form.HEADER) {
      return false;
    }
    if (form == Form.JSON_OTHER || (form == Form.HEADER && !isPlainId())) {
      event.reject(Rejection.FIELD_MALFORMED);
      return false;
    }
    into.set(value.bytes(), value.offset(), value.length());
    return true;
  }

  /** Whether the value is a plain id, once the blanks around it are taken away. */
  private boolean isPlainId() {
    trim();
    return PlainId.isValid(value.bytes(), value.offset(), value.offset() + value.length());
  }

  private void trim() {
    int end = value.offset() + value.length();
    int start = Utf8.trimStart(value.bytes(), value.offset(), end);
    value.set(value.bytes(), start, Utf8.trimEnd(value.bytes(), start, end) - start);
  }

  private boolean acceptRecordTime(Field field, StageEvent event) {
    if (event.recordTimeMicros == NO_TIME) {
      return false;
    }
    switch (field) {
      case TIME -> time = event.recordTimeMicros;
      case ORIGIN_TIME -> originTime = event.recordTimeMicros;
      case TRACE, ID, PARENT, KEY -> {
        return false; // A time is no text.
      }
    }
    return true;
  }

  private long readTime(Form form, StageEvent event) {
    long micros = NO_TIME;
    if (form == Form.JSON_NUMBER) {
      micros = TimeText.number(value.bytes(), value.offset(), value.length());
    } else if (form != Form.JSON_OTHER) {
      trim();
      micros = TimeText.parse(value.bytes(), value.offset(), value.length());
    }
    if (micros == NO_TIME) {
      event.reject(Rejection.FIELD_MALFORMED);
    }
    return micros;
  }
}
