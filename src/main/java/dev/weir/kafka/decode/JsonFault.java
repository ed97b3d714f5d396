package dev.weir.kafka.decode;

import dev.weir.trace.Utf8;
import java.util.Arrays;

/**
 * Says where a body that {@link JsonScanner} refused stops being JSON. Walks over it again and
 * remembers positions, which the scanner has no time for: made only when somebody looks at a
 * sample. Positions count the body's bytes from 0; inside, a fault is the complement of one.
 */
final class JsonFault {
  private static final int NOWHERE = -1;

  private final byte[] body;
  private final int from;
  private final int end;
  private final boolean[] objects = new boolean[JsonSkipper.MAX_DEPTH];
  private int depth;
  private int notUtf8 = NOWHERE;

  private JsonFault(byte[] body, int from, int end) {
    this.body = body;
    this.from = from;
    this.end = end;
  }

  /**
   * What is wrong with the bytes, in words and without showing any of them; empty when nothing is.
   */
  static String describe(byte[] body, int offset, int length) {
    return new JsonFault(body, offset, offset + length).describe();
  }

  private String describe() {
    int after = document(space(JsonScanner.afterByteOrderMark(body, from, end)));
    if (after < 0) {
      int fault = ~after;
      String place = " at byte " + (fault - from);
      if (fault == end) {
        return "JSON breaks off" + place;
      }
      return depth == JsonSkipper.MAX_DEPTH && isOpening(fault)
          ? "JSON is nested deeper than " + depth + place
          : "JSON is wrong" + place;
    }
    return notUtf8 == NOWHERE
        ? ""
        : "JSON has a text that is not UTF-8 at byte " + (notUtf8 - from);
  }

  private boolean isOpening(int at) {
    return body[at] == '{' || body[at] == '[';
  }

  private int document(int start) {
    int at = start;
    while (at >= 0) {
      // A value begins here.
      if (at == end || (isOpening(at) && depth == objects.length)) {
        return ~at;
      }
      if (isOpening(at)) {
        boolean object = body[at] == '{';
        objects[depth++] = object;
        at = space(at + 1);
        if (at == end || body[at] != (object ? '}' : ']')) {
          at = object ? name(at) : at;
          continue;
        }
      } else {
        at = body[at] == '"' ? text(at) : scalar(at);
      }
      at = close(at);
      if (depth == 0) {
        return at < 0 || at == end ? at : ~at;
      }
    }
    return at;
  }

  /** Closes what ends behind a value; gives where the next value begins, or the document's end. */
  private int close(int after) {
    int at = after < 0 ? after : space(after);
    while (at >= 0 && depth > 0) {
      boolean object = objects[depth - 1];
      if (at < end && body[at] == ',') {
        at = space(at + 1);
        return object ? name(at) : at;
      }
      if (at == end || body[at] != (object ? '}' : ']')) {
        return ~at;
      }
      depth--;
      at = space(at + 1);
    }
    return at;
  }

  private int space(int at) {
    return JsonSkipper.space(body, at, end);
  }

  /** Where the value behind the name at {@code pos} begins. */
  private int name(int pos) {
    if (pos == end || body[pos] != '"') {
      return ~pos;
    }
    int at = text(pos);
    at = at < 0 ? at : space(at);
    if (at < 0) {
      return at;
    }
    return at < end && body[at] == ':' ? space(at + 1) : ~at;
  }

  private int text(int quote) {
    int at = quote + 1;
    while (true) {
      int part = at;
      at = JsonText.special(body, at, end);
      checkUtf8(part, at);
      if (at == end || (body[at] >= 0 && body[at] < ' ')) {
        return ~at;
      }
      if (body[at] == '"') {
        return at + 1;
      }
      at = escape(at + 1);
      if (at < 0) {
        return at;
      }
    }
  }

  private int escape(int pos) {
    if (pos == end || "\"\\/bfnrtu".indexOf(body[pos]) < 0) {
      return ~pos;
    }
    if (body[pos] != 'u') {
      return pos + 1;
    }
    for (int at = pos + 1; at <= pos + 4; at++) {
      if (at == end || Character.digit(body[at] & 0xFF, 16) < 0) {
        return ~at;
      }
    }
    return pos + 5;
  }

  private void checkUtf8(int start, int to) {
    int at = start;
    while (notUtf8 == NOWHERE && at < to) {
      int codePoint = Utf8.codePoint(body, at, to);
      if (codePoint == Utf8.INVALID) {
        notUtf8 = at;
      }
      at += Math.max(Utf8.size(codePoint), 1);
    }
  }

  /** A number or a word; one that is wrong is so from its beginning. */
  private int scalar(int pos) {
    int after = JsonSkipper.scalar(body, pos, end);
    if (after != JsonText.BAD) {
      return after;
    }
    // Cut off, if more would make it right.
    for (String more : new String[] {"true", "false", "null"}) {
      int length = end - pos;
      if (length < more.length() && isStart(pos, more, length)) {
        return ~end;
      }
    }
    byte[] longer = Arrays.copyOf(Arrays.copyOfRange(body, pos, end), end - pos + 1);
    longer[end - pos] = '0';
    return JsonSkipper.scalar(longer, 0, longer.length) == longer.length ? ~end : ~pos;
  }

  private boolean isStart(int pos, String word, int length) {
    for (int i = 0; i < length; i++) {
      if (body[pos + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
