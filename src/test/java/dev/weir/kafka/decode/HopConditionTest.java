package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.FieldRule.FIELDS;
import static dev.weir.kafka.decode.FieldRule.json;
import static dev.weir.kafka.decode.FieldRule.rejections;
import static dev.weir.kafka.decode.FieldRule.timed;
import static dev.weir.kafka.decode.Records.tombstone;
import static dev.weir.pipeline.Rejection.FIELD_MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.Condition;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bits, from the lowest: decision is approved, side is neither buy nor sell, header is 1 or true.
 */
class HopConditionTest {
  private final StageEvent event = new StageEvent();
  private final RecordDecoder decoder =
      new RecordDecoder(
          pipeline(
              stage("risk", "topic"),
              stage("unconditional", "u", hop("u", null)),
              stage("a", "a", hop("a", condition(json("decision"), false, "approved"))),
              stage("b", "b", hop("b", condition(json("side"), true, "buy", "sell"))),
              stage(
                  "c",
                  "c",
                  hop("c", condition(new FieldSource.Header("live"), false, "1", "true")))),
          1_000,
          null);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"decision\":\"approved\",\"side\":\"buy\"|0|001",
        "\"decision\":\"Approved\",\"side\":\"short\"|0|010",
        "\"decision\":\"rejected\",\"side\":\"sell\"|1|100",
        "\"decision\":\"approved\",\"side\":1|true|111",
        "\"decision\":\"appr\\u006fved\",\"side\":true|x|011",
        // Nothing equals no value.
        "\"other\":1||010",
        "\"decision\":\"\",\"side\":null||010",
      })
  void eachHopHasItsBit(String members, @Nullable String live, String bits) {
    var record = timed(members);
    if (live != null) {
      record.header("live", live);
    }
    decoder.decode(record.build(), event);

    assertThat(event.conditions).isEqualTo(Long.parseLong(bits, 2));
    assertThat(event.rejections).isZero();
  }

  @Test
  void whatCannotBeComparedIsMalformedAndNoValue() {
    decoder.decode(timed("\"decision\":[\"approved\"],\"side\":{}").build(), event);

    assertThat(event.conditions).isEqualTo(0b010);
    assertThat(rejections(event)).containsExactly(FIELD_MALFORMED);
    assertThat(decoder.detail(FIELD_MALFORMED))
        .isEqualTo(
            "where: json:/decision is an object or an array; where: json:/side is an object or an"
                + " array");
  }

  @Test
  void otherStagesHaveNone() {
    var elsewhere =
        new RecordDecoder(
            pipeline(
                stage("first", "first"),
                stage(
                    "second",
                    "topic",
                    new Hop(
                        "first",
                        "second",
                        Hop.Expect.SOME,
                        null,
                        condition(json("decision"), false, "approved")))),
            1_000,
            null);

    elsewhere.decode(timed("\"decision\":{}").build(), event);
    assertThat(event.conditions).isZero();
    assertThat(event.rejections).as("it is not looked at").isZero();
  }

  @Test
  void aTombstoneHasNoValue() {
    decoder.decode(tombstone().build(), event);

    assertThat(event.conditions).isEqualTo(0b010);
  }

  private static Pipeline pipeline(Stage... stages) {
    return new Pipeline("test", "test", FIELDS, List.of(stages));
  }

  private static Stage stage(String name, String topic, Hop... after) {
    var topics = List.<TopicSelector>of(new TopicSelector.Regex(Pattern.compile(topic)));
    return new Stage(name, topics, List.of(after), null, null);
  }

  private static Hop hop(String to, @Nullable Condition where) {
    return new Hop("risk", to, Hop.Expect.SOME, null, where);
  }

  private static Condition condition(FieldSource source, boolean negated, String... values) {
    return new Condition(source, negated, List.of(values));
  }
}
