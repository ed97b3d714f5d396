package dev.weir.kafka.decode;

import dev.weir.kafka.decode.FieldReader.Outcome;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.Rejection;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was wrong with the record decoded last, by reason: which field, which source, and how.
 * Filling it allocates nothing; words are made when they are asked for. They name fields, sources,
 * positions and sizes, and never show anything of a header or a body.
 */
final class RejectionDetails {
  private static final int MAX_NOTES = 8;

  // Notes on values of fields and of headers; what comes after the eighth in a record is dropped.
  private final @Nullable Rejection[] reasons = new @Nullable Rejection[MAX_NOTES];
  private final @Nullable FieldPlan[] plans = new @Nullable FieldPlan[MAX_NOTES];
  private final int[] sources = new int[MAX_NOTES];
  private final Outcome[] outcomes = new Outcome[MAX_NOTES];
  private final @Nullable String[] words = new @Nullable String[MAX_NOTES];
  private int notes;

  private @Nullable FieldPlan missing;
  private byte @Nullable [] body;
  private int bodyOffset;
  private int bodyLength;
  private int bodyLimit;
  private final AbsurdTimes times = new AbsurdTimes();

  /** Forgets the previous record. */
  void clear() {
    notes = 0;
    missing = null;
    body = null;
  }

  /** A field's source, the one that was tried last, has a value that cannot be used. */
  void field(Rejection reason, FieldPlan plan, Outcome outcome) {
    if (notes < MAX_NOTES) {
      reasons[notes] = reason;
      plans[notes] = plan;
      sources[notes] = plan.tried();
      outcomes[notes] = outcome;
      words[notes++] = null;
    }
  }

  /** A header of trace context is not as its format demands. */
  void header(String name) {
    say(Rejection.TRACE_MALFORMED, name);
  }

  /**
   * A reason that another reader found.
   *
   * @param words what is wrong, a constant; of {@code TRACE_MALFORMED} a header's name
   */
  void say(Rejection reason, String words) {
    if (notes < MAX_NOTES) {
      reasons[notes] = reason;
      plans[notes] = null;
      this.words[notes++] = words;
    }
  }

  /** None of the field's sources yields. */
  void missing(FieldPlan plan) {
    missing = plan;
  }

  /** The body is larger than what is parsed. */
  void tooLarge(int length, int limit) {
    bodyLength = length;
    bodyLimit = limit;
  }

  /** The body is no JSON. */
  void noJson(byte[] bytes, int offset, int length) {
    body = bytes;
    bodyOffset = offset;
    bodyLength = length;
  }

  /** The times that the fields gave, and the record's own; {@code NO_TIME} for none. */
  void times(FieldPlans plans, long time, long originTime, long recordTime) {
    times.time(plans.time, time);
    times.originTime(plans.originTime, originTime);
    times.recordTime(recordTime);
  }

  /** What is known about a reason that the record was rejected for; empty when nothing is. */
  String of(Rejection reason) {
    var parts = new ArrayList<String>();
    for (int i = 0; i < notes; i++) {
      if (reasons[i] == reason) {
        parts.add(note(i));
      }
    }
    parts.add(ofRecord(reason));
    parts.removeIf(String::isEmpty);
    return parts.stream().distinct().collect(Collectors.joining("; "));
  }

  private String note(int i) {
    var plan = plans[i];
    if (plan == null) {
      var said = Objects.requireNonNullElse(words[i], "");
      return reasons[i] == Rejection.TRACE_MALFORMED
          ? "trace: header " + said + " is not of its form"
          : said;
    }
    var source = plan.sources().get(sources[i]);
    return plan.label + ": " + source.notation() + " " + outcomes[i].words();
  }

  private String ofRecord(Rejection reason) {
    return switch (reason) {
      case BODY_MISSING -> "the record has no body";
      case BODY_TOO_LARGE ->
          String.format(
              Locale.ROOT, "body is %,d bytes, at most %,d are parsed", bodyLength, bodyLimit);
      case BODY_MALFORMED -> body == null ? "" : JsonFault.describe(body, bodyOffset, bodyLength);
      case FIELD_MISSING -> missing == null ? "" : none(missing);
      case TIME_ABSURD -> times.words();
      case RECORD_CORRUPT -> "the record cannot be read";
      case TRACE_MALFORMED, FIELD_MALFORMED -> "";
    };
  }

  private static String none(FieldPlan plan) {
    var sources = plan.sources().stream().map(FieldSource::notation).toList();
    return sources.size() == 1
        ? plan.label + ": " + sources.getFirst() + " yields nothing"
        : plan.label + ": none of " + String.join(", ", sources) + " yields";
  }
}
