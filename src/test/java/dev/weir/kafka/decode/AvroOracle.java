package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Random schemas and values of Avro's own library, written by it, and what pointers find there. */
final class AvroOracle {
  private final RandomGenerator random;
  private final List<Schema> records = new ArrayList<>();
  private int names;

  AvroOracle(RandomGenerator random) {
    this.random = random;
  }

  Schema record(int depth) {
    var record =
        Schema.createRecord("R" + names++, null, random.nextBoolean() ? "a.b" : null, false);
    records.add(record);
    var fields = new ArrayList<Schema.Field>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      fields.add(new Schema.Field("f" + i, schema(depth - 1), null, (Object) null));
    }
    record.setFields(fields);
    return record;
  }

  private Schema schema(int depth) {
    return switch (random.nextInt(depth > 0 ? 14 : 9)) {
      case 0 -> Schema.create(Schema.Type.BOOLEAN);
      case 1 -> Schema.create(Schema.Type.INT);
      case 2 -> Schema.create(Schema.Type.LONG);
      case 3 -> Schema.create(Schema.Type.FLOAT);
      case 4 -> Schema.create(Schema.Type.DOUBLE);
      case 5 -> Schema.create(Schema.Type.BYTES);
      case 6 -> Schema.create(Schema.Type.NULL);
      case 7 -> Schema.createEnum("E" + names++, null, "x.y", List.of("RED", "GREEN", "BLUE"));
      case 8 -> Schema.createFixed("F" + names++, null, null, random.nextInt(20));
      case 9 -> Schema.createArray(schema(depth - 1));
      case 10 -> Schema.createMap(schema(depth - 1));
      case 11 -> record(depth);
      case 12 ->
          // A record that is still being described may be met again, but only where it may end.
          Schema.createUnion(
              Schema.create(Schema.Type.NULL), records.get(random.nextInt(records.size())));
      default ->
          Schema.createUnion(
              Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING), record(depth));
    };
  }

  @Nullable Object value(Schema schema, int depth) {
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> random.nextInt(64);
      case FLOAT -> Float.intBitsToFloat(random.nextInt());
      case DOUBLE ->
          random.nextBoolean()
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(1_000_000) / 1000.0;
      case STRING -> "é" + random.nextInt(100);
      case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(5)]);
      case FIXED -> new GenericData.Fixed(schema, new byte[schema.getFixedSize()]);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case ARRAY -> {
        var list = new ArrayList<Object>();
        for (int i = depth > 0 ? random.nextInt(4) : 0; i > 0; i--) {
          list.add(value(schema.getElementType(), depth - 1));
        }
        yield list;
      }
      case MAP -> {
        var map = new LinkedHashMap<String, Object>();
        for (int i = depth > 0 ? random.nextInt(4) : 0; i > 0; i--) {
          map.put("k" + i, value(schema.getValueType(), depth - 1));
        }
        yield map;
      }
      case UNION -> {
        int branch = depth > 0 ? random.nextInt(schema.getTypes().size()) : 0;
        yield value(schema.getTypes().get(branch), depth - 1);
      }
      case RECORD -> {
        var record = new GenericData.Record(schema);
        for (var field : schema.getFields()) {
          record.put(field.pos(), value(field.schema(), depth - 1));
        }
        yield record;
      }
    };
  }

  /** As the library writes it, with or without sizes before blocks. */
  byte[] write(Schema schema, @Nullable Object value) {
    try {
      var out = new ByteArrayOutputStream();
      var factory = new EncoderFactory().configureBlockSize(64);
      var encoder =
          random.nextBoolean()
              ? factory.blockingBinaryEncoder(out, null)
              : factory.binaryEncoder(out, null);
      new GenericDatumWriter<Object>(schema).write(value, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a pointer leads to, in the words of {@link BodyCase#value}; floats by their bits. */
  static String find(@Nullable Object from, List<String> pointer) {
    @Nullable Object at = from;
    for (String token : pointer) {
      if (at instanceof GenericData.Record record && record.hasField(token)) {
        at = record.get(token);
      } else if (at instanceof Map<?, ?> map && map.containsKey(token)) {
        at = map.get(token);
      } else if (at instanceof List<?> list
          && token.matches("[0-9]")
          && Integer.parseInt(token) < list.size()) {
        at = list.get(Integer.parseInt(token));
      } else {
        return "ABSENT";
      }
    }
    return switch (at) {
      case null -> "NULL";
      case Boolean b -> b ? "TRUE" : "FALSE";
      case Integer n -> "NUMBER " + n;
      case Long n -> "NUMBER " + n;
      case Float n -> Float.isFinite(n) ? "NUMBER " + Float.floatToIntBits(n + 0f) : "OBJECT";
      case Double n -> Double.isFinite(n) ? "NUMBER " + Double.doubleToLongBits(n + 0d) : "OBJECT";
      case String text -> "TEXT " + new String(text.getBytes(UTF_8), UTF_8);
      case GenericData.EnumSymbol symbol -> "TEXT " + symbol;
      case List<?> list -> "ARRAY";
      default -> "OBJECT";
    };
  }

  /**
   * The pointer's value is a float or double: then texts are compared by what they read back as.
   */
  static String comparable(
      String expected, String found, @Nullable Object root, List<String> pointer) {
    if (!found.startsWith("NUMBER ") || find(root, pointer).equals(found)) {
      return found;
    }
    var number = found.substring(7);
    var asDouble = "NUMBER " + Double.doubleToLongBits(Double.parseDouble(number) + 0d);
    var asFloat = "NUMBER " + Float.floatToIntBits(Float.parseFloat(number) + 0f);
    return expected.equals(asFloat) ? asFloat : asDouble;
  }
}
