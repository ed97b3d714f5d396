package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.FieldReader.Outcome.ABSENT;
import static dev.weir.kafka.decode.FieldReader.Outcome.CONTAINER;
import static dev.weir.kafka.decode.FieldReader.Outcome.NOT_UTF8;
import static dev.weir.kafka.decode.FieldReader.Outcome.NO_BOOLEAN;
import static dev.weir.kafka.decode.FieldReader.Outcome.NO_NUMBER;
import static dev.weir.kafka.decode.FieldReader.Outcome.NO_TIME;
import static dev.weir.kafka.decode.FieldReader.Outcome.USABLE;
import static dev.weir.kafka.decode.Located.Form.HEADER;
import static dev.weir.kafka.decode.Located.Form.JSON_BOOLEAN;
import static dev.weir.kafka.decode.Located.Form.JSON_CONTAINER;
import static dev.weir.kafka.decode.Located.Form.JSON_NUMBER;
import static dev.weir.kafka.decode.Located.Form.JSON_TEXT;
import static dev.weir.kafka.decode.Located.Form.READ_TIME;
import static dev.weir.kafka.decode.Located.Form.RECORD_KEY;
import static dev.weir.kafka.decode.Located.Form.TRACE_ID;
import static dev.weir.pipeline.FieldType.BOOLEAN;
import static dev.weir.pipeline.FieldType.NUMBER;
import static dev.weir.pipeline.FieldType.TEXT;
import static dev.weir.pipeline.FieldType.TIME;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kafka.decode.FieldReader.Outcome;
import dev.weir.kafka.decode.Located.Form;
import dev.weir.pipeline.EventValue;
import dev.weir.pipeline.FieldType;
import dev.weir.trace.SnowflakeTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One rule a row: what a value becomes when it is read as a type. */
class FieldReaderTest {
  private static final String ULID = "01ARYZ6S41TSV4RRFFQ69G5FAV";
  private static final String SNOWFLAKE = "1541815603606036480";

  private static Arguments row(
      String why, FieldType type, Form form, String text, Outcome outcome, String value) {
    return Arguments.of(why, type, form, text, outcome, value);
  }

  private static Arguments row(
      String why, FieldType type, Form form, String text, Outcome outcome) {
    return row(why, type, form, text, outcome, "");
  }

