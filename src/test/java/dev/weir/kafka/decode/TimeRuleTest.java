package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.FieldRule.MAX_BODY;
import static dev.weir.kafka.decode.FieldRule.rejections;
import static dev.weir.kafka.decode.FieldRule.rule;
import static dev.weir.kafka.decode.FieldRule.timed;
import static dev.weir.kafka.decode.Records.body;
import static dev.weir.kafka.decode.Records.tombstone;
import static dev.weir.pipeline.ClockCase.AHEAD;
import static dev.weir.pipeline.ClockCase.BEHIND;
import static dev.weir.pipeline.Rejection.BODY_MALFORMED;
import static dev.weir.pipeline.Rejection.BODY_MISSING;
import static dev.weir.pipeline.Rejection.BODY_TOO_LARGE;
import static dev.weir.pipeline.Rejection.FIELD_MALFORMED;
import static dev.weir.pipeline.Rejection.FIELD_MISSING;
import static dev.weir.pipeline.Rejection.TIME_ABSURD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.StageEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One rule a row: the times and the body of a record. */
class TimeRuleTest {
  private static final long RECORD = FieldRule.micros(Records.RECORD_TIME.toString());

  static Stream<FieldRule> timeRules() {
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
        rule(
            "id that carries a time",
            body("{\"time\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\"}"),
            "time",
            "2022-02-22T19:22:22Z"),
        rule(
            "HTTP date",
            body("{}").header("ce_time", "Fri, 22 Nov 2024 00:30:00 GMT"),
            "time",
            "2024-11-22T00:30:00Z"),
        rule(
            "blank header is absent",
            body("{}").header("ce_time", " "),
            "time",
            "2024-11-22T01:00:00Z",
            FIELD_MISSING),
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
        rule("0 is none", body("{\"time\":0}"), "time", "2024-11-22T01:00:00Z", TIME_ABSURD),
        rule("an origin of 0 is none", timed("\"origin\":0"), "origin", "", TIME_ABSURD),
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

  static Stream<FieldRule> bodyRules() {
    return Stream.of(
        rule("tombstone", tombstone().key("k"), "key", "k", BODY_MISSING, FIELD_MISSING),
        rule("empty body", body("").key("k"), "key", "k", BODY_MISSING, FIELD_MISSING),
        rule("only blanks", body(" \n").key("k"), "key", "k", BODY_MALFORMED, FIELD_MISSING),
        rule("a mark alone", body("\ufeff").key("k"), "key", "k", BODY_MALFORMED, FIELD_MISSING),
        rule("byte-order mark", body("\ufeff{\"time\":1732237200,\"key\":\"a\"}"), "key", "a"),
        rule(
            "garbage behind it",
            body("{\"key\":\"a\"}}").key("k"),
            "key",
            "a",
            BODY_MALFORMED,
            FIELD_MISSING),
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
  @MethodSource({"timeRules", "bodyRules"})
  void holds(FieldRule rule) {
    rule.check();
  }

  static Stream<Skew> skews() {
    return Stream.of(
        new Skew("the event's time less the record's", "\"2024-11-22T01:00:05Z\"", 5.0, AHEAD),
        new Skew("a second is no skew", "\"2024-11-22T01:00:01Z\"", 1.0, null),
        new Skew(
            "an absurd time still tells of its clock", "\"2024-11-22T04:00:00Z\"", 3 * H, AHEAD),
        new Skew("old data may be published again", "\"2024-11-22T00:00:00Z\"", -H, null),
        new Skew("more than an hour is counted", "\"2024-11-21T22:00:00Z\"", -3 * H, BEHIND),
        new Skew("before 1970 there is no clock", "-1", null, null),
        new Skew("nor after 2100", "\"2101-01-01T00:00:00Z\"", null, null),
        new Skew("none without a time", "null", null, null));
  }

  private static final double H = 3600;

  /** What a record of a time says of its producer's clock. */
  record Skew(String why, String time, @Nullable Double seconds, @Nullable ClockCase odd) {
    @Override
    public String toString() {
      return why;
    }
  }

  @ParameterizedTest
  @MethodSource
  void skews(Skew rule) {
    var event = new StageEvent();
    var decoder = new RecordDecoder(FieldRule.FIELDS, MAX_BODY);
    decoder.decode(body("{\"time\":" + rule.time() + "}").build(), event);
    assertThat(event.skewMicros)
        .isEqualTo(rule.seconds() == null ? StageEvent.NO_TIME : Math.round(rule.seconds() * 1e6));
    assertThat(ClockCase.of(event)).isEqualTo(rule.odd());

    decoder.decode(body("{\"time\":" + rule.time() + "}").at(-1).build(), event);
    assertThat(event.skewMicros).as("without a record time").isEqualTo(StageEvent.NO_TIME);
  }

  @Test
  void anEventWithoutAnyTimeIsUntimed() {
    var event = new StageEvent();
    new RecordDecoder(FieldRule.FIELDS, MAX_BODY).decode(body("{}").at(-1).build(), event);
    assertThat(ClockCase.of(event)).isEqualTo(ClockCase.UNTIMED);
    assertThat(event.placeMicros()).isEqualTo(StageEvent.NO_TIME);
  }

  @Test
  void aSnowflakeTellsItsTimeWhereAnEpochIsConfigured() {
    var record = body("{\"time\":1541815603606036480,\"parent\":\"1541815603606036480\"}");
    var twitter = Instant.parse("2010-11-04T01:42:54.657Z");
    var event = new StageEvent();

    new RecordDecoder(FieldRule.FIELDS.with(List.of(), twitter), MAX_BODY)
        .decode(record.build(), event);
    assertThat(event.eventTimeMicros).isEqualTo(FieldRule.micros("2022-06-28T16:07:40.105Z"));
    assertThat(event.parentTimeMicros).isEqualTo(event.eventTimeMicros);

    new RecordDecoder(FieldRule.FIELDS, MAX_BODY).decode(record.build(), event);
    assertThat(event.eventTimeMicros).as("nanoseconds").isEqualTo(1541815603606036L);
    assertThat(event.parentTimeMicros).isEqualTo(StageEvent.NO_TIME);
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
}
