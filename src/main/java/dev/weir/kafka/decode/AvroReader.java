package dev.weir.kafka.decode;

import dev.weir.kafka.decode.AvroType.Kind;
import dev.weir.trace.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Finds values in Avro's binary encoding, in one pass that stops when it has those that are wanted.
 * Never throws on any bytes; depth and number of values are bounded. Not thread-safe.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">Binary
 *     encoding</a>
 */
final class AvroReader {
  private static final byte[] NOTHING = {};
  private static final int MAX_DEPTH = 200;

  /** Values that take no bytes, such as nulls, are free up to this many. */
  private static final int FREE_VALUES = 50_000;

  private final JsonScanner found;
  private final AvroValues values;

  private byte[] body = NOTHING;
  private int pos;
  private int end;
  private long left;
  private long number;
  private BinaryProblem problem = BinaryProblem.NONE;

  /**
   * A reader.
   *
   * @param found knows what is wanted and takes it
   * @param text where numbers are written
   */
  AvroReader(JsonScanner found, ScalarText text) {
    this.found = found;
    values = new AvroValues(found, text);
  }

  /** Reads the value in {@code [from, to)}; gives what is wrong with it, as far as it was read. */
  BinaryProblem read(AvroPlan plan, byte[] bytes, int from, int to) {
    body = bytes;
    pos = from;
    end = to;
    left = FREE_VALUES + 2L * (to - from);
    problem = BinaryProblem.NONE;
    value(plan, plan.type, 0);
    body = NOTHING;
    return problem;
  }

  /** Where the reading ended. */
  int position() {
    return pos;
  }

  /** Whether to read on; a record or list ends when this does. */
  private boolean value(@Nullable AvroPlan plan, AvroType type, int depth) {
    if (--left < 0) {
      return fail(BinaryProblem.ENDLESS);
    }
    if (depth > MAX_DEPTH) {
      return fail(BinaryProblem.DEEP);
    }
    return switch (type.kind) {
      case UNION -> union(plan, type, depth);
      case RECORD -> record(plan, type, depth);
      case ARRAY, MAP -> {
        note(plan, type.kind == Kind.ARRAY ? JsonValues.Kind.ARRAY : JsonValues.Kind.OBJECT);
        yield goOn(plan) && blocks(plan, type, depth) && goOn(plan);
      }
      default ->
          scalar(plan != null && plan.slot >= 0 && found.wants(plan.slot) ? plan : null, type)
              && goOn(plan);
    };
  }

  private boolean union(@Nullable AvroPlan plan, AvroType type, int depth) {
    if (!index(type.parts.length)) {
      return false;
    }
    int branch = (int) number;
    return value(plan == null ? null : plan.parts[branch], type.parts[branch], depth + 1);
  }

  private boolean record(@Nullable AvroPlan plan, AvroType type, int depth) {
    note(plan, JsonValues.Kind.OBJECT);
    if (!goOn(plan)) {
      return false;
    }
    for (int i = 0; i < type.parts.length; i++) {
      if (!value(plan == null ? null : plan.parts[i], type.parts[i], depth + 1)) {
        return false;
      }
    }
    return goOn(plan);
  }

  private void note(@Nullable AvroPlan plan, JsonValues.Kind kind) {
    if (plan != null && plan.slot >= 0 && found.wants(plan.slot)) {
      found.found(plan.slot, kind, NOTHING, 0, 0);
    }
  }

  private boolean goOn(@Nullable AvroPlan plan) {
    return plan == null || found.isWanting();
  }

  /** The items of an array or map: blocks of them with their number, until an empty one. */
  private boolean blocks(@Nullable AvroPlan plan, AvroType type, int depth) {
    var item = type.parts[0];
    long index = 0;
    while (true) {
      if (!varint()) {
        return false;
      }
      long count = number;
      if (count == 0) {
        return true;
      }
      if (count < 0) {
        // A block that tells its size too; what has no plan can be stepped over at once.
        count = -count;
        if (!varint()) {
          return false;
        }
        if (plan == null) {
          if (!skip(number)) {
            return false;
          }
          continue;
        }
      }
      if (count < 0) {
        return fail(BinaryProblem.MALFORMED);
      }
      for (long i = 0; i < count; i++) {
        AvroPlan itemPlan = null;
        if (type.kind == Kind.MAP) {
          if (!text()) {
            return false;
          }
          itemPlan = plan == null ? null : plan.member(body, pos - (int) number, pos);
        } else {
          itemPlan = plan == null ? null : plan.element(index++);
        }
        if (!value(itemPlan, item, depth + 1)) {
          return false;
        }
      }
    }
  }

  /** A value without parts, taken if it has a plan. */
  private boolean scalar(@Nullable AvroPlan plan, AvroType type) {
    int from = pos;
    switch (type.kind) {
      case NULL -> note(plan, JsonValues.Kind.NULL);
      case BOOLEAN -> {
        if (!skip(1)) {
          return false;
        }
        if (body[from] != 0 && body[from] != 1) {
          return fail(BinaryProblem.MALFORMED);
        }
        if (plan != null) {
          found.foundTruth(plan.slot, body[from] == 1);
        }
      }
      case INT, LONG -> {
        if (!varint()) {
          return false;
        }
        if (plan != null) {
          values.whole(plan, number);
        }
      }
      case FLOAT, DOUBLE -> {
        if (!skip(type.kind == Kind.FLOAT ? Float.BYTES : Double.BYTES)) {
          return false;
        }
        if (plan != null) {
          values.real(plan, body, from);
        }
      }
      case STRING -> {
        if (!text()) {
          return false;
        }
        if (plan != null) {
          int length = (int) number;
          if (!Utf8.isValid(body, pos - length, pos)) {
            return fail(BinaryProblem.MALFORMED);
          }
          found.found(plan.slot, JsonValues.Kind.TEXT, body, pos - length, length);
        }
      }
      case ENUM -> {
        if (!index(type.symbols.length)) {
          return false;
        }
        if (plan != null) {
          byte[] symbol = type.symbols[(int) number];
          found.found(plan.slot, JsonValues.Kind.TEXT, symbol, 0, symbol.length);
        }
      }
      case BYTES -> {
        if (!text()) {
          return false;
        }
        if (plan != null) {
          values.opaque(plan, body, pos - (int) number, (int) number);
        }
      }
      case FIXED -> {
        if (!skip(type.size)) {
          return false;
        }
        if (plan != null) {
          values.opaque(plan, body, from, type.size);
        }
      }
      case RECORD, ARRAY, MAP, UNION -> throw new IllegalStateException("has parts");
    }
    return true;
  }

  /** Reads which of {@code count} it is into {@link #number}. */
  private boolean index(int count) {
    if (!varint()) {
      return false;
    }
    return (number >= 0 && number < count) || fail(BinaryProblem.MALFORMED);
  }

  /** Steps over bytes with their number before them, which then is in {@link #number}. */
  private boolean text() {
    return varint() && skip(number);
  }

  private boolean skip(long count) {
    if (count < 0) {
      return fail(BinaryProblem.MALFORMED);
    }
    if (count > end - pos) {
      return fail(BinaryProblem.CUT);
    }
    pos += (int) count;
    return true;
  }

  /** Reads a number in zigzag coding into {@link #number}. */
  private boolean varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (pos >= end) {
        return fail(BinaryProblem.CUT);
      }
      byte b = body[pos++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        number = (value >>> 1) ^ -(value & 1);
        return true;
      }
    }
    return fail(BinaryProblem.MALFORMED);
  }

  private boolean fail(BinaryProblem what) {
    problem = what;
    return false;
  }
}
