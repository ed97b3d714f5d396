package dev.weir.kafka.decode;

import org.jspecify.annotations.Nullable;

/**
 * What stands between a schema's id and a Protobuf message: which message it is. Confluent's
 * serializers write indexes, Apicurio's the message's name. Not thread-safe.
 */
final class ProtoHeader {
  private static final int MAX_INDEXES = 32;
  private static final int NAME_TAG = 1 << 3 | ProtoBytes.BYTES;

  private final int[] indexes = new int[MAX_INDEXES];

  /** The message's type; null, with the problem noted, when the header names none. */
  @Nullable ProtoType read(ProtoSchema schema, ProtoBytes in, int to) {
    int from = in.pos;
    var type = byName(schema, in, to);
    if (type == null) {
      in.begin(in.body, from);
      type = byIndexes(schema, in, to);
    }
    return type;
  }

  private @Nullable ProtoType byIndexes(ProtoSchema schema, ProtoBytes in, int to) {
    if (!in.varint(to)) {
      return null;
    }
    long count = (in.number >>> 1) ^ -(in.number & 1);
    if (count < 0 || count > MAX_INDEXES) {
      in.fail(BinaryProblem.MALFORMED);
      return null;
    }
    indexes[0] = 0; // What no indexes mean.
    for (int i = 0; i < count; i++) {
      if (!in.varint(to)) {
        return null;
      }
      indexes[i] = (int) ((in.number >>> 1) ^ -(in.number & 1));
    }
    var type = schema.message(indexes, Math.max((int) count, 1));
    if (type == null) {
      in.fail(BinaryProblem.MALFORMED);
    }
    return type;
  }

  /** A message before the message: its first field is the name of the second. */
  private @Nullable ProtoType byName(ProtoSchema schema, ProtoBytes in, int to) {
    if (!in.length(to)) {
      return null;
    }
    int end = in.pos + (int) in.number;
    if (end - in.pos < 3 || in.body[in.pos] != NAME_TAG) {
      return null;
    }
    in.pos++;
    if (!in.length(end) || in.number != end - in.pos) {
      return null;
    }
    int start = in.pos;
    in.pos = end;
    return schema.message(in.body, start, end);
  }
}
