package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.FieldRule.FIELDS;
import static dev.weir.kafka.decode.FieldRule.json;
import static dev.weir.kafka.decode.FieldRule.rejections;
import static dev.weir.kafka.decode.FieldRule.timed;
import static dev.weir.pipeline.Rejection.FIELD_MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldType;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.ValueField;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedValuesTest {
  private static final List<ValueField> VALUES =
      List.of(
          new ValueField(
              "side", FieldType.TEXT, List.of(new FieldSource.Header("side"), json("side"))),
          new ValueField("price", FieldType.NUMBER, List.of(json("px"))),
          new ValueField(
              "sent", FieldType.TIME, List.of(json("sent"), new FieldSource.RecordTime())),
          new ValueField("live", FieldType.BOOLEAN, List.of(json("live"))));

  private final RecordDecoder decoder = new RecordDecoder(FIELDS.with(VALUES, null), 1_000);
  private final StageEvent event = new StageEvent();

  @Test
  void eachIsReadAsItsType() {
    decode("\"side\":\"buy\",\"px\":\"101.25\",\"sent\":1732237100,\"live\":true");

    assertThat(event.values.get(0).text).hasToString("buy");
    assertThat(event.values.get(1).number).isEqualTo(101.25);
    assertThat(event.values.get(1).text).hasToString("101.25");
    assertThat(event.values.get(2).timeMicros).isEqualTo(1732237100_000_000L);
    assertThat(event.values.get(3).truth).isTrue();
    assertThat(present()).containsExactly(true, true, true, true);
    assertThat(event.rejections).isZero();
  }

  @Test
  void anAbsentOneIsFine() {
    decode("\"side\":\"buy\",\"px\":1,\"sent\":1,\"live\":true");
    decode("\"side\":\"\",\"px\":null");

    assertThat(present()).as("the record has a time").containsExactly(false, false, true, false);
    assertThat(event.rejections).isZero();
  }

  @Test
  void oneThatCannotBeReadIsMalformedAndTheNextSourceIsTried() {
    decoder.decode(
        timed("\"side\":\"buy\",\"px\":{},\"live\":\"yes\"")
            .header("side", new byte[] {-1})
            .build(),
        event);

    assertThat(present()).containsExactly(true, false, true, false);
    assertThat(event.values.get(0).text).hasToString("buy");
    assertThat(rejections(event)).containsExactly(FIELD_MALFORMED);
  }

  private void decode(String members) {
    decoder.decode(timed(members).build(), event);
  }

  private List<Boolean> present() {
    return List.of(
        event.values.isPresent(0),
        event.values.isPresent(1),
        event.values.isPresent(2),
        event.values.isPresent(3));
  }
}
