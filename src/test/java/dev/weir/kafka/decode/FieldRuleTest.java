package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.FieldRule.json;
import static dev.weir.kafka.decode.FieldRule.rule;
import static dev.weir.kafka.decode.FieldRule.timed;
import static dev.weir.kafka.decode.Records.body;
import static dev.weir.pipeline.Rejection.FIELD_MALFORMED;
import static dev.weir.pipeline.Rejection.TRACE_MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.StageEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One rule a row: what a record tells of a field, and what is counted as rejected. */
class FieldRuleTest {
  private static final String ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String GOOD = "00-" + ID + "-b7ad6b7169203331-01";
  private static final long RECORD = FieldRule.micros(Records.RECORD_TIME.toString());

  static Stream<FieldRule> traceRules() {
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

  static Stream<FieldRule> textRules() {
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
        rule("a boolean key is a word", timed("\"key\":false").key("k"), "key", "false"),
        rule("a boolean is no trace", timed("\"trace\":true"), "trace", "", TRACE_MALFORMED),
        rule("a boolean is no id", timed("\"id\":true"), "id", "", FIELD_MALFORMED),
        rule("blank header is absent", timed("\"id\":\"e\"").header("ce_id", " "), "id", "e"),
        rule("record key is any bytes", timed("").key(new byte[] {-1}), "key", "\ufffd"),
        rule("empty record key is absent", timed("").key(""), "key", ""),
        rule("no record key", timed(""), "key", ""));
  }

  @ParameterizedTest
  @MethodSource({"traceRules", "textRules"})
  void holds(FieldRule rule) {
    rule.check();
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

      boolean text = !(source instanceof FieldSource.RecordTime);
      assertThat(event.id.isPresent()).as("id from %s", source).isEqualTo(text);
      assertThat(event.trace.isPresent()).as("trace from %s", source).isEqualTo(text);
      boolean time = !(source instanceof FieldSource.TraceContext);
      assertThat(event.originTimeMicros >= 0).as("time from %s", source).isEqualTo(time);
    }
  }
}
