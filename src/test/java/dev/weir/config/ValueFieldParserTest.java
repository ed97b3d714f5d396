package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.FieldType;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.ValueField;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values, the epoch of Snowflake ids, and the number of conditions. */
class ValueFieldParserTest {
  private static final String VALUES = "weir.pipeline.values.";
  private static final String EPOCH = "weir.pipeline.snowflake-epoch";
  private static final String STAGES = "weir.pipeline.stages.";
  private static final String A_SOURCE =
      "trace-context, header:NAME, json:/pointer, record-key, record-time, baggage:KEY, tracestate:KEY, pathway-start or pathway-edge";
  private static final String AN_EPOCH =
      ", expected a time from 1970 to 2100 in RFC 3339, such as 2010-11-04T01:42:54.657Z";

  private static Arguments row(String expected, String... properties) {
    return Arguments.of(expected, List.of(properties));
  }

  static List<Arguments> mistakes() {
    return List.of(
        row(
            VALUES + "price.from: found nothing, expected at least one of " + A_SOURCE,
            VALUES + "price.type=number"),
        row(
            VALUES
                + "price.type: found 'nummer', expected one of boolean, number, text, time (did you"
                + " mean number?)",
            VALUES + "price.from=json:/price",
            VALUES + "price.type=nummer"),
        row(
            VALUES + "price.from: found unknown source 'price', expected " + A_SOURCE,
            VALUES + "price.from=price"),
        row(
            VALUES + "at.from: found record-time for a value of type text, expected type: time",
            VALUES + "at.from=record-time"),
        row(
            VALUES
                + "\"a b\": found 'a b', expected a name of up to 63 letters, digits, '.', '_' and"
                + " '-' that starts with a letter or digit",
            VALUES + "\"a b\".from=json:/a"),
        row(
            "weir.pipeline.values: found 17 values, expected at most 16",
            IntStream.range(0, 17)
                .mapToObj(i -> VALUES + "v" + i + ".from=json:/v")
                .toArray(String[]::new)),
        row(EPOCH + ": found 'twitter'" + AN_EPOCH, EPOCH + "=twitter"),
        row(EPOCH + ": found '1969-12-31T23:59:59Z'" + AN_EPOCH, EPOCH + "=1969-12-31T23:59:59Z"),
        row(
            STAGES + "from: found 65 hops with a where begin here, expected at most 64",
            Stream.concat(
                    Stream.of(STAGES + "from.topics=from"),
                    IntStream.rangeClosed(0, Pipeline.MAX_CONDITIONS)
                        .boxed()
                        .flatMap(
                            i ->
                                Stream.of(
                                    STAGES + "s" + i + ".topics=t" + i,
                                    STAGES + "s" + i + ".after.from.expect=some",
                                    STAGES + "s" + i + ".after.from.where=json:/a=b")))
                .toArray(String[]::new)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void oneMistakeGivesOneLine(String expected, List<String> properties) {
    var parsed = (ParsedDefinition.Invalid) parse(properties);

    assertThat(parsed.problems()).extracting(Problem::text).containsExactly(expected);
  }

  @Test
  void allIsRead() {
    var fields =
        fields(
            EPOCH + "=2010-11-04T01:42:54.657Z",
            VALUES + "side.from=json:/side",
            VALUES + "price.type=number",
            VALUES + "price.from[0]=header:px",
            VALUES + "price.from[1]=json:/data/px");

    assertThat(fields.snowflakeEpoch()).isEqualTo(Instant.parse("2010-11-04T01:42:54.657Z"));
    assertThat(fields.values())
        .containsExactlyInAnyOrder(
            new ValueField("side", FieldType.TEXT, List.of(new FieldSource.Json(List.of("side")))),
            new ValueField(
                "price",
                FieldType.NUMBER,
                List.of(
                    new FieldSource.Header("px"), new FieldSource.Json(List.of("data", "px")))));
  }

  @Test
  void nothingOfItIsNeeded() {
    assertThat(fields()).isEqualTo(FieldSources.defaults());
  }

  private static FieldSources fields(String... properties) {
    return ((ParsedDefinition.Valid) parse(List.of(properties))).settings().pipeline().fields();
  }

  private static ParsedDefinition parse(List<String> properties) {
    Map<String, String> all = new TreeMap<>(Map.of(STAGES + "only.topics", "only"));
    for (var property : properties) {
      var parts = property.split("=", 2);
      all.put(parts[0], parts[1]);
    }
    return DefinitionParser.parse(all, false);
  }
}
