package dev.weir.kafka;

import static dev.weir.kafka.Records.body;
import static dev.weir.kafka.Records.tombstone;
import static dev.weir.pipeline.Rejection.BODY_MALFORMED;
import static dev.weir.pipeline.Rejection.BODY_MISSING;
import static dev.weir.pipeline.Rejection.BODY_TOO_LARGE;
import static dev.weir.pipeline.Rejection.FIELD_MALFORMED;
import static dev.weir.pipeline.Rejection.FIELD_MISSING;
import static dev.weir.pipeline.Rejection.TIME_ABSURD;
import static dev.weir.pipeline.Rejection.TRACE_MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One rule a row: what a record tells of a field, and what is counted as rejected. */
class FieldRuleTest {
  private static final int MAX_BODY = 200;
  private static final String ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String GOOD = "00-" + ID + "-b7ad6b7169203331-01";
  private static final long RECORD = micros(Records.RECORD_TIME.toString());

  /** What the rules read: each field from the body, some from headers before that. */
  private static final FieldSources FIELDS =
      new FieldSources(
          List.of(
              new FieldSource.TraceContext(),
              new FieldSource.Header("trace_id"),
              json("trace"),
              json("correlation")),
          List.of(new FieldSource.Header("ce_id"), json("id")),
          List.of(json("parent")),
          List.of(json("time"), new FieldSource.Header("ce_time")),
          List.of(json("origin")),
          List.of(json("key"), new FieldSource.RecordKey()));

