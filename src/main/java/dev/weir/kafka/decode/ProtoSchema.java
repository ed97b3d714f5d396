package dev.weir.kafka.decode;

import dev.weir.monitor.SchemaSource.SchemaText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of a {@code .proto} file and of those that it imports. */
final class ProtoSchema {
  /** The types that come with Protobuf, which registries do not keep. */
  private static final String WELL_KNOWN =
      """
      package google.protobuf;
      message Timestamp { int64 seconds = 1; int32 nanos = 2; }
      message Duration { int64 seconds = 1; int32 nanos = 2; }
      message Any { string type_url = 1; bytes value = 2; }
      message Empty {}
      message FieldMask { repeated string paths = 1; }
      message DoubleValue { double value = 1; }
      message FloatValue { float value = 1; }
      message Int64Value { int64 value = 1; }
      message UInt64Value { uint64 value = 1; }
      message Int32Value { int32 value = 1; }
      message UInt32Value { uint32 value = 1; }
      message BoolValue { bool value = 1; }
      message StringValue { string value = 1; }
      message BytesValue { bytes value = 1; }
      enum NullValue { NULL_VALUE = 0; }
      message Struct { map<string, Value> fields = 1; }
      message ListValue { repeated Value values = 1; }
      message Value {
        oneof kind {
          NullValue null_value = 1;
          double number_value = 2;
          string string_value = 3;
          bool bool_value = 4;
          Struct struct_value = 5;
          ListValue list_value = 6;
        }
      }
      """;

  /** The file's own messages that lie in no other, in the order in which they stand there. */
  final List<ProtoType> messages = new ArrayList<>();

  private final Map<String, ProtoType> types = new HashMap<>();

  private ProtoSchema() {}

  /** Reads the file and those that it refers to. */
  static ProtoSchema parse(SchemaText schema) throws SchemaException {
    var result = new ProtoSchema();
    for (var reference : schema.references()) {
      new ProtoParser(reference.text(), result.types).file();
    }
    result.messages.addAll(new ProtoParser(schema.text(), result.types).file());
    // Last, so that they are as the planner knows them, whatever the files say.
    new ProtoParser(WELL_KNOWN, result.types).file();
    return result;
  }

  /**
   * The type that a name means inside a message: the one that is nearest, from the inside out. Null
   * for scalars, and for what is in a file that is not here.
   */
  @Nullable ProtoType resolve(String name, String scope) {
    if (name.startsWith(".")) {
      return types.get(name.substring(1));
    }
    var around = scope;
    while (true) {
      var type = types.get(around.isEmpty() ? name : around + "." + name);
      if (type != null || around.isEmpty()) {
        return type;
      }
      around = around.substring(0, Math.max(around.lastIndexOf('.'), 0));
    }
  }

  /** The outermost message of this name, in UTF-8, without its package; null if there is none. */
  @Nullable ProtoType message(byte[] bytes, int from, int to) {
    for (int i = 0; i < messages.size(); i++) {
      byte[] name = messages.get(i).name;
      if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
        return messages.get(i);
      }
    }
    return null;
  }

  /**
   * The message that lies where the indexes lead, each inside the one before; null if none does.
   */
  @Nullable ProtoType message(int[] indexes, int count) {
    ProtoType at = null;
    for (int i = 0; i < count; i++) {
      var choices = at == null ? messages : at.messages;
      if (indexes[i] < 0 || indexes[i] >= choices.size()) {
        return null;
      }
      at = choices.get(indexes[i]);
    }
    return at;
  }
}
