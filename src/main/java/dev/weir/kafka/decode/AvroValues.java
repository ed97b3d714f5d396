package dev.weir.kafka.decode;

import dev.weir.kafka.decode.AvroType.Kind;
import dev.weir.kafka.decode.AvroType.Meaning;

/** Gives Avro's numbers and bytes their text, by what their types mean. Not thread-safe. */
final class AvroValues {
  private static final byte[] NOTHING = {};

  private final JsonScanner found;
  private final ScalarText text;

  AvroValues(JsonScanner found, ScalarText text) {
    this.found = found;
    this.text = text;
  }

  private void take(AvroPlan plan, JsonValues.Kind kind) {
    found.found(plan.slot, kind, NOTHING, 0, 0);
  }

  private void takeText(AvroPlan plan, JsonValues.Kind kind) {
    found.found(plan.slot, kind, text.bytes(), text.start(), text.length());
  }

  /** A whole number, which may mean a time. */
  void whole(AvroPlan plan, long value) {
    boolean isTime =
        switch (plan.type.meaning) {
          case DATE -> text.time(value * 86_400, 0, 0);
          case TIMESTAMP_MILLIS -> time(value, 1_000, 3);
          case TIMESTAMP_MICROS -> time(value, 1_000_000, 6);
          case TIMESTAMP_NANOS -> time(value, 1_000_000_000, 9);
          case PLAIN, DECIMAL, UUID -> false;
        };
    if (!isTime) {
      text.number(value);
    }
    takeText(plan, isTime ? JsonValues.Kind.TEXT : JsonValues.Kind.NUMBER);
  }

  private boolean time(long value, int perSecond, int digits) {
    return text.time(Math.floorDiv(value, perSecond), Math.floorMod(value, perSecond), digits);
  }

  /** A number with a fraction, by its bytes. */
  void real(AvroPlan plan, byte[] body, int from) {
    boolean isFloat = plan.type.kind == Kind.FLOAT;
    double value =
        isFloat
            ? Float.intBitsToFloat((int) ScalarText.littleEndian(body, from, Float.BYTES))
            : Double.longBitsToDouble(ScalarText.littleEndian(body, from, Double.BYTES));
    if (!Double.isFinite(value)) {
      take(plan, JsonValues.Kind.OBJECT); // No number: something that cannot be used.
      return;
    }
    if (isFloat) {
      text.real((float) value);
    } else {
      text.real(value);
    }
    takeText(plan, JsonValues.Kind.NUMBER);
  }

  /** Bytes have no text unless their meaning gives them one; as an object they cannot be used. */
  void opaque(AvroPlan plan, byte[] body, int from, int length) {
    var meaning = plan.type.meaning;
    if (meaning == Meaning.UUID) {
      text.uuid(body, from);
      takeText(plan, JsonValues.Kind.TEXT);
    } else if (meaning == Meaning.DECIMAL && length <= ScalarText.MAX_DECIMAL_BYTES) {
      text.decimal(body, from, length, plan.type.scale);
      takeText(plan, JsonValues.Kind.NUMBER);
    } else {
      take(plan, JsonValues.Kind.OBJECT);
    }
  }
}
