package dev.weir.kafka.decode;

import dev.weir.kafka.decode.ProtoPlan.Field;
import dev.weir.kafka.decode.ProtoPlan.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values that a Protobuf body has shown so far, of which a later one replaces an earlier one.
 * Numbers become text only when the body has ended. Not thread-safe.
 */
final class ProtoValues {
  private static final byte[] NOTHING = {};

  private final JsonScanner found;
  private final ScalarText text;
  private final @Nullable Field[] fields;
  private final long[] numbers;
  private final int[] nanos;

  ProtoValues(JsonScanner found, ScalarText text, int count) {
    this.found = found;
    this.text = text;
    fields = new @Nullable Field[count];
    numbers = new long[count];
    nanos = new int[count];
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(fields, null);
  }

  /** Notes a number of any kind, by its bits. */
  void number(Field field, long bits, int nanosOfSecond) {
    if (field.slot >= 0) {
      fields[field.slot] = field;
      numbers[field.slot] = bits;
      nanos[field.slot] = nanosOfSecond;
    }
  }

  /** Notes a text in the body. */
  void text(Field field, byte[] bytes, int from, int length) {
    if (field.slot >= 0) {
      fields[field.slot] = null;
      found.found(field.slot, JsonValues.Kind.TEXT, bytes, from, length);
    }
  }

  /** Notes something that has no text. */
  void kind(Field field, JsonValues.Kind kind) {
    if (field.slot >= 0) {
      fields[field.slot] = null;
      found.found(field.slot, kind, NOTHING, 0, 0);
    }
  }

  /** What a wrapper without content stands for. */
  void empty(Field field) {
    var plan = field.message;
    var inside = plan == null ? null : plan.field(1);
    if (inside == null) {
      return;
    }
    switch (inside.kind) {
      case STRING -> text(inside, NOTHING, 0, 0);
      case BYTES -> kind(inside, JsonValues.Kind.OBJECT);
      default -> number(inside, 0, 0);
    }
  }

  /** Takes back what a field has left, itself and below. */
  void takeBack(Field field) {
    if (field.slot >= 0) {
      fields[field.slot] = null;
      found.values().clear(field.slot);
    }
    field.count = 0;
    for (var item : field.items) {
      takeBack(item);
    }
    var message = field.message;
    if (message != null) {
      for (int i = 0; i < message.fields.size(); i++) {
        takeBack(message.fields.get(i));
      }
    }
  }

  /** Gives the numbers their text. */
  void finish() {
    text.clear();
    for (int slot = 0; slot < fields.length; slot++) {
      var field = fields[slot];
      if (field != null) {
        finish(slot, field, numbers[slot]);
      }
    }
  }

  private void finish(int slot, Field field, long bits) {
    switch (field.kind) {
      case BOOL -> found.foundTruth(slot, bits != 0);
      case NULL -> found.found(slot, JsonValues.Kind.NULL, NOTHING, 0, 0);
      case ENUM -> {
        int number = (int) bits;
        byte[] name = name(field, number);
        if (name == null) {
          text.number(number);
          written(slot, JsonValues.Kind.NUMBER);
        } else {
          found.found(slot, JsonValues.Kind.TEXT, name, 0, name.length);
        }
      }
      case TIME -> {
        boolean isTime = nanos[slot] >= 0 && nanos[slot] <= 999_999_999;
        if (isTime && text.time(bits, nanos[slot], nanos[slot] == 0 ? 0 : 9)) {
          written(slot, JsonValues.Kind.TEXT);
        } else {
          found.found(slot, JsonValues.Kind.OBJECT, NOTHING, 0, 0);
        }
      }
      case FLOAT, DOUBLE -> {
        boolean isFloat = field.kind == Kind.FLOAT;
        double value = isFloat ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
        if (!Double.isFinite(value)) {
          found.found(slot, JsonValues.Kind.OBJECT, NOTHING, 0, 0); // Cannot be used.
          return;
        }
        if (isFloat) {
          text.real((float) value);
        } else {
          text.real(value);
        }
        written(slot, JsonValues.Kind.NUMBER);
      }
      default -> {
        whole(text, field.kind, bits);
        written(slot, JsonValues.Kind.NUMBER);
      }
    }
  }

  private static byte @Nullable [] name(Field field, int number) {
    var type = field.enumeration;
    return type == null || type.values == null ? null : type.values.get(number);
  }

  private void written(int slot, JsonValues.Kind kind) {
    found.found(slot, kind, text.bytes(), text.start(), text.length());
  }

  /** Writes a whole number by its bits. */
  static void whole(ScalarText text, Kind kind, long bits) {
    int low = (int) bits;
    switch (kind) {
      case INT32, SFIXED32 -> text.number(low);
      case UINT32, FIXED32 -> text.number(bits & 0xFFFFFFFFL);
      case SINT32 -> text.number((low >>> 1) ^ -(low & 1));
      case SINT64 -> text.number((bits >>> 1) ^ -(bits & 1));
      case UINT64, FIXED64 -> text.unsigned(bits);
      default -> text.number(bits);
    }
  }
}
