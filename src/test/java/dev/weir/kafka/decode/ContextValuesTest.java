package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.FieldRule.json;
import static dev.weir.kafka.decode.FieldRule.rejections;
import static dev.weir.pipeline.Rejection.FIELD_MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.TraceNotation;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values of headers that travel with a trace context, as fields. */
class ContextValuesTest {
  private static final String ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String W3C = "00-" + ID + "-b7ad6b7169203331-01";
  private static final byte[] PATHWAY =
      HexFormat.of().parseHex("67b0b35e65c0acfa" + "c4e7c09f8f62" + "c8d9c39f8f62");

  private final StageEvent event = new StageEvent();

  @Test
  void valuesOfBaggageAndTraceStateAreFields() {
    var fields = context(new FieldSource.Baggage("user"), new FieldSource.TraceState("dd"));
    decode(fields, record().header("tracestate", "rojo=1, dd=s:1;t.tid:2"));
    assertThat(event.id).hasToString("s:1;t.tid:2");
    assertThat(event.rejections).isZero();

    fields = context(new FieldSource.Baggage("user"), new FieldSource.Baggage("order"));
    decode(fields, record().header("baggage", "order=%C3%A9%201;p=q,user="));
    assertThat(event.id).hasToString("é 1");
    assertThat(event.rejections).isZero();

    decode(fields, record().header("BAGGAGE", "user=%zz,order=7"));
    assertThat(event.id).hasToString("7");
    assertThat(rejections(event)).containsExactly(FIELD_MALFORMED);

    decode(fields, record().header("baggage", "user=%07"));
    assertThat(event.id.isPresent()).as("not printable").isFalse();
    assertThat(rejections(event)).containsExactly(FIELD_MALFORMED);

    decode(fields, record());
    assertThat(event.id.isPresent()).isFalse();
    assertThat(event.rejections).isZero();
  }

  @Test
  void decodedValuesOfTwoFieldsDoNotMeet() {
    var none = List.<FieldSource>of();
    var fields =
        new FieldSources(
            List.of(new FieldSource.Baggage("a")),
            List.of(new FieldSource.Baggage("b")),
            none,
            none,
            none,
            none);
    decode(fields, record().header("baggage", "a=%41,b=%42"));

    assertThat(event.trace).hasToString("A");
    assertThat(event.notation).isEqualTo(TraceNotation.PLAIN);
    assertThat(event.id).hasToString("B");
  }

  @Test
  void aMalformedTraceStateOrBaggageHarmsNoTraceParent() {
    decode(
        FieldRule.FIELDS,
        record()
            .header("traceparent", W3C)
            .header("tracestate", "foo=1,foo=2")
            .header("baggage", "garbage"));
    assertThat(event.trace).hasToString(ID);
    assertThat(event.rejections).as("nobody asked for them").isZero();

    decode(
        context(new FieldSource.TraceState("foo")), record().header("tracestate", "foo=1,foo=2"));
    assertThat(event.id.isPresent()).isFalse();
    assertThat(rejections(event)).containsExactly(FIELD_MALFORMED);
  }

  @Test
  void aPathwayTellsWhenItAndItsLastEdgeBegan() {
    var fields = pathway();
    decode(fields, record().header("dd-pathway-ctx-base64", Base64.getEncoder().encode(PATHWAY)));
    assertThat(event.originTimeMicros).isEqualTo(1_685_673_482_722_000L);
    assertThat(event.eventTimeMicros).isEqualTo(1_685_673_506_404_000L);
    assertThat(event.rejections).isZero();

    decode(fields, record().header("dd-pathway-ctx", PATHWAY));
    assertThat(event.originTimeMicros).isEqualTo(1_685_673_482_722_000L);

    decode(fields, record().header("dd-pathway-ctx", "x"));
    assertThat(event.originTimeMicros).isEqualTo(StageEvent.NO_TIME);
    assertThat(event.eventTimeMicros).isEqualTo(event.recordTimeMicros);
    assertThat(rejections(event)).containsExactly(FIELD_MALFORMED);

    decode(fields, record());
    assertThat(event.rejections).isZero();
  }

  @Test
  void aPathwaysTimeIsNoText() {
    decode(context(new FieldSource.PathwayStart()), record().header("dd-pathway-ctx", PATHWAY));
    assertThat(event.id.isPresent()).isFalse();
    assertThat(event.rejections).isZero();
  }

  private static FieldSources context(FieldSource... id) {
    var none = List.<FieldSource>of();
    return new FieldSources(none, List.of(id), none, none, none, none);
  }

  private static FieldSources pathway() {
    var none = List.<FieldSource>of();
    return new FieldSources(
        none,
        none,
        none,
        List.of(new FieldSource.PathwayEdge(), new FieldSource.RecordTime()),
        List.of(new FieldSource.PathwayStart()),
        List.of(json("key")));
  }

  private static Records record() {
    return FieldRule.timed("");
  }

  private void decode(FieldSources fields, Records record) {
    new RecordDecoder(fields, FieldRule.MAX_BODY).decode(record.build(), event);
  }
}
