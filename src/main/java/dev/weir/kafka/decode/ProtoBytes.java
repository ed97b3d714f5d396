package dev.weir.kafka.decode;

import dev.weir.kafka.decode.ProtoPlan.Kind;

/**
 * The bytes of a Protobuf body: numbers, tags and values of the wire's types. What cannot be read
 * is noted, and every method then gives false. Never throws. Not thread-safe.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class ProtoBytes {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int GROUP = 3;
  static final int GROUP_END = 4;
  static final int FIXED32 = 5;

  /** How deep messages may lie in messages. */
  static final int MAX_DEPTH = 100;

  private static final byte[] NOTHING = {};

  byte[] body = NOTHING;
  int pos;

  /** The number, or the length, that was read last. */
  long number;

  /** The field's number in the tag that was read last. */
  int field;

  /** The wire's type in the tag that was read last. */
  int wire;

  BinaryProblem problem = BinaryProblem.NONE;

  /** Begins at {@code from}. */
  void begin(byte[] bytes, int from) {
    body = bytes;
    pos = from;
    problem = BinaryProblem.NONE;
  }

  boolean fail(BinaryProblem what) {
    problem = what;
    return false;
  }

  boolean tag(int limit) {
    if (!varint(limit)) {
      return false;
    }
    field = (int) (number >>> 3);
    wire = (int) number & 7;
    return (number >>> 32 == 0 && field != 0) || fail(BinaryProblem.MALFORMED);
  }

  boolean varint(int limit) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (pos >= limit) {
        return fail(BinaryProblem.CUT);
      }
      byte b = body[pos++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        number = value;
        return true;
      }
    }
    return fail(BinaryProblem.MALFORMED);
  }

  /** Reads a length, which then is in {@link #number} and reaches no further than the limit. */
  boolean length(int limit) {
    if (!varint(limit)) {
      return false;
    }
    return (number >= 0 && number <= limit - pos) || fail(BinaryProblem.CUT);
  }

  /** Reads a number of a scalar kind into {@link #number}; the wire's type fits. */
  boolean scalar(Kind kind, int limit) {
    return switch (wireOf(kind)) {
      case FIXED64 -> fixed(Long.BYTES, limit);
      case FIXED32 -> fixed(Integer.BYTES, limit);
      default -> varint(limit);
    };
  }

  private boolean fixed(int count, int limit) {
    if (limit - pos < count) {
      return fail(BinaryProblem.CUT);
    }
    number = ScalarText.littleEndian(body, pos, count);
    pos += count;
    return true;
  }

  /** Steps over the value whose tag was read last. */
  boolean skip(int limit, int depth) {
    return switch (wire) {
      case VARINT -> varint(limit);
      case FIXED64 -> fixed(Long.BYTES, limit);
      case FIXED32 -> fixed(Integer.BYTES, limit);
      case BYTES -> length(limit) && step((int) number);
      case GROUP -> skipGroup(field, limit, depth);
      default -> fail(BinaryProblem.MALFORMED);
    };
  }

  private boolean step(int count) {
    pos += count;
    return true;
  }

  private boolean skipGroup(int group, int limit, int depth) {
    if (depth > MAX_DEPTH) {
      return fail(BinaryProblem.DEEP);
    }
    while (tag(limit)) {
      if (wire == GROUP_END) {
        return field == group || fail(BinaryProblem.MALFORMED);
      }
      if (!skip(limit, depth + 1)) {
        return false;
      }
    }
    return false;
  }

  /** The wire's type of a kind's values. */
  static int wireOf(Kind kind) {
    return switch (kind) {
      case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM, NULL, UNKNOWN -> VARINT;
      case FIXED64, SFIXED64, DOUBLE -> FIXED64;
      case FIXED32, SFIXED32, FLOAT -> FIXED32;
      case STRING, BYTES, MESSAGE, TIME -> BYTES;
    };
  }
}
