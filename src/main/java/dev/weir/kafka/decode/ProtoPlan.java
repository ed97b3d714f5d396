package dev.weir.kafka.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a message: where pointers lead into it. Fields into which none leads are
 * not in here, and are stepped over by what their tags say. Holds counters that its reader uses, so
 * it belongs to one reader.
 */
final class ProtoPlan {
  /** What a field's value looks like, in bytes and in text. */
  enum Kind {
    INT32,
    INT64,
    UINT32,
    UINT64,
    SINT32,
    SINT64,
    FIXED32,
    FIXED64,
    SFIXED32,
    SFIXED64,
    FLOAT,
    DOUBLE,
    BOOL,
    ENUM,
    STRING,
    BYTES,
    MESSAGE,
    /** A Timestamp, as a text. */
    TIME,
    /** The null of a Value. */
    NULL,
    /** Of a type that is in none of the files: a number, or something that cannot be used. */
    UNKNOWN
  }

  /** How many values a field has. */
  enum Shape {
    SINGLE,
    REPEATED,
    MAP
  }

  /** The fields of which something is looked for, and those that take their place in a oneof. */
  final List<Field> fields = new ArrayList<>();

  /** The first of what is to be done with a field; null to step over it. */
  @Nullable Field field(int number) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).number == number) {
        return fields.get(i);
      }
    }
    return null;
  }

  /** What is to be done with a field, or with one of its values. */
  static final class Field {
    final int number;
    final Kind kind;
    final Shape shape;
    final int oneof;

    /** The slot that takes the value itself, or −1. */
    final int slot;

    /** The type of an enum. */
    @Nullable ProtoType enumeration;

    /** What to do with what is in a message; null when nothing is looked for there. */
    @Nullable ProtoPlan message;

    /** Whether a message without content stands for its only field's default. */
    boolean isWrapper;

    /** The kind of a map's keys. */
    Kind keyKind = Kind.STRING;

    /** Of several values, the pointers that lead to one; as many as there are {@link #items}. */
    PointerNode[] keys = {};

    /** What to do with one of several values. */
    Field[] items = {};

    /** The same field, looked for by another name. */
    @Nullable Field also;

    /** How many values have been met in this body, which is told by its number. */
    int count;

    int countedBody;

    Field(int number, Kind kind, Shape shape, int oneof, int slot) {
      this.number = number;
      this.kind = kind;
      this.shape = shape;
      this.oneof = oneof;
      this.slot = slot;
    }

    /** What to do with the value at this place. */
    @Nullable Field element(int index) {
      for (int i = 0; i < keys.length; i++) {
        if (keys[i].index == index) {
          return items[i];
        }
      }
      return null;
    }

    /** What to do with the value of this key. */
    @Nullable Field member(byte[] bytes, int from, int to) {
      for (int i = 0; i < keys.length; i++) {
        byte[] name = keys[i].name;
        if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
          return items[i];
        }
      }
      return null;
    }
  }
}
