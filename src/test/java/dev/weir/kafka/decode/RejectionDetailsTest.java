package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.FieldRule.FIELDS;
import static dev.weir.kafka.decode.FieldRule.MAX_BODY;
import static dev.weir.kafka.decode.FieldRule.json;
import static dev.weir.kafka.decode.FieldRule.timed;
import static dev.weir.kafka.decode.Records.body;
import static dev.weir.kafka.decode.Records.tombstone;
import static dev.weir.pipeline.Rejection.BODY_MALFORMED;
import static dev.weir.pipeline.Rejection.BODY_MISSING;
import static dev.weir.pipeline.Rejection.BODY_TOO_LARGE;
import static dev.weir.pipeline.Rejection.FIELD_MALFORMED;
import static dev.weir.pipeline.Rejection.FIELD_MISSING;
import static dev.weir.pipeline.Rejection.RECORD_CORRUPT;
import static dev.weir.pipeline.Rejection.TIME_ABSURD;
import static dev.weir.pipeline.Rejection.TRACE_MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldType;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.ValueField;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One rule a row: the words for what was wrong with a record. */
class RejectionDetailsTest {
  private final RecordDecoder decoder =
      new RecordDecoder(
          FIELDS.with(
              List.of(
                  new ValueField(
                      "price",
                      FieldType.NUMBER,
                      List.of(new FieldSource.Header("px"), json("px")))),
              null),
          MAX_BODY);
  private final StageEvent event = new StageEvent();

  private static Arguments row(Records record, Rejection reason, String detail) {
    return Arguments.of(reason, detail, record);
  }

  static List<Arguments> rules() {
    return List.of(
        row(
            body("{\"time\":\"secret\"}").header("ce_time", "1732237200"),
            FIELD_MALFORMED,
            "time: json:/time is no time"),
        row(
            body("{\"time\":\"secret\"}").header("ce_time", "secret"),
            FIELD_MALFORMED,
            "time: json:/time is no time; time: header:ce_time is no time"),
        row(body("{}"), FIELD_MISSING, "time: none of json:/time, header:ce_time yields"),
        row(
            timed("\"id\":[\"secret\"],\"key\":{}"),
            FIELD_MALFORMED,
            "id: json:/id is an object or an array; key: json:/key is an object or an array"),
        row(
            timed("\"parent\":true"),
            FIELD_MALFORMED,
            "parent: json:/parent is true or false, which is no id"),
        row(
            timed("").header("ce_id", "secret\u0001"),
            FIELD_MALFORMED,
            "id: header:ce_id is not 1 to 128 printable characters in UTF-8"),
        row(
            timed("\"px\":true").header("px", "1,5 secret"),
            FIELD_MALFORMED,
            "values.price: header:px is no number; values.price: json:/px is no number"),
        row(
            timed("").header("traceparent", "secret"),
            TRACE_MALFORMED,
            "trace: header traceparent is not of its form"),
        row(
            timed("\"trace\":\"" + "s".repeat(129) + "\""),
            TRACE_MALFORMED,
            "trace: json:/trace is not 1 to 128 printable characters in UTF-8"),
        row(tombstone(), BODY_MISSING, "the record has no body"),
        row(
            body("{\"key\":\"" + "s".repeat(1_204_211) + "\"}"),
            BODY_TOO_LARGE,
            "body is 1,204,221 bytes, at most 200 are parsed"),
        row(body("{\"time\":\"secr"), BODY_MALFORMED, "JSON breaks off at byte 13"),
        row(body("{\"time\":secret}"), BODY_MALFORMED, "JSON is wrong at byte 8"),
        row(
            body("{\"time\":\"2024-11-22T03:05:30Z\"}"),
            TIME_ABSURD,
            "time: json:/time is 2 h 5 min ahead of the record's"),
        row(
            timed("\"origin\":\"2024-12-22T01:00:00Z\""),
            TIME_ABSURD,
            "origin-time: json:/origin is 30 d 0 h ahead of the record's"),
        row(body("{\"time\":-1}"), TIME_ABSURD, "time: json:/time is before 1970"),
        row(body("{\"time\":0}"), TIME_ABSURD, "time: json:/time is 0"),
        row(
            body("{\"time\":\"2101-01-01T00:00:00Z\"}").at(-1),
            TIME_ABSURD,
            "time: json:/time is after 2100"),
        row(
            body("{}").at(-1),
            TIME_ABSURD,
            "no field gives a time, and the record has none that can be believed"),
        row(
            body("{}").at(4_133_980_800_000L),
            TIME_ABSURD,
            "no field gives a time, and the record has none that can be believed"),
        row(timed(""), RECORD_CORRUPT, "the record cannot be read"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rules")
  void saysWhatWasWrong(Rejection reason, String detail, Records record) {
    decoder.decode(record.build(), event);

    assertThat(decoder.detail(reason)).isEqualTo(detail);
    for (Rejection other : Rejection.values()) {
      assertThat(decoder.detail(other)).doesNotContain("secret").doesNotContain("sss");
    }
  }

  @Test
  void forgetsTheRecordBefore() {
    decoder.decode(body("{\"time\":\"x\",\"id\":{}").header("traceparent", "x").build(), event);
    decoder.decode(timed("\"id\":\"e\"").build(), event);

    for (Rejection reason : Rejection.values()) {
      boolean said = !decoder.detail(reason).isEmpty();
      assertThat(said).as("%s", reason).isEqualTo(reason == RECORD_CORRUPT);
    }
  }

  @Test
  void keepsAFewOfManyFaults() {
    var values =
        IntStream.range(0, ValueField.MAX_COUNT)
            .mapToObj(i -> new ValueField("v" + i, FieldType.NUMBER, List.of(json("x"))))
            .toList();
    var many = new RecordDecoder(FIELDS.with(values, null), MAX_BODY);

    many.decode(timed("\"x\":\"no\"").build(), event);

    assertThat(many.detail(FIELD_MALFORMED).split("; ")).hasSize(8);
  }
}
