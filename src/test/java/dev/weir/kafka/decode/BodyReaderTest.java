package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kafka.decode.BodyReader.Outcome;
import dev.weir.monitor.SchemaSource.Answer;
import dev.weir.monitor.SchemaSource.Format;
import dev.weir.monitor.SchemaSource.Reference;
import dev.weir.monitor.SchemaSource.SchemaText;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.FieldType;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.ValueField;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the first bytes of a body decide who reads it. */
class BodyReaderTest {
  private static final String AVRO =
      """
      {"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          7b2261223a317d             | READ      | NUMBER 1 |                          | plain JSON
          000000002a7b2261223a317d   | READ      | NUMBER 1 |                          | JSON behind an id
          000000002a200a7b2261223a317d0a | READ  | NUMBER 1 |                          | blanks around it
          0000000000000000077b2261223a317d | READ | NUMBER 1 |                         | JSON behind an id of eight bytes
          000000002a02               | MALFORMED | ABSENT | the body has a schema's id before it, and no schema registry is configured | Avro, most likely
          000000002a7b02             | MALFORMED | ABSENT | the body has a schema's id before it, and no schema registry is configured | begins like JSON
          00                         | MALFORMED | ABSENT | neither JSON nor a schema's id | too short
          0000000000                 | MALFORMED | ABSENT | neither JSON nor a schema's id | no id is 0
          02                         | MALFORMED | ABSENT | no JSON in UTF-8               | no magic byte
          """)
  void withoutARegistryJsonIsRead(
      String hex, Outcome outcome, String value, String detail, String why) {
    var reader = new BodyCase(null, "/a");
    assertThat(reader.read(HexFormat.of().parseHex(hex))).as(why).isEqualTo(outcome);
    assertThat(reader.values()).as(why).containsExactly(value);
    assertThat(reader.reader.detail()).as(why).isEqualTo(detail == null ? "" : detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          7b2261223a317d           | READ      | NUMBER 1 |                       | plain JSON
          000000000202             | READ      | NUMBER 1 |                       | Avro
          00000000037b2261223a317d | READ      | NUMBER 1 |                       | JSON Schema
          000000000302             | MALFORMED | ABSENT | no JSON in UTF-8        | JSON Schema, but no JSON
          000000000402             | AWAITING  | ABSENT |                         | on its way
          000000000502             | MALFORMED | ABSENT | schema 5 is not known   | missing
          00000000057b2261223a317d | READ      | NUMBER 1 |                       | missing, but plainly JSON
          000000000602             | MALFORMED | ABSENT | it does not say what Foo is | a schema that cannot be read
          0000000002               | MALFORMED | ABSENT | Avro value breaks off at byte 0 | nothing behind the id
          00ffffffff02             | MALFORMED | ABSENT | neither JSON nor a schema's id | ids are positive
          """)
  void withARegistryTheIdDecides(
      String hex, Outcome outcome, String value, String detail, String why) {
    var schemas = SchemaStub.with(2, Format.AVRO, AVRO);
    schemas.answers.put(
        3L, new Answer.Known(new SchemaText(Format.JSON, "{\"type\":\"object\"}", List.of())));
    schemas.answers.put(4L, new Answer.Pending());
    schemas.answers.put(6L, new Answer.Known(new SchemaText(Format.AVRO, "\"Foo\"", List.of())));
    var reader = new BodyCase(schemas, "/a");
    assertThat(reader.read(HexFormat.of().parseHex(hex))).as(why).isEqualTo(outcome);
    assertThat(reader.values()).as(why).containsExactly(value);
    assertThat(reader.reader.detail()).as(why).isEqualTo(detail == null ? "" : detail);
  }

  /** Fields read it as they read the body's words: as a boolean, a text, a condition's value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AVRO     | {"type":"record","name":"R","fields":[{"name":"a","type":"boolean"}]} | 01     | true
          AVRO     | {"type":"record","name":"R","fields":[{"name":"a","type":"boolean"}]} | 00     | false
          PROTOBUF | message M { bool a = 1; }                                             | 000801 | true
          PROTOBUF | message M { bool a = 1; }                                             | 000800 | false
          """)
  void aTruthHasTheTextThatJsonHas(Format format, String schema, String hex, String expected) {
    var from = List.<FieldSource>of(new FieldSource.Json(List.of("a")));
    var none = List.<FieldSource>of();
    var values =
        List.of(
            new ValueField("truth", FieldType.BOOLEAN, from),
            new ValueField("text", FieldType.TEXT, from));
    var fields = new FieldSources(none, none, none, none, none, none).with(values, null);
    var decoder = new RecordDecoder(fields, 100, SchemaStub.with(2, format, schema));
    var body = SchemaStub.body(2, HexFormat.of().parseHex(hex));
    var event = new StageEvent();
    decoder.decode(Records.tombstone().value(Records.slice(body)).build(), event);
    assertThat(event.values.isPresent(0)).isTrue();
    assertThat(event.values.get(0).truth).isEqualTo(Boolean.parseBoolean(expected));
    assertThat(event.values.get(1).text).hasToString(expected);
  }

  @Test
  void idsMayHaveEightBytes() {
    var schemas = SchemaStub.with(1L << 40, Format.AVRO, AVRO);
    schemas.idBytes = 8;
    var reader = new BodyCase(schemas, "/a");
    assertThat(reader.read(HexFormat.of().parseHex("00000001000000000002")))
        .isEqualTo(Outcome.READ);
    assertThat(reader.values()).containsExactly("NUMBER 1");
    assertThat(reader.read(HexFormat.of().parseHex("0000000100"))).isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void aSchemaIsMadeReadyOnce() {
    var schemas = SchemaStub.with(2, Format.AVRO, AVRO);
    var reader = new BodyCase(schemas, "/a");
    for (int i = 0; i < 10; i++) {
      reader.read(SchemaStub.body(2, new byte[] {2}));
    }
    assertThat(schemas.asked).isEqualTo(1);
  }

  @Test
  void namesComeFromReferencedSchemas() {
    var schemas = new SchemaStub();
    schemas.answers.put(
        1L,
        new Answer.Known(
            new SchemaText(
                Format.AVRO,
                """
                {"type":"record","name":"Outer","namespace":"x","fields":[
                  {"name":"id","type":"y.Id"},{"name":"next","type":["null","Outer"]}]}""",
                List.of(
                    new Reference(
                        "y.Id",
                        """
                        {"type":"record","name":"Id","namespace":"y","fields":[
                          {"name":"text","type":"string"}]}""")))));
    var reader = new BodyCase(schemas, "/id/text", "/next/id/text", "/next/next");
    assertThat(reader.read(SchemaStub.body(1, new byte[] {2, 'a', 2, 2, 'b', 0})))
        .isEqualTo(Outcome.READ);
    assertThat(reader.values()).containsExactly("TEXT a", "TEXT b", "NULL");
  }

  @Test
  void whatIsUsedStaysReadyWhileOthersComeAndGo() {
    var table = new SchemaTable(100);
    var schema = new BodySchema.Json();
    table.put(7, schema);
    for (long id = 1_000; id < 100_000; id++) {
      assertThat(table.get(7)).as("after %s others", id).isSameAs(schema);
      assertThat(table.get(id)).isNull();
      table.put(id, new BodySchema.Json());
      assertThat(table.get(id)).isNotNull();
    }
    assertThat(table.get(1_000)).as("not used since").isNull();
  }

  @Test
  void aBodyOfZeroesIsNotWaitedFor() {
    var reader = new BodyCase(new SchemaStub(), "/a");
    assertThat(reader.read(new byte[100])).isEqualTo(Outcome.MALFORMED);
    assertThat(reader.read("\0\0".getBytes(UTF_8))).isEqualTo(Outcome.MALFORMED);
  }
}
