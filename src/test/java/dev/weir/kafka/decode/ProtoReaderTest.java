package dev.weir.kafka.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.Value;
import dev.weir.kafka.decode.BodyReader.Outcome;
import dev.weir.monitor.SchemaSource.Format;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Protobuf bodies against Protobuf's own library. */
class ProtoReaderTest {
  static final String FILE =
      """
      syntax = "proto3";
      package shop;
      import "google/protobuf/timestamp.proto";
      message First { message Inner { enum X { A = 0; } message Deep { string x = 1; } string y = 1; } }
      message Order {
        string order_id = 1 [json_name = "nr"];
        google.protobuf.Timestamp at = 2;
        google.protobuf.StringValue note = 3;
        google.protobuf.DoubleValue price = 4;
        map<string, int64> counts = 5;
        map<int32, Order> parts = 6;
        oneof way { string post = 7; Order other = 8; bytes raw = 9; }
        repeated sint32 legs = 10;
        google.protobuf.Struct extra = 11;
        optional Result result = 12;
        repeated group Line = 13 { optional string sku = 1; }
        map<bool, string> flags = 14;
        missing.Type gone = 15;
        repeated missing.Type lost = 16;
      }
      message Result { Kind kind = 1; enum Kind { NONE = 0; GOOD = 1; BAD = -1; } }
      service Shop { rpc Buy(Order) returns (Result) { option (x) = {get: "/"}; } }
      extend Order { string more = 99; }
      """;