  static List<Arguments> rules() {
    return List.of(
        row("as it is, blanks and all", TEXT, JSON_TEXT, " a b\n", USABLE, " a b\n"),
        row("a number as it is written", TEXT, JSON_NUMBER, "1.50e3", USABLE, "1.50e3"),
        row("a boolean is a word", TEXT, JSON_BOOLEAN, "true", USABLE, "true"),
        row("objects and arrays are no text", TEXT, JSON_CONTAINER, "", CONTAINER),
        row("any text in a header", TEXT, HEADER, "a\tb", USABLE, "a\tb"),
        row("UTF-8 in a header", TEXT, HEADER, "\u00c3\u00a9", USABLE, "\u00c3\u00a9"),
        row("Latin-1 in a header", TEXT, HEADER, "\u00e9", NOT_UTF8),
        row("an empty header is none", TEXT, HEADER, "", ABSENT),
        row("the record's key", TEXT, RECORD_KEY, "k", USABLE, "k"),
        row("a binary key is no text", TEXT, RECORD_KEY, "\u00ff", NOT_UTF8),
        row("a trace id", TEXT, TRACE_ID, "t", USABLE, "t"),
        row("a time is no text", TEXT, READ_TIME, "", ABSENT),
        row("number", NUMBER, JSON_NUMBER, "-1.5e2", USABLE, "-150.0"),
        row("numeric text", NUMBER, JSON_TEXT, " 2.5 ", USABLE, "2.5"),
        row("numeric header", NUMBER, HEADER, "7", USABLE, "7.0"),
        row("numeric key", NUMBER, RECORD_KEY, "7", USABLE, "7.0"),
        row("blanks are nothing", NUMBER, JSON_TEXT, "  ", ABSENT),
        row("other text is no number", NUMBER, JSON_TEXT, "1 EUR", NO_NUMBER),
        row("beyond the doubles", NUMBER, JSON_NUMBER, "1e309", NO_NUMBER),
        row("a boolean is no number", NUMBER, JSON_BOOLEAN, "true", NO_NUMBER),
        row("objects and arrays are no number", NUMBER, JSON_CONTAINER, "", CONTAINER),
        row("a record's time is no number", NUMBER, READ_TIME, "", ABSENT),
        row("seconds", TIME, JSON_NUMBER, "1732237200", USABLE, "2024-11-22T01:00:00Z"),
        row("text", TIME, JSON_TEXT, " 2024-11-22T01:00:00Z ", USABLE, "2024-11-22T01:00:00Z"),
        row(
            "HTTP date",
            TIME,
            HEADER,
            "Fri, 22 Nov 2024 01:00:00 GMT",
            USABLE,
            "2024-11-22T01:00:00Z"),
        row("id in a text", TIME, JSON_TEXT, ULID, USABLE, "2016-07-30T22:36:16.385Z"),
        row(
            "id in a header",
            TIME,
            HEADER,
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            USABLE,
            "2022-02-22T19:22:22Z"),
        row(
            "id as the key",
            TIME,
            RECORD_KEY,
            "0ujtsYcgvSTl8PAuAdqWYSMnLOv",
            USABLE,
            "2017-10-10T04:00:47Z"),
        row(
            "id of a trace",
            TIME,
            TRACE_ID,
            "1-5759e988-bd862e3fe1be46a994272793",
            USABLE,
            "2016-06-09T22:11:20Z"),
        row("Snowflake", TIME, JSON_NUMBER, SNOWFLAKE, USABLE, "2022-06-28T16:07:40.105Z"),
        row("Snowflake in a text", TIME, JSON_TEXT, SNOWFLAKE, USABLE, "2022-06-28T16:07:40.105Z"),
        row(
            "16 digits are microseconds",
            TIME,
            JSON_TEXT,
            "1732237200000000",
            USABLE,
            "2024-11-22T01:00:00Z"),
        row("the record's", TIME, READ_TIME, "", USABLE, "1970-01-01T00:00:00.000005Z"),
        row("trace id without time", TIME, TRACE_ID, "0af7651916cd43dd8448eb211c80319c", NO_TIME),
        row("other text is no time", TIME, JSON_TEXT, "now", NO_TIME),
        row("blanks are no time", TIME, HEADER, "", ABSENT),
        row("a boolean is no time", TIME, JSON_BOOLEAN, "true", NO_TIME),
        row("objects and arrays are no time", TIME, JSON_CONTAINER, "", CONTAINER),
        row("true", BOOLEAN, JSON_BOOLEAN, "true", USABLE, "true"),
        row("false", BOOLEAN, JSON_BOOLEAN, "false", USABLE, "false"),
        row("text in any case", BOOLEAN, JSON_TEXT, " TruE", USABLE, "true"),
        row("1", BOOLEAN, HEADER, "1", USABLE, "true"),
        row("0", BOOLEAN, JSON_NUMBER, "0", USABLE, "false"),
        row("1.0 is a number", BOOLEAN, JSON_NUMBER, "1.0", NO_BOOLEAN),
        row("yes is no boolean", BOOLEAN, JSON_TEXT, "yes", NO_BOOLEAN),
        row("an empty header is no boolean", BOOLEAN, HEADER, "", ABSENT),
        row("objects and arrays are no boolean", BOOLEAN, JSON_CONTAINER, "", CONTAINER));
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("rules")
  void reads(String why, FieldType type, Form form, String text, Outcome outcome, String expected) {
    var reader = new FieldReader(Instant.parse("2010-11-04T01:42:54.657Z").toEpochMilli());
    var into = new EventValue();

    assertThat(reader.read(located(form, text), type, into)).as(why).isEqualTo(outcome);

    if (outcome == USABLE) {
      assertThat(value(type, into)).isEqualTo(expected);
    }
  }

  @Test
  void withoutAnEpochNoNumberIsASnowflake() {
    var reader = new FieldReader(SnowflakeTime.NO_EPOCH);

    assertThat(reader.time(located(JSON_NUMBER, "1732237200123456789")))
        .isEqualTo(1732237200123456L);
  }

  private static Located located(Form form, String text) {
    var located = new Located();
    located.form = form;
    located.timeMicros = 5;
    if (form != READ_TIME) {
      located.text.set(("[" + text + "]").getBytes(ISO_8859_1), 1, text.length());
    }
    return located;
  }

  private static String value(FieldType type, EventValue value) {
    return switch (type) {
      case TEXT -> {
        var text = value.text;
        yield new String(text.bytes(), text.offset(), text.length(), ISO_8859_1);
      }
      case NUMBER -> String.valueOf(value.number);
      case TIME -> Instant.EPOCH.plusNanos(value.timeMicros * 1000).toString();
      case BOOLEAN -> String.valueOf(value.truth);
    };
  }
}
