package dev.weir.kafka.decode;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import dev.weir.kafka.decode.FieldPlan.Field;
import dev.weir.kafka.decode.FieldPlan.Origin;
import dev.weir.kafka.decode.FieldPlans.StagePlans;
import dev.weir.kafka.decode.FieldReader.Outcome;
import dev.weir.kafka.decode.JsonValues.Kind;
import dev.weir.kafka.decode.Located.Form;
import dev.weir.kafka.fetch.BufferView;
import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.monitor.SchemaSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.ValueField;
import dev.weir.trace.PlainId;
import dev.weir.trace.SnowflakeTime;
import dev.weir.trace.TraceNotation;
import dev.weir.trace.Words;
import java.nio.ByteBuffer;
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
  private final FieldPlans plans;
  private final HeaderReader headerReader;
  private final JsonScanner scanner;
  private final BodyReader bodyReader;
  private final ValueField[] values;
  private final FieldReader reader;
  private final boolean expectsTime;
  private final long snowflakeEpochMs;
  private final int maxBodyBytes;

  private final SourceReader sources;
  private final BufferView recordKey;
  private final BufferView body = new BufferView();
  private final FetchedRecord single = new FetchedRecord();
  private final Located located;
  private final RejectionDetails details = new RejectionDetails();
  private int rejections;
  private long time;
  private long originTime;
  private long awaitedSchema;

  /** As the other one, without a schema registry. */
  public RecordDecoder(FieldSources fields, int maxBodyBytes) {
    this(fields, maxBodyBytes, null);
  }

  /**
   * A decoder for records whose fields lie where {@code fields} says. Hops have no conditions.
   *
   * @param maxBodyBytes larger bodies are not parsed; positive
   * @param schemas where the schemas of bodies are; null when no registry is configured
   */
  public RecordDecoder(FieldSources fields, int maxBodyBytes, @Nullable SchemaSource schemas) {
    this(new FieldPlans(fields), fields, maxBodyBytes, schemas);
  }

  /**
   * A decoder for the records of a pipeline.
   *
   * @param maxBodyBytes larger bodies are not parsed; positive
   * @param schemas where the schemas of bodies are; null when no registry is configured
   */
  public RecordDecoder(Pipeline pipeline, int maxBodyBytes, @Nullable SchemaSource schemas) {
    this(new FieldPlans(pipeline), pipeline.fields(), maxBodyBytes, schemas);
  }

  private RecordDecoder(
      FieldPlans plans, FieldSources fields, int maxBodyBytes, @Nullable SchemaSource schemas) {
    if (maxBodyBytes <= 0) {
      throw new IllegalArgumentException("maxBodyBytes must be positive, got " + maxBodyBytes);
    }
    this.plans = plans;
    this.maxBodyBytes = maxBodyBytes;
    headerReader = new HeaderReader(plans.headers);
    scanner = new JsonScanner(plans.pointers);
    sources = new SourceReader(plans, fields.traceFormats(), scanner.values(), details);
    located = sources.located;
    recordKey = sources.recordKey;
    values = fields.values().toArray(ValueField[]::new);
    expectsTime = !fields.time().isEmpty();
    var epoch = fields.snowflakeEpoch();
    snowflakeEpochMs = epoch == null ? SnowflakeTime.NO_EPOCH : epoch.toEpochMilli();
    reader = new FieldReader(snowflakeEpochMs);
    bodyReader = new BodyReader(scanner, plans.pointers, schemas);
  }

  /** As the other one, of a record that the client has read. */
  public void decode(ConsumerRecord<ByteBuffer, ByteBuffer> record, StageEvent event) {
    single.set(record);
    decode(single, event);
  }

  /** Fills the event from the record, unless {@link #awaitedSchema} tells that it could not. */
  public void decode(FetchedRecord record, StageEvent event) {
    event.clear();
    details.clear();
    recordKey.set(record.key());
    body.set(record.body());
    event.offset = record.offset();
    event.sizeBytes = (int) Math.min((long) recordKey.length() + body.length(), Integer.MAX_VALUE);
    time = NO_TIME;
    originTime = NO_TIME;
    awaitedSchema = 0;
    if (!headerReader.read(record) || record.isDamaged()) {
      event.reject(Rejection.RECORD_CORRUPT);
      rejections = event.rejections;
      return;
    }
    event.recordTimeMicros = EventTimes.recordTime(record.timestampMs());
    scanner.clear();

    var stage = plans.of(record.topic());
    scanner.expect(plans.layout());
    event.conditions = stage.withoutValues();
    boolean hasHeaders = plans.headers.present() != 0;
    for (FieldPlan plan : stage.plans()) {
      plan.restart(hasHeaders);
      follow(plan, stage, event, false);
    }
    if (scanner.isWanting()) {
      readBody(event);
      if (awaitedSchema != 0) {
        return;
      }
      for (FieldPlan plan : stage.plans()) {
        follow(plan, stage, event, true);
      }
    }
    if (expectsTime && time == NO_TIME) {
      event.reject(Rejection.FIELD_MISSING);
      details.missing(plans.time);
    }
    EventTimes.settle(event, time, originTime, snowflakeEpochMs);
    details.times(plans, time, originTime, event.recordTimeMicros);
    rejections = event.rejections;
  }

  /**
   * What was wrong with the record decoded last: which field and which source, in words that show
   * nothing of the record's headers or body. To be asked before the next record is decoded, and
   * while the last one's buffers are still its own.
   *
   * @return empty when the record was not rejected for this reason, or nothing more is known
   */
  public String detail(Rejection reason) {
    boolean applies = (rejections & reason.bit()) != 0 || reason == Rejection.RECORD_CORRUPT;
    var words = applies ? details.of(reason) : "";
    return words.isEmpty() && applies && reason == Rejection.BODY_MALFORMED
        ? bodyReader.detail()
        : words;
  }

  /**
   * The id of a schema on its way without which the last record could not be decoded: its event is
   * not to be used, and it is to be decoded again later. 0 when it was decoded.
   */
  public long awaitedSchema() {
    return awaitedSchema;
  }

  /** Lets the arrays go in which the last record lay, for when no other comes for a while. */
  public void release() {
    scanner.release();
    headerReader.release();
    recordKey.release();
    body.release();
    single.release();
    located.text.release();
    details.clear();
  }

  /** Tries the field's sources until one yields, or until the body is needed and not yet read. */
  private void follow(FieldPlan plan, StagePlans stage, StageEvent event, boolean bodyRead) {
    while (plan.hasNext()) {
      var step = plan.current();
      if (step.origin() == Origin.JSON && !bodyRead) {
        plan.want(scanner);
        return;
      }
      plan.advance();
      if (step.origin() == Origin.TRACE_CONTEXT && plan.field == Field.TRACE) {
        if (sources.readTrace(event)) {
          plan.finish();
        }
        continue;
      }
      if (takesUsual(plan.field, step, event)) {
        plan.finish();
        return;
      }
      sources.locate(step, event);
      if (located.form != Form.NOTHING && yields(plan, stage, event)) {
        plan.finish();
      }
    }
  }

  /**
   * Takes the value of a source if it is what most records have: printable text that needs no more
   * than a look, or a timestamp of the same minute as the one before. Whatever else is there is
   * left, untouched, to those who read every form.
   */
  private boolean takesUsual(Field field, FieldPlan.Step step, StageEvent event) {
    int slot = step.slot();
    return switch (step.origin()) {
      case JSON -> {
        var json = scanner.values();
        yield json.kind(slot) == Kind.TEXT
            && takesUsual(
                field, event, json.bytes(slot), json.offset(slot), json.length(slot), true);
      }
      case HEADER -> {
        var headers = plans.headers;
        yield takesUsual(
            field, event, headers.bytes(slot), headers.offset(slot), headers.length(slot), false);
      }
      case RECORD_KEY -> {
        boolean isKey = field == Field.KEY && recordKey.length() > 0;
        if (isKey) {
          event.key.set(recordKey.bytes(), recordKey.offset(), recordKey.length());
        }
        yield isKey;
      }
      case TRACE_CONTEXT, RECORD_TIME, CONTEXT_TEXT, CONTEXT_TIME -> false;
    };
  }

  private boolean takesUsual(
      Field field, StageEvent event, byte[] bytes, int start, int length, boolean isBody) {
    if (length <= 0) {
      return false;
    }
    if (field == Field.TIME) {
      long micros = reader.recentTime(bytes, start, length);
      time = micros == NO_TIME ? time : micros;
      return micros != NO_TIME;
    }
    // A body's text is an id or a key whatever it has; a trace id or a header's must be printable.
    boolean isAny = isBody && field != Field.TRACE;
    if (!isAny
        && (length > PlainId.MAX_CHARACTERS
            || bytes[start] == ' '
            || bytes[start + length - 1] == ' '
            || !Words.isPrintable(bytes, start, start + length))) {
      return false;
    }
    switch (field) {
      case TRACE -> {
        event.trace.set(bytes, start, length);
        event.notation = TraceNotation.PLAIN;
      }
      case ID -> event.id.set(bytes, start, length);
      case PARENT -> event.parent.set(bytes, start, length);
      case KEY -> event.key.set(bytes, start, length);
      case TIME, ORIGIN_TIME, VALUE, CONDITION -> {
        return false;
      }
    }
    return true;
  }

  private void readBody(StageEvent event) {
    if (body.length() == 0) {
      event.reject(Rejection.BODY_MISSING);
    } else if (body.length() > maxBodyBytes) {
      event.reject(Rejection.BODY_TOO_LARGE);
      details.tooLarge(body.length(), maxBodyBytes);
    } else {
      switch (bodyReader.read(body.bytes(), body.offset(), body.length())) {
        case READ -> {}
        case MALFORMED -> {
          event.reject(Rejection.BODY_MALFORMED);
          if (bodyReader.schemaId() == 0 && body.bytes()[body.offset()] != 0) {
            details.noJson(body.bytes(), body.offset(), body.length());
          }
        }
        case AWAITING -> awaitedSchema = bodyReader.schemaId();
      }
    }
  }

  private boolean yields(FieldPlan plan, StagePlans stage, StageEvent event) {
    var outcome =
        switch (plan.field) {
          case TRACE -> acceptTrace(event);
          case ID -> accept(reader.id(located), event.id);
          case PARENT -> accept(reader.id(located), event.parent);
          case KEY -> accept(reader.key(located), event.key);
          case TIME, ORIGIN_TIME -> acceptTime(plan.field);
          case VALUE -> acceptValue(plan.position, event);
          case CONDITION -> acceptCondition(plan.position, stage, event);
        };
    if (outcome.isMalformed()) {
      var reason =
          plan.field == Field.TRACE ? Rejection.TRACE_MALFORMED : Rejection.FIELD_MALFORMED;
      event.reject(reason);
      details.field(reason, plan, outcome);
    }
    return outcome == Outcome.USABLE;
  }

  private Outcome acceptTrace(StageEvent event) {
    var outcome = accept(reader.traceId(located), event.trace);
    if (outcome == Outcome.USABLE) {
      event.notation = TraceNotation.PLAIN;
    }
    return outcome;
  }

  private Outcome accept(Outcome outcome, Slice into) {
    if (outcome == Outcome.USABLE) {
      var text = located.text;
      into.set(text.bytes(), text.offset(), text.length());
    }
    return outcome;
  }

  private Outcome acceptTime(Field field) {
    long micros = reader.time(located);
    if (field == Field.TIME) {
      time = micros;
    } else {
      originTime = micros;
    }
    return reader.timeOutcome(located, micros);
  }

  private Outcome acceptValue(int position, StageEvent event) {
    var outcome = reader.read(located, values[position].type(), event.values.get(position));
    if (outcome == Outcome.USABLE) {
      event.values.setPresent(position);
    }
    return outcome;
  }

  private Outcome acceptCondition(int position, StagePlans stage, StageEvent event) {
    var outcome = reader.text(located);
    if (outcome == Outcome.USABLE) {
      long bit = 1L << position;
      boolean holds = stage.conditions()[position].holds(located.text);
      event.conditions = holds ? event.conditions | bit : event.conditions & ~bit;
    }
    return outcome;
  }
}
