package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.FieldRule.rejections;
import static dev.weir.pipeline.Rejection.TRACE_MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.Sampling;
import dev.weir.trace.TraceNotation;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the event gets from the formats of trace context. */
class TraceContextRuleTest {
  private static final String ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String W3C = "00-" + ID + "-" + SPAN + "-01";
  private static final String OTHER = "463ac35c9f6413ad";
  private static final String OTHER_ID = "0".repeat(16) + OTHER;
  private static final byte[] ELASTIC = HexFormat.of().parseHex("0000" + ID + "01" + SPAN + "0200");
  private final StageEvent event = new StageEvent();

  /** Why; the record; and {@code trace span notation sampling}. */
  static Stream<Arguments> choices() {
    return Stream.of(
        row("W3C", record().header("traceparent", W3C), ID, SPAN, "w3c", Sampling.SAMPLED),
        row(
            "B3 in one header",
            record().header("B3", OTHER + "-" + SPAN + "-d"),
            OTHER_ID,
            SPAN,
            "b3-single",
            Sampling.DEBUG),
        row(
            "one B3 header wins over several",
            record().header("X-B3-TraceId", ID).header("b3", OTHER),
            OTHER_ID,
            "",
            "b3-single",
            Sampling.UNKNOWN),
        row(
            "several B3 headers",
            record().header("X-B3-TraceId", ID).header("X-B3-SpanId", SPAN),
            ID,
            SPAN,
            "b3-multi",
            Sampling.UNKNOWN),
        row(
            "Jaeger",
            record().header("uber-trace-id", OTHER + ":" + SPAN + ":0:0"),
            OTHER_ID,
            SPAN,
            "jaeger",
            Sampling.NOT_SAMPLED),
        row(
            "Datadog",
            record().header("x-datadog-trace-id", "5060571933882717101"),
            OTHER_ID,
            "",
            "datadog",
            Sampling.UNKNOWN),
        row(
            "X-Ray",
            record().header("X-Amzn-Trace-Id", "Root=1-0af76519-16cd43dd8448eb211c80319c"),
            ID,
            "",
            "aws-xray",
            Sampling.UNKNOWN),
        row(
            "Elastic, in binary",
            record().header("elasticapmtraceparent", ELASTIC),
            ID,
            SPAN,
            "elastic",
            Sampling.NOT_SAMPLED),
        row(
            "Elastic, as text",
            record().header("elastic-apm-traceparent", W3C),
            ID,
            SPAN,
            "elastic",
            Sampling.SAMPLED),
        row(
            "CloudEvents",
            record().header("ce_traceparent", W3C),
            ID,
            SPAN,
            "cloudevents",
            Sampling.SAMPLED),
        row(
            "W3C is first",
            record().header("b3", OTHER + "-" + SPAN + "-0").header("traceparent", W3C),
            ID,
            SPAN,
            "w3c",
            Sampling.SAMPLED),
        row(
            "a decision without an id",
            record().header("b3", "0").header("trace_id", "t"),
            "t",
            "",
            "plain",
            Sampling.NOT_SAMPLED),
        row(
            "a decision beside an id without one",
            record().header("b3", "1").header("X-B3-TraceId", ID),
            ID,
            "",
            "b3-multi",
            Sampling.SAMPLED),
        row(
            "an id's decision wins",
            record().header("b3", "0").header("traceparent", W3C),
            ID,
            SPAN,
            "w3c",
            Sampling.SAMPLED));
  }

  private static Arguments row(
      String why, Records record, String trace, String span, String notation, Sampling sampling) {
    return Arguments.of(why, record, trace, span, notation, sampling);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("choices")
  void theChoiceIsVisible(
      String why, Records record, String trace, String span, String notation, Sampling sampling) {
    decode(FieldRule.FIELDS, record);

    assertThat(event.trace).hasToString(trace);
    assertThat(event.span).hasToString(span);
    assertThat(event.notation).extracting(TraceNotation::label).isEqualTo(notation);
    assertThat(event.sampling).isEqualTo(sampling);
    assertThat(event.rejections).isZero();
  }

  @Test
  void aMalformedOneCountsBesideAGoodOneWhereverItStands() {
    decode(
        FieldRule.FIELDS, record().header("traceparent", "x").header("uber-trace-id", "1:2:0:1"));
    assertThat(event.trace.toString()).endsWith("0001");
    assertThat(event.span.toString()).endsWith("0002");
    assertThat(rejections(event)).containsExactly(TRACE_MALFORMED);

    decode(FieldRule.FIELDS, record().header("traceparent", W3C).header("uber-trace-id", OTHER));
    assertThat(event.trace).hasToString(ID);
    assertThat(event.span).hasToString(SPAN);
    assertThat(event.sampling).isEqualTo(Sampling.SAMPLED);
    assertThat(rejections(event)).containsExactly(TRACE_MALFORMED);
  }

  @Test
  void theOrderIsConfigurableAndWhatIsLeftOutIsNotRead() {
    var fields = formats(TraceNotation.JAEGER, TraceNotation.W3C);
    decode(
        fields,
        record().header("traceparent", W3C).header("uber-trace-id", "1:2:0:1").header("b3", "?"));
    assertThat(event.notation).isEqualTo(TraceNotation.JAEGER);
    assertThat(event.rejections).isZero();

    decode(fields, record().header("b3", OTHER));
    assertThat(event.trace.isPresent()).isFalse();
    assertThat(event.notation).isNull();

    decode(formats(), record().header("traceparent", W3C));
    assertThat(event.trace.isPresent()).isFalse();
  }

  @Test
  void anIdOutlivesTheNextReadingOfTheSameRecord() {
    var source = List.<FieldSource>of(new FieldSource.TraceContext());
    var fields = new FieldSources(source, source, source, List.of(), List.of(), source);
    decode(
        fields,
        record().header("traceparent", W3C).header("b3", OTHER).header("uber-trace-id", "7:"));

    assertThat(event.trace).hasToString(ID);
    assertThat(event.id).hasToString(ID);
    assertThat(event.key).hasToString(ID);
  }

  private static FieldSources formats(TraceNotation... formats) {
    var none = List.<FieldSource>of();
    return new FieldSources(List.of(new FieldSource.TraceContext()), none, none, none, none, none)
        .withTraceFormats(List.of(formats));
  }

  private static Records record() {
    return FieldRule.timed("");
  }

  private void decode(FieldSources fields, Records record) {
    new RecordDecoder(fields, FieldRule.MAX_BODY).decode(record.build(), event);
  }
}