  @Test
  void findsWhatTheLibraryWrote() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    for (int run = 0; run < 2_000; run++) {
      var random = new Random(seed + run);
      var oracle = new ProtoOracle(random);
      var type = oracle.file();
      var value = oracle.value(type, 3);
      var pointers = pointers(random);
      var reader = new BodyCase(SchemaStub.with(7, Format.PROTOBUF, oracle.text()), pointers);

      assertThat(reader.read(body(value.toByteArray(), 0)))
          .as("seed %s: %s", seed + run, oracle.text())
          .isEqualTo(Outcome.READ);
      for (int i = 0; i < pointers.size(); i++) {
        var expected = ProtoOracle.find(value, pointers.get(i));
        assertThat(comparable(expected, reader.value(i)))
            .as("seed %s: %s in %s of %s", seed + run, pointers.get(i), value, oracle.text())
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void declarationsOfExtensionsAreSteppedOver() {
    var schema =
        """
        message M {
          extensions 4 to 1000 [
            declaration = { number: 4, full_name: ".a.b", type: ".a.C" },
            declaration = { number: 5, reserved: true }
          ];
          int32 a = 1;
        }""";
    var reader = new BodyCase(SchemaStub.with(7, Format.PROTOBUF, schema), "/a");
    assertThat(reader.read(body(new byte[] {8, 5}, 0))).isEqualTo(Outcome.READ);
    assertThat(reader.values()).containsExactly("NUMBER 5");
  }

  private static String comparable(String expected, String found) {
    if (expected.equals(found) || !found.startsWith("NUMBER ")) {
      return found;
    }
    var number = found.substring(7);
    var asFloat = "NUMBER " + Float.floatToIntBits(Float.parseFloat(number) + 0f);
    var asDouble = "NUMBER " + Double.doubleToLongBits(Double.parseDouble(number) + 0d);
    return expected.equals(asFloat) ? asFloat : asDouble;
  }

  static List<List<String>> pointers(RandomGenerator random) {
    var pointers = new ArrayList<List<String>>();
    while (pointers.size() < 10) {
      var pointer = new ArrayList<String>();
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        pointer.add(
            switch (random.nextInt(pointer.isEmpty() ? 2 : 3)) {
              case 0 -> "f_" + random.nextInt(1, 7);
              case 1 -> "f" + random.nextInt(1, 7);
              default -> "" + random.nextInt(3);
            });
      }
      if (!pointers.contains(pointer)) {
        pointers.add(pointer);
      }
    }
    return pointers;
  }

  /** A body with these indexes before it, in zigzag coding. */
  static byte[] body(byte[] message, int... header) {
    var out = new ByteArrayOutputStream();
    for (int b : header) {
      out.write(b);
    }
    out.writeBytes(message);
    return SchemaStub.body(7, out.toByteArray());
  }

  private static List<String> read(byte[] message, String... pointers) {
    var reader = new BodyCase(SchemaStub.with(7, Format.PROTOBUF, FILE), pointers);
    var outcome = reader.read(body(message, 2, 2));
    assertThat(outcome).as(reader.reader.detail()).isEqualTo(Outcome.READ);
    return reader.values();
  }

  private static Field bytes(ByteString... values) {
    var field = Field.newBuilder();
    for (var value : values) {
      field.addLengthDelimited(value);
    }
    return field.build();
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static byte[] message(Object... numbersAndFields) {
    var message = UnknownFieldSet.newBuilder();
    for (int i = 0; i < numbersAndFields.length; i += 2) {
      message.mergeField((Integer) numbersAndFields[i], (Field) numbersAndFields[i + 1]);
    }
    return message.build().toByteArray();
  }

  @Test
  void knownTypesHaveTheirFormInJson() {
    var time = Timestamp.newBuilder().setSeconds(1_732_237_200).setNanos(5).build();
    var extra =
        Struct.newBuilder()
            .putFields("a", Value.newBuilder().setStringValue("x").build())
            .putFields("n", Value.newBuilder().setNumberValue(1.5).build())
            .putFields("z", Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
            .putFields(
                "l",
                Value.newBuilder()
                    .setListValue(
                        ListValue.newBuilder()
                            .addValues(Value.newBuilder().setBoolValue(true))
                            .addValues(Value.newBuilder().setStringValue("y")))
                    .build())
            .build();
    byte[] order =
        message(
            1, bytes(utf8("o1")),
            2, bytes(time.toByteString()),
            3, bytes(StringValue.of("").toByteString()),
            4, bytes(DoubleValue.of(2.25).toByteString()),
            11, bytes(extra.toByteString()));
    assertThat(
            read(
                order,
                "/order_id",
                "/nr",
                "/orderId",
                "/at",
                "/at/seconds",
                "/note",
                "/price",
                "/extra/a",
                "/extra/n",
                "/extra/z",
                "/extra/l/1",
                "/extra/l/0",
                "/extra/l",
                "/extra"))
        .containsExactly(
            "TEXT o1",
            "TEXT o1",
            "ABSENT",
            "TEXT 2024-11-22T01:00:00.000000005Z",
            "ABSENT",
            "TEXT ",
            "NUMBER 2.25",
            "TEXT x",
            "NUMBER 1.5",
            "NULL",
            "TEXT y",
            "TRUE",
            "ARRAY",
            "OBJECT");
    assertThat(read(order, "/at/seconds", "/at/nanos"))
        .containsExactly("NUMBER 1732237200", "NUMBER 5");
  }

  @Test
  void mapsAreReadByKeyWhateverTheOrderOfTheirParts() {
    byte[] order =
        message(
            5,
            bytes(
                ByteString.copyFrom(
                    message(1, bytes(utf8("a")), 2, Field.newBuilder().addVarint(1).build())),
                ByteString.copyFrom(new byte[] {0x10, 7, 0x0A, 1, 'b'}),
                ByteString.copyFrom(new byte[] {0x10, 9}),
                ByteString.copyFrom(
                    message(1, bytes(utf8("a")), 2, Field.newBuilder().addVarint(3).build()))),
            6,
            bytes(
                ByteString.copyFrom(
                    message(
                        1,
                        Field.newBuilder().addVarint(-5).build(),
                        2,
                        bytes(ByteString.copyFrom(message(1, bytes(utf8("p")))))))),
            14,
            bytes(ByteString.copyFrom(new byte[] {8, 1, 0x12, 1, 't'}), utf8("")));
    assertThat(
            read(
                order,
                "/counts/a",
                "/counts/b",
                "/counts/",
                "/counts/c",
                "/counts",
                "/parts/-5/order_id",
                "/parts/-5",
                "/flags/true",
                "/flags/false"))
        .containsExactly(
            "NUMBER 3",
            "NUMBER 7",
            "NUMBER 9",
            "ABSENT",
            "OBJECT",
            "TEXT p",
            "OBJECT",
            "TEXT t",
            "ABSENT");
  }

  @Test
  void theLastOfAOneofIsLeft() throws Exception {
    byte[] inner = message(1, bytes(utf8("in")));
    assertThat(
            read(
                concat(message(7, bytes(utf8("x"))), message(8, bytes(ByteString.copyFrom(inner)))),
                "/post",
                "/other/order_id"))
        .containsExactly("ABSENT", "TEXT in");
    assertThat(
            read(
                concat(message(8, bytes(ByteString.copyFrom(inner))), message(7, bytes(utf8("x")))),
                "/post",
                "/other/order_id",
                "/other"))
        .containsExactly("TEXT x", "ABSENT", "ABSENT");
    assertThat(read(concat(message(7, bytes(utf8("x"))), message(9, bytes(utf8("r")))), "/post"))
        .as("also one that nobody looks for")
        .containsExactly("ABSENT");
    assertThat(read(concat(message(1, bytes(utf8("x"))), message(1, bytes(utf8("y")))), "/nr"))
        .as("the last value wins")
        .containsExactly("TEXT y");
  }

  @Test
  void messagesInPartsAreOneMessage() throws Exception {
    byte[] first =
        message(
            8,
            bytes(
                ByteString.copyFrom(
                    message(1, bytes(utf8("id")), 10, Field.newBuilder().addVarint(2).build()))));
    byte[] second =
        message(
            8, bytes(ByteString.copyFrom(message(10, Field.newBuilder().addVarint(3).build()))));
    assertThat(
            read(
                concat(first, second),
                "/other/nr",
                "/other/legs/0",
                "/other/legs/1",
                "/other/legs/2"))
        .containsExactly("TEXT id", "NUMBER 1", "NUMBER -2", "ABSENT");
  }

  @Test
  void numbersArePackedOrNot() throws Exception {
    byte[] packed = message(10, bytes(ByteString.copyFrom(new byte[] {1, 2, 3})));
    byte[] single = message(10, Field.newBuilder().addVarint(8).build());
    assertThat(read(concat(packed, single), "/legs/0", "/legs/2", "/legs/3", "/legs/4", "/legs"))
        .containsExactly("NUMBER -1", "NUMBER -2", "NUMBER 4", "ABSENT", "ARRAY");
  }

  @Test
  void enumsHaveNamesAndGroupsAreMessages() throws Exception {
    var line = UnknownFieldSet.newBuilder().mergeField(1, bytes(utf8("s"))).build();
    var lines = Field.newBuilder().addGroup(UnknownFieldSet.getDefaultInstance()).addGroup(line);
    byte[] order =
        message(
            12, bytes(ByteString.copyFrom(message(1, Field.newBuilder().addVarint(1).build()))),
            13, lines.build(),
            15, bytes(utf8("?")),
            16, bytes(utf8("?"), utf8("??")),
            77, lines.build());
    assertThat(
            read(order, "/result/kind", "/line/1/sku", "/line/0/sku", "/gone", "/lost/1", "/lost"))
        .containsExactly("TEXT GOOD", "TEXT s", "ABSENT", "OBJECT", "OBJECT", "ARRAY");
    byte[] bad =
        message(
            12, bytes(ByteString.copyFrom(message(1, Field.newBuilder().addVarint(-1).build()))));
    assertThat(read(bad, "/result/kind")).containsExactly("TEXT BAD");
    byte[] unknown =
        message(
            12, bytes(ByteString.copyFrom(message(1, Field.newBuilder().addVarint(9).build()))));
    assertThat(read(unknown, "/result/kind")).containsExactly("NUMBER 9");
  }

  private static byte[] concat(byte[] first, byte[] second) throws Exception {
    var out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    coded.writeRawBytes(first);
    coded.writeRawBytes(second);
    coded.flush();
    return out.toByteArray();
  }
}
