package dev.weir.kafka.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A type that a {@code .proto} file defines: a message with its fields, or an enum with its values.
 */
final class ProtoType {
  /** The name with its package and the messages around it. */
  final String fullName;

  /** The name without what is before its last dot, in UTF-8. */
  final byte[] name;

  /** Of an enum, the names of its values in UTF-8, the first one of a number; null of a message. */
  final @Nullable Map<Integer, byte[]> values;

  final List<Field> fields = new ArrayList<>();

  /** The messages defined in this one, in the order in which they stand there. */
  final List<ProtoType> messages = new ArrayList<>();

  private ProtoType(String fullName, @Nullable Map<Integer, byte[]> values) {
    this.fullName = fullName;
    name = fullName.substring(fullName.lastIndexOf('.') + 1).getBytes(StandardCharsets.UTF_8);
    this.values = values;
  }

  static ProtoType message(String fullName) {
    return new ProtoType(fullName, null);
  }

  static ProtoType enumeration(String fullName) {
    return new ProtoType(fullName, new HashMap<>());
  }

  /**
   * A field of a message.
   *
   * @param name as in the file
   * @param jsonName as in JSON
   * @param number its tag
   * @param type a scalar's or another type's name, as it is written; a map's value's
   * @param keyType of a map, its key's; else null
   * @param repeated whether there may be several; false for maps
   * @param oneof which of the message's alternatives it is part of, from 1 on; 0 for none
   */
  record Field(
      String name,
      String jsonName,
      int number,
      String type,
      @Nullable String keyType,
      boolean repeated,
      int oneof) {}
}