  /**
   * A rule.
   *
   * @param why what it says
   * @param field what is looked at: a field's name; times in microseconds
   * @param expected its value as text; empty when absent
   */
  record Rule(
      String why, Records record, String field, String expected, Set<Rejection> rejections) {
    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<Rule> traceRules() {
    return Stream.of(
        rule(
            "last traceparent wins",
            timed("").header("traceparent", "x").header("traceparent", GOOD),
            "trace",
            ID),
        rule(
            "a header without value is absent",
            timed("").header("traceparent", (byte[]) null),
            "trace",
            ""),
        rule(
            "bad traceparent, other source",
            timed("").header("traceparent", "x").header("trace_id", "t"),
            "trace",
            "t",
            TRACE_MALFORMED),
        rule(
            "bad traceparent alone",
            timed("").header("traceparent", "x"),
            "trace",
            "",
            TRACE_MALFORMED),
        rule(
            "blank traceparent",
            timed("").header("traceparent", " "),
            "trace",
            "",
            TRACE_MALFORMED),
        rule("plain header is trimmed", timed("").header("trace_id", " t 1 "), "trace", "t 1"),
        rule(
            "unprintable plain header",
            timed("\"trace\":\"t\"").header("trace_id", "\u0001"),
            "trace",
            "t",
            TRACE_MALFORMED),
        rule("empty plain header", timed("").header("trace_id", ""), "trace", "", TRACE_MALFORMED),
        rule("text is trimmed", timed("\"trace\":\" t \""), "trace", "t"),
        rule("number as it is written", timed("\"trace\":12"), "trace", "12"),
        rule(
            "null goes on to the next",
            timed("\"trace\":null,\"correlation\":\"c\""),
            "trace",
            "c"),
        rule(
            "empty goes on to the next",
            timed("\"trace\":\"\",\"correlation\":\"c\""),
            "trace",
            "c"),
        rule(
            "object goes on, rejected",
            timed("\"trace\":{},\"correlation\":\"c\""),
            "trace",
            "c",
            TRACE_MALFORMED),
        rule(
            "escaped control character",
            timed("\"trace\":\"\\u0000\""),
            "trace",
            "",
            TRACE_MALFORMED),
        rule(
            "129 characters",
            timed("\"trace\":\"" + "x".repeat(129) + "\""),
            "trace",
            "",
            TRACE_MALFORMED));
  }

  static Stream<Rule> textRules() {
    return Stream.of(
        rule("text", timed("\"id\":\"e\""), "id", "e"),
        rule("text with escapes", timed("\"id\":\"e\\u00e9\\n\""), "id", "eé\n"),
        rule("number as it is written", timed("\"id\":1.50e3"), "id", "1.50e3"),
        rule("empty is absent", timed("\"id\":\"\""), "id", ""),
        rule("null is absent", timed("\"id\":null"), "id", ""),
        rule("array", timed("\"id\":[1]"), "id", "", FIELD_MALFORMED),
        rule("boolean", timed("\"parent\":true"), "parent", "", FIELD_MALFORMED),
        rule(
            "object for a key, then the record's",
            timed("\"key\":{}").key("k"),
            "key",
            "k",
            FIELD_MALFORMED),
        rule(
            "unprintable header",
            timed("\"id\":\"e\"").header("ce_id", "\n \u0002"),
            "id",
            "e",
            FIELD_MALFORMED),
        rule("blank header is absent", timed("\"id\":\"e\"").header("ce_id", " "), "id", "e"),
        rule("record key is any bytes", timed("").key(new byte[] {-1}), "key", "\ufffd"),
        rule("empty record key is absent", timed("").key(""), "key", ""),
        rule("no record key", timed(""), "key", ""));
  }

  static Stream<Rule> timeRules() {
    String hourAhead = "2024-11-22T02:00:00Z";
    return Stream.of(
        rule("text", body("{\"time\":\"2024-11-22T00:00:00Z\"}"), "time", "2024-11-22T00:00:00Z"),
        rule("seconds", body("{\"time\":1732237200.5}"), "time", "2024-11-22T01:00:00.5Z"),
        rule(
            "milliseconds as text",
            body("{\"time\":\"1732237200500\"}"),
            "time",
            "2024-11-22T01:00:00.5Z"),
        rule(
            "malformed, next source",
            body("{\"time\":\"now\"}").header("ce_time", " 1732237200 "),
            "time",
            "2024-11-22T01:00:00Z",
            FIELD_MALFORMED),
        rule(
            "boolean, next source",
            body("{\"time\":true}").header("ce_time", "1732237200"),
            "time",
            "2024-11-22T01:00:00Z",
            FIELD_MALFORMED),
        rule("no source yields", body("{}"), "time", "2024-11-22T01:00:00Z", FIELD_MISSING),
        rule(
            "none, and no record time",
            body("{}").at(-1),
            "time",
            "1970-01-01T00:00:00Z",
            FIELD_MISSING,
            TIME_ABSURD),
        rule(
            "none, and an absurd record time",
            body("{}").at(1L << 60),
            "time",
            "1970-01-01T00:00:00Z",
            FIELD_MISSING,
            TIME_ABSURD),
        rule(
            "years behind is fine",
            body("{\"time\":\"1999-01-01T00:00:00Z\"}"),
            "time",
            "1999-01-01T00:00:00Z"),
        rule("an hour ahead is fine", body("{\"time\":\"" + hourAhead + "\"}"), "time", hourAhead),
        rule(
            "more than an hour ahead",
            body("{\"time\":\"2024-11-22T02:00:00.000001Z\"}"),
            "time",
            "2024-11-22T01:00:00Z",
            TIME_ABSURD),
        rule(
            "far ahead without a record time",
            body("{\"time\":\"2099-01-01T00:00:00Z\"}").at(-1),
            "time",
            "2099-01-01T00:00:00Z"),
        rule("before 1970", body("{\"time\":-1}"), "time", "2024-11-22T01:00:00Z", TIME_ABSURD),
        rule(
            "after 2100",
            body("{\"time\":\"2101-01-01T00:00:00Z\"}").at(-1),
            "time",
            "1970-01-01T00:00:00Z",
            TIME_ABSURD),
        rule("origin", timed("\"origin\":1732237100"), "origin", "2024-11-22T00:58:20Z"),
        rule("no origin is fine", timed(""), "origin", ""),
        rule("malformed origin", timed("\"origin\":\"x\""), "origin", "", FIELD_MALFORMED),
        rule("absurd origin", timed("\"origin\":-5"), "origin", "", TIME_ABSURD),
        rule(
            "time inside the parent's id",
            timed("\"parent\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\""),
            "parentTime",
            "2022-02-22T19:22:22Z"),
        rule("parent's id without time", timed("\"parent\":\"p\""), "parentTime", ""),
        rule(
            "parent's id far ahead",
            timed("\"parent\":\"037f22e2-79b0-7cc3-98c4-dc0c0c07398f\""),
            "parentTime",
            ""));
  }

  static Stream<Rule> bodyRules() {
    return Stream.of(
        rule("tombstone", tombstone().key("k"), "key", "k", BODY_MISSING, FIELD_MISSING),
        rule("empty body", body("").key("k"), "key", "k", BODY_MISSING, FIELD_MISSING),
        rule("no JSON", body("\u0000AVRO").key("k"), "key", "k", BODY_MALFORMED, FIELD_MISSING),
        rule(
            "cut off",
            body("{\"key\":\"a\",\"id\":\"b").key("k"),
            "key",
            "a",
            BODY_MALFORMED,
            FIELD_MISSING),
        rule(
            "too large",
            body("{\"key\":\"" + "x".repeat(MAX_BODY) + "\"}").key("k"),
            "key",
            "k",
            BODY_TOO_LARGE,
            FIELD_MISSING),
        rule(
            "nested too deeply",
            body("[".repeat(MAX_BODY)).key("k"),
            "key",
            "k",
            BODY_MALFORMED,
            FIELD_MISSING),
        rule("good, without the fields", body("[1,2]").key("k"), "key", "k", FIELD_MISSING));
  }

  @ParameterizedTest
  @MethodSource({"traceRules", "textRules", "timeRules", "bodyRules"})
  void holds(Rule rule) {
    var event = new StageEvent();

    new RecordDecoder(FIELDS, MAX_BODY).decode(rule.record().build(), event);

    assertThat(value(event, rule.field())).isEqualTo(rule.expected());
    assertThat(rejections(event)).isEqualTo(rule.rejections());
  }

  @Test
  void aBodyThatNoFieldNeedsIsNotLookedAt() {
    var sources = List.<FieldSource>of(new FieldSource.Header("h"), json("x"));
    var fields =
        new FieldSources(
            sources, sources, List.of(), List.of(new FieldSource.RecordTime()), List.of(), sources);
    var event = new StageEvent();

    new RecordDecoder(fields, 1).decode(body("no JSON").header("h", "v").build(), event);

    assertThat(event.id).hasToString("v");
    assertThat(event.rejections).isZero();
    assertThat(event.eventTimeMicros).isEqualTo(RECORD);
  }

  @Test
  void withoutTimeSourcesTheRecordTimeIsTakenAndNothingIsMissing() {
    var none = List.<FieldSource>of();
    var decoder = new RecordDecoder(new FieldSources(none, none, none, none, none, none), 1);
    var event = new StageEvent();

    decoder.decode(tombstone().build(), event);
    assertThat(event.eventTimeMicros).isEqualTo(RECORD);
    assertThat(event.rejections).isZero();

    decoder.decode(tombstone().at(-1).build(), event);
    assertThat(event.eventTimeMicros).isZero();
    assertThat(rejections(event)).containsExactly(TIME_ABSURD);
  }

  @Test
  void everySourceIsAcceptedForEveryField() {
    var all =
        List.of(
            new FieldSource.RecordTime(),
            new FieldSource.RecordKey(),
            new FieldSource.TraceContext(),
            new FieldSource.Header("h"),
            json("x"));
    var event = new StageEvent();
    for (FieldSource source : all) {
      var one = List.of(source);
      var record = body("{\"x\":5}").key("5").header("h", "5").header("traceparent", GOOD);
      new RecordDecoder(new FieldSources(one, one, one, one, one, one), 10)
          .decode(record.build(), event);
      assertThat(event.eventTimeMicros).as(source.toString()).isNotNegative();
    }
  }

  static Set<Rejection> rejections(StageEvent event) {
    var set = EnumSet.noneOf(Rejection.class);
    for (Rejection rejection : Rejection.values()) {
      if ((event.rejections & rejection.bit()) != 0) {
        set.add(rejection);
      }
    }
    return set;
  }

  static long micros(String instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
  }

  private static String value(StageEvent event, String field) {
    return switch (field) {
      case "trace" -> event.trace.toString();
      case "id" -> event.id.toString();
      case "parent" -> event.parent.toString();
      case "key" -> event.key.toString();
      case "time" -> instant(event.eventTimeMicros);
      case "origin" -> instant(event.originTimeMicros);
      case "parentTime" -> instant(event.parentTimeMicros);
      default -> throw new IllegalArgumentException(field);
    };
  }

  private static String instant(long micros) {
    return micros == StageEvent.NO_TIME
        ? ""
        : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  private static FieldSource json(String name) {
    return new FieldSource.Json(List.of(name));
  }

  /** A record whose event time is fine, so that rules on other fields show those only. */
  private static Records timed(String members) {
    return body("{" + members + (members.isEmpty() ? "" : ",") + "\"time\":1732237200}");
  }

  private static Rule rule(
      String why, Records record, String field, String expected, Rejection... rejections) {
    var set = EnumSet.noneOf(Rejection.class);
    set.addAll(List.of(rejections));
    String text = field.equals("time") ? Instant.parse(expected).toString() : expected;
    return new Rule(why, record, field, text, set);
  }
}
