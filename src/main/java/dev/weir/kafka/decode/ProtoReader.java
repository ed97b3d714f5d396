package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.kafka.decode.ProtoPlan.Field;
import dev.weir.kafka.decode.ProtoPlan.Kind;
import dev.weir.kafka.decode.ProtoPlan.Shape;
import dev.weir.trace.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Finds values in Protobuf bodies. They are read to their end, because a later value replaces an
 * earlier one. Never throws on any bytes; the depth is bounded, and each byte is looked at as often
 * as pointers lead to it at most. Not thread-safe.
 */
final class ProtoReader {
  private static final byte[] TRUE = "true".getBytes(UTF_8);
  private static final byte[] FALSE = "false".getBytes(UTF_8);

  private final ProtoBytes in = new ProtoBytes();
  private final ScalarText text;
  private final ProtoValues values;
  private final ProtoHeader header = new ProtoHeader();
  private int bodies;

  /**
   * A reader.
   *
   * @param found takes what is found
   * @param text where numbers are written
   * @param count the number of slots
   */
  ProtoReader(JsonScanner found, ScalarText text, int count) {
    this.text = text;
    values = new ProtoValues(found, text, count);
  }

  /** Reads what is in {@code [from, to)}; gives what is wrong with it. */
  BinaryProblem read(ProtoPlanner planner, byte[] bytes, int from, int to) {
    in.begin(bytes, from);
    values.clear();
    bodies++;
    var type = header.read(planner.schema(), in, to);
    if (type != null) {
      message(planner.plan(type), to, 0, 0);
      values.finish();
    }
    return in.problem;
  }

  /** Where the reading ended. */
  int position() {
    return in.pos;
  }

  private boolean message(ProtoPlan plan, int limit, int group, int depth) {
    if (depth > ProtoBytes.MAX_DEPTH) {
      return in.fail(BinaryProblem.DEEP);
    }
    while (in.pos < limit) {
      if (!in.tag(limit)) {
        return false;
      }
      if (in.wire == ProtoBytes.GROUP_END) {
        return in.field == group || in.fail(BinaryProblem.MALFORMED);
      }
      var field = plan.field(in.field);
      if (field == null) {
        if (!in.skip(limit, depth)) {
          return false;
        }
      } else if (!all(plan, field, limit, depth)) {
        return false;
      }
    }
    return group == 0 || in.fail(BinaryProblem.CUT);
  }

