package dev.weir.kafka.decode;

import static dev.weir.kafka.decode.JsonText.BAD;

/**
 * Walks over JSON values that nobody wants, checking their grammar (RFC 8259) on the way, with a
 * bounded depth and without recursion. Not thread-safe.
 */
final class JsonSkipper {
  /** How deep values may nest. */
  static final int MAX_DEPTH = 512;

  // One bit for each open container: set for an object.
  private final long[] objects = new long[MAX_DEPTH / Long.SIZE];

  /** Index of the first byte from {@code pos} on that is no white space, or {@code end}. */
  static int space(byte[] b, int pos, int end) {
    int at = pos;
    while (at < end && (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t')) {
      at++;
    }
    return at;
  }

  /**
   * Index after the value that begins at {@code pos}.
   *
   * @param depth how many containers are open around it
   */
  int skip(byte[] b, int pos, int end, int depth) {
    int open = depth;
    int at = pos;
    while (true) {
      if (at >= end) {
        return BAD;
      }
      byte first = b[at];
      if (first == '{' || first == '[') {
        if (open == MAX_DEPTH) {
          return BAD;
        }
        boolean object = first == '{';
        at = space(b, at + 1, end);
        boolean empty = at < end && b[at] == (object ? '}' : ']');
        if (!empty) {
          push(open++, object);
          at = object ? name(b, at, end) : at;
          if (at == BAD) {
            return BAD;
          }
          continue;
        }
        at++;
      } else {
        at = first == '"' ? JsonText.skip(b, at + 1, end) : scalar(b, at, end);
      }
      // A value has ended: close what ends with it, then go on to the next one.
      while (true) {
        if (at == BAD || open == depth) {
          return at;
        }
        at = space(b, at, end);
        boolean object = isObject(open - 1);
        if (at >= end) {
          return BAD;
        }
        if (b[at] == ',') {
          at = space(b, at + 1, end);
          at = object ? name(b, at, end) : at;
          break;
        }
        if (b[at] != (object ? '}' : ']')) {
          return BAD;
        }
        at++;
        open--;
      }
      if (at == BAD) {
        return BAD;
      }
    }
  }

  private void push(int level, boolean object) {
    long bit = 1L << level;
    objects[level >> 6] = object ? (objects[level >> 6] | bit) : (objects[level >> 6] & ~bit);
  }

  private boolean isObject(int level) {
    return (objects[level >> 6] & (1L << level)) != 0;
  }

  /** Index of the value that belongs to the name whose quote is at {@code pos}. */
  private static int name(byte[] b, int pos, int end) {
    if (pos >= end || b[pos] != '"') {
      return BAD;
    }
    int after = JsonText.skip(b, pos + 1, end);
    return after == BAD ? BAD : colon(b, after, end);
  }

  /** Index of the value behind the colon that comes next. */
  static int colon(byte[] b, int pos, int end) {
    int at = space(b, pos, end);
    return at < end && b[at] == ':' ? space(b, at + 1, end) : BAD;
  }

  /**
   * Index after the number or literal that begins at {@code pos < end}. It must be followed by
   * something that can follow it, or by the end.
   */
  static int scalar(byte[] b, int pos, int end) {
    int after =
        switch (b[pos]) {
          case 't' -> literal(b, pos, end, 't', 'r', 'u', 'e');
          case 'n' -> literal(b, pos, end, 'n', 'u', 'l', 'l');
          case 'f' -> literal(b, pos + 1, end, 'a', 'l', 's', 'e');
          default -> number(b, pos, end);
        };
    return after == BAD || after == end || isDelimiter(b[after]) ? after : BAD;
  }

  private static boolean isDelimiter(byte b) {
    return b == ',' || b == '}' || b == ']' || b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static int literal(byte[] b, int pos, int end, int c0, int c1, int c2, int c3) {
    boolean same =
        end - pos >= 4 && b[pos] == c0 && b[pos + 1] == c1 && b[pos + 2] == c2 && b[pos + 3] == c3;
    return same ? pos + 4 : BAD;
  }

  private static int number(byte[] b, int pos, int end) {
    int at = b[pos] == '-' ? pos + 1 : pos;
    int start = at;
    while (at < end && b[at] >= '0' && b[at] <= '9') {
      at++;
    }
    if (at == start || (b[start] == '0' && at > start + 1)) {
      return BAD;
    }
    if (at < end && b[at] == '.') {
      int fraction = ++at;
      while (at < end && b[at] >= '0' && b[at] <= '9') {
        at++;
      }
      if (at == fraction) {
        return BAD;
      }
    }
    return at < end && (b[at] | 0x20) == 'e' ? exponent(b, at + 1, end) : at;
  }

  private static int exponent(byte[] b, int pos, int end) {
    int start = pos < end && (b[pos] == '+' || b[pos] == '-') ? pos + 1 : pos;
    int at = Digits.digitsEnd(b, start, end);
    return at == start ? BAD : at;
  }
}
