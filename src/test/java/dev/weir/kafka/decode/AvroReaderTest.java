package dev.weir.kafka.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kafka.decode.BodyReader.Outcome;
import dev.weir.monitor.SchemaSource.Format;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Avro bodies against Avro's own library. */
class AvroReaderTest {
  private static final int FUZZ = Integer.getInteger("weir.fuzz", 20_000);

  @Test
  void findsWhatTheLibraryWrote() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    for (int run = 0; run < 2_000; run++) {
      var random = new Random(seed + run);
      var oracle = new AvroOracle(random);
      var schema = oracle.record(3);
      var value = oracle.value(schema, 6);
      var pointers = pointers(random);
      var reader = new BodyCase(SchemaStub.with(7, Format.AVRO, schema.toString()), pointers);
      var body = SchemaStub.body(7, oracle.write(schema, value));

      assertThat(reader.read(body)).as("seed %s: %s", seed + run, schema).isEqualTo(Outcome.READ);
      for (int i = 0; i < pointers.size(); i++) {
        var expected = AvroOracle.find(value, pointers.get(i));
        var found = AvroOracle.comparable(expected, reader.value(i), value, pointers.get(i));
        assertThat(found)
            .as("seed %s: %s in %s of %s", seed + run, pointers.get(i), value, schema)
            .isEqualTo(expected);
      }
    }
  }

  private static List<List<String>> pointers(RandomGenerator random) {
    var pointers = new ArrayList<List<String>>();
    while (pointers.size() < 8) {
      var pointer = new ArrayList<String>();
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        pointer.add(
            switch (random.nextInt(pointer.isEmpty() ? 1 : 3)) {
              case 0 -> "f" + random.nextInt(1, 6);
              case 1 -> "k" + random.nextInt(1, 4);
              default -> "" + random.nextInt(3);
            });
      }
      if (!pointers.contains(pointer)) {
        pointers.add(pointer);
      }
    }
    return pointers;
  }

  @Test
  void anyBytesAreReadInBoundedTimeWithoutThrowing() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    long start = System.nanoTime();
    for (int done = 0; done < FUZZ; ) {
      var random = new Random(seed + done);
      var oracle = new AvroOracle(random);
      var schema = oracle.record(3);
      var good = SchemaStub.body(7, oracle.write(schema, oracle.value(schema, 6)));
      var reader =
          new BodyCase(SchemaStub.with(7, Format.AVRO, schema.toString()), pointers(random));
      for (int i = 0; i < 50; i++, done++) {
        var bad = good.clone();
        for (int hits = random.nextInt(4); hits > 0 && bad.length > 5; hits--) {
          bad[random.nextInt(5, bad.length)] = (byte) random.nextInt();
        }
        bad = Arrays.copyOf(bad, random.nextInt(5, bad.length + 4));
        reader.read(bad);
        reader.values();
        reader.reader.detail();
      }
    }
    long micros = (System.nanoTime() - start) / 1_000 / FUZZ;
    assertThat(micros).as("µs per body").isLessThan(2_000);
  }

  /** The meanings of types; what the text must be for {@link TimeText} and for people. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          long | timestamp-millis       | 1732237200123       | TEXT 2024-11-22T01:00:00.123Z
          long | timestamp-millis       | -1                  | TEXT 1969-12-31T23:59:59.999Z
          long | timestamp-micros       | 1732237200123456    | TEXT 2024-11-22T01:00:00.123456Z
          long | timestamp-nanos        | 1732237200123456789 | TEXT 2024-11-22T01:00:00.123456789Z
          long | local-timestamp-millis | 5                   | TEXT 1970-01-01T00:00:00.005Z
          long | timestamp-millis       | 9223372036854775807 | NUMBER 9223372036854775807
          int  | date                   | 20049               | TEXT 2024-11-22T00:00:00Z
          int  | date                   | -719528             | TEXT 0000-01-01T00:00:00Z
          int  | date                   | 11016               | TEXT 2000-02-29T00:00:00Z
          int  | time-millis            | 5                   | NUMBER 5
          long | unheard-of             | 5                   | NUMBER 5
          """)
  void timesHaveTheTextThatTellsThemApart(String type, String logical, long value, String text) {
    var schema =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"R","fields":[
                  {"name":"t","type":{"type":"%s","logicalType":"%s"}}]}"""
                    .formatted(type, logical));
    var record = new GenericData.Record(schema);
    record.put("t", type.equals("int") ? (Object) (int) value : (Object) value);
    assertThat(read(schema, record, "/t")).containsExactly(text);
  }

  @Test
  void decimalsAndUuidsHaveText() {
    var schema =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"R","namespace":"n","fields":[
                  {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
                  {"name":"small","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":4}},
                  {"name":"huge","type":{"type":"bytes","logicalType":"decimal","precision":60,"scale":3}},
                  {"name":"id","type":{"type":"fixed","name":"U","size":16,"logicalType":"uuid"}},
                  {"name":"again","type":["null","U"]},
                  {"name":"raw","type":"bytes"}]}""");
    var record = new GenericData.Record(schema);
    record.put("price", decimal("-1234.50"));
    record.put("small", decimal("0.0007"));
    record.put("huge", decimal("-123456789012345678901234567890.125"));
    byte[] id = new BigInteger("017f22e279b07cc398c4dc0c0c07398f", 16).toByteArray();
    record.put("id", new GenericData.Fixed(schema.getField("id").schema(), id));
    record.put("again", new GenericData.Fixed(schema.getField("id").schema(), id));
    record.put("raw", ByteBuffer.wrap(id));
    assertThat(read(schema, record, "/price", "/small", "/huge", "/id", "/again", "/raw", "/none"))
        .containsExactly(
            "NUMBER -1234.50",
            "NUMBER 0.0007",
            "NUMBER -123456789012345678901234567890.125",
            "TEXT 017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            "TEXT 017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            "OBJECT",
            "ABSENT");
  }

  private static ByteBuffer decimal(String number) {
    return ByteBuffer.wrap(new BigDecimal(number).unscaledValue().toByteArray());
  }

  private static List<String> read(Schema schema, Object value, String... pointers) {
    var reader = new BodyCase(SchemaStub.with(1, Format.AVRO, schema.toString()), pointers);
    var bytes = new AvroOracle(new Random(1)).write(schema, value);
    assertThat(reader.read(SchemaStub.body(1, bytes))).isEqualTo(Outcome.READ);
    return reader.values();
  }

  @Test
  void saysWhereAValueBreaksOff() {
    var schema =
        """
        {"type":"record","name":"R","fields":[
          {"name":"a","type":"long"},{"name":"b","type":"string"},{"name":"c","type":"string"}]}""";
    var reader = new BodyCase(SchemaStub.with(1, Format.AVRO, schema), "/b", "/c");
    assertThat(reader.read(SchemaStub.body(1, new byte[] {2, 2, 'x', 8, 'y'})))
        .isEqualTo(Outcome.MALFORMED);
    assertThat(reader.reader.detail()).isEqualTo("Avro value breaks off at byte 4");
    assertThat(reader.values()).as("what came before is kept").containsExactly("TEXT x", "ABSENT");
  }

  @Test
  void recordsWithoutBytesEndSomewhere() {
    var schema =
        """
        {"type":"record","name":"R","fields":[
          {"name":"a","type":{"type":"array","items":"null"}},{"name":"b","type":"string"}]}""";
    var reader = new BodyCase(SchemaStub.with(1, Format.AVRO, schema), "/b");
    byte[] billions = {-2, -1, -1, -1, -1, -1, -1, 1, 0, 2, 'x'};
    assertThat(reader.read(SchemaStub.body(1, billions))).isEqualTo(Outcome.MALFORMED);
    assertThat(reader.reader.detail()).startsWith("Avro value has more values than bytes");
  }

  @Test
  void anyTextIsASchemaOrIsNot() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    for (int run = 0; run < FUZZ / 10; run++) {
      var random = new Random(seed + run);
      var text = new StringBuilder(new AvroOracle(random).record(3).toString());
      for (int hits = random.nextInt(4); hits > 0; hits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, "{}[],:\"0a".charAt(random.nextInt(9)));
          default -> text.insert(at, "{}[],:\"0a".charAt(random.nextInt(9)));
        }
      }
      var reader = new BodyCase(SchemaStub.with(1, Format.AVRO, text.toString()), "/f1");
      reader.read(SchemaStub.body(1, new byte[] {2, 2, 2}));
      assertThat(reader.reader.detail()).as("seed %s", seed + run).doesNotContain("Exception");
    }
  }

  @Test
  void aSchemaThatNestsTooDeepIsNone() {
    var text = "[".repeat(900) + "\"int\"" + "]".repeat(900);
    var reader = new BodyCase(SchemaStub.with(1, Format.AVRO, text), "/a");
    assertThat(reader.read(SchemaStub.body(1, new byte[] {0}))).isEqualTo(Outcome.MALFORMED);
    assertThat(reader.reader.detail()).isEqualTo("it is too large");
  }
}