  /** Reads a value once for each name by which its field is looked for. */
  private boolean all(ProtoPlan plan, Field first, int limit, int depth) {
    int start = in.pos;
    int number = in.field;
    int wire = in.wire;
    if (first.oneof != 0) {
      for (int i = 0; i < plan.fields.size(); i++) {
        var other = plan.fields.get(i);
        if (other.oneof == first.oneof && other.number != first.number) {
          values.takeBack(other);
        }
      }
    }
    for (Field field = first; field != null; field = field.also) {
      in.pos = start;
      in.field = number;
      in.wire = wire;
      if (!value(field, limit, depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean value(Field field, int limit, int depth) {
    if (field.shape == Shape.SINGLE) {
      return single(field, limit, depth);
    }
    if (field.shape == Shape.MAP) {
      return in.wire == ProtoBytes.BYTES ? entry(field, limit, depth) : in.skip(limit, depth);
    }
    boolean isNumber =
        field.kind != Kind.UNKNOWN && ProtoBytes.wireOf(field.kind) != ProtoBytes.BYTES;
    if (isNumber && in.wire == ProtoBytes.BYTES) {
      return packed(field, limit);
    }
    values.kind(field, JsonValues.Kind.ARRAY);
    var item = field.element(next(field));
    return item == null ? in.skip(limit, depth) : single(item, limit, depth);
  }

  /** The place of the field's next value, across all parts of the message in which it is. */
  private int next(Field field) {
    if (field.countedBody != bodies) {
      field.countedBody = bodies;
      field.count = 0;
    }
    return field.count++;
  }

  private boolean packed(Field field, int limit) {
    if (!in.length(limit)) {
      return false;
    }
    int end = in.pos + (int) in.number;
    values.kind(field, JsonValues.Kind.ARRAY);
    while (in.pos < end) {
      if (!in.scalar(field.kind, end)) {
        return false;
      }
      var item = field.element(next(field));
      if (item != null) {
        values.number(item, in.number, 0);
      }
    }
    return true;
  }

  /** A map's entry: a message of a key and a value, in any order, and either may be missing. */
  private boolean entry(Field field, int limit, int depth) {
    if (!in.length(limit)) {
      return false;
    }
    int end = in.pos + (int) in.number;
    values.kind(field, JsonValues.Kind.OBJECT);
    int keyAt = -1;
    int keyWire = 0;
    int valueAt = -1;
    int valueWire = 0;
    while (in.pos < end) {
      if (!in.tag(end)) {
        return false;
      }
      if (in.field == 1) {
        keyAt = in.pos;
        keyWire = in.wire;
      } else if (in.field == 2) {
        valueAt = in.pos;
        valueWire = in.wire;
      }
      if (!in.skip(end, depth)) {
        return false;
      }
    }
    var item = keyed(field, keyAt, keyWire, end);
    if (item != null) {
      values.takeBack(item);
      if (valueAt >= 0) {
        in.pos = valueAt;
        in.field = 2;
        in.wire = valueWire;
        if (!single(item, end, depth)) {
          return false;
        }
      }
    }
    in.pos = end;
    return true;
  }

  private @Nullable Field keyed(Field field, int keyAt, int keyWire, int end) {
    in.pos = keyAt;
    boolean present = keyAt >= 0 && keyWire == ProtoBytes.wireOf(field.keyKind);
    if (field.keyKind == Kind.STRING) {
      boolean read = present && in.length(end);
      int from = read ? in.pos : 0;
      return field.member(in.body, from, read ? from + (int) in.number : 0);
    }
    long key = present && in.scalar(field.keyKind, end) ? in.number : 0;
    if (field.keyKind == Kind.BOOL) {
      byte[] word = key == 0 ? FALSE : TRUE;
      return field.member(word, 0, word.length);
    }
    text.clear(); // Nothing is kept there while a body is read.
    ProtoValues.whole(text, field.keyKind, key);
    return field.member(text.bytes(), text.start(), text.start() + text.length());
  }

  private boolean single(Field field, int limit, int depth) {
    return switch (field.kind) {
      case STRING, BYTES ->
          in.wire == ProtoBytes.BYTES ? bytes(field, limit) : in.skip(limit, depth);
      case MESSAGE -> nested(field, limit, depth);
      case TIME -> in.wire == ProtoBytes.BYTES ? time(field, limit, depth) : in.skip(limit, depth);
      case UNKNOWN -> {
        if (in.wire == ProtoBytes.VARINT) {
          yield in.varint(limit) && noted(field);
        }
        values.kind(field, JsonValues.Kind.OBJECT);
        yield in.skip(limit, depth);
      }
      default ->
          in.wire == ProtoBytes.wireOf(field.kind)
              ? in.scalar(field.kind, limit) && noted(field)
              : in.skip(limit, depth);
    };
  }

  private boolean noted(Field field) {
    values.number(field, in.number, 0);
    return true;
  }

  private boolean bytes(Field field, int limit) {
    if (!in.length(limit)) {
      return false;
    }
    int from = in.pos;
    int length = (int) in.number;
    in.pos += length;
    if (field.kind == Kind.BYTES) {
      values.kind(field, JsonValues.Kind.OBJECT); // Bytes have no text, and cannot be used.
      return true;
    }
    if (!Utf8.isValid(in.body, from, in.pos)) {
      return in.fail(BinaryProblem.MALFORMED);
    }
    values.text(field, in.body, from, length);
    return true;
  }

  private boolean nested(Field field, int limit, int depth) {
    boolean isGroup = in.wire == ProtoBytes.GROUP;
    if (!isGroup && in.wire != ProtoBytes.BYTES) {
      return in.skip(limit, depth);
    }
    if (field.isWrapper) {
      values.empty(field);
    } else {
      values.kind(field, JsonValues.Kind.OBJECT);
    }
    var plan = field.message;
    if (plan == null) {
      return in.skip(limit, depth);
    }
    if (isGroup) {
      return message(plan, limit, in.field, depth + 1);
    }
    return in.length(limit) && message(plan, in.pos + (int) in.number, 0, depth + 1);
  }

  private boolean time(Field field, int limit, int depth) {
    if (!in.length(limit)) {
      return false;
    }
    int end = in.pos + (int) in.number;
    long seconds = 0;
    int nanos = 0;
    while (in.pos < end) {
      if (!in.tag(end)) {
        return false;
      }
      boolean isNumber = in.wire == ProtoBytes.VARINT;
      int part = in.field;
      if (!in.skip(end, depth)) {
        return false;
      }
      if (isNumber && part == 1) {
        seconds = in.number;
      } else if (isNumber && part == 2) {
        nanos = (int) in.number;
      }
    }
    values.number(field, seconds, nanos);
    return true;
  }
}
