package dev.weir.trace;

import java.util.Arrays;

/**
 * The W3C {@code tracestate}: at most 32 members {@code key=value} between commas. It is strict as
 * a whole: with one bad member, or two of the same key, nothing in it is trusted. A flyweight: not
 * thread-safe, allocates only when constructed.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#tracestate-header">W3C Trace Context</a>
 */
public final class TraceState {
  /** The header's name. */
  public static final String HEADER = "tracestate";

  private static final int MAX_MEMBERS = 32;
  private static final int MAX_KEY = 256;
  private static final int MAX_TENANT = 241;
  private static final int MAX_SYSTEM = 14;
  private static final int MAX_VALUE = 256;
  private static final int NONE = -1;

  private byte[] bytes = {};
  private final int[] keys = new int[MAX_MEMBERS];
  private final int[] keyEnds = new int[MAX_MEMBERS];
  private final int[] ends = new int[MAX_MEMBERS];
  private int count;
  private int found = NONE;

  /**
   * Reads a header's value; blanks around it and around members are ignored, empty members too.
   *
   * @return whether it is well-formed; if not, it has no members
   */
  public boolean parse(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    count = 0;
    found = NONE;
    boolean good = parseMembers(offset, offset + length);
    count = good ? count : 0;
    return good;
  }

  private boolean parseMembers(int from, int to) {
    for (int pos = from; pos < to; pos++) {
      int comma = indexOf(',', pos, to);
      int start = Utf8.trimStart(bytes, pos, comma);
      int end = Utf8.trimEnd(bytes, start, comma);
      if (start < end && !addMember(start, end)) {
        return false;
      }
      pos = comma;
    }
    return true;
  }

  private boolean addMember(int from, int to) {
    int equals = indexOf('=', from, to);
    if (count == MAX_MEMBERS
        || !isKey(bytes, from, equals)
        || !isValue(equals + 1, to)
        || indexOfKey(bytes, from, equals) != NONE) {
      return false;
    }
    keys[count] = from;
    keyEnds[count] = equals;
    ends[count] = to;
    count++;
    return true;
  }

  /** How many members there are. */
  public int size() {
    return count;
  }

  /**
   * Looks for the member of this key.
   *
   * @return whether there is one; its value is then at {@link #valueOffset}
   */
  public boolean find(byte[] key) {
    found = indexOfKey(key, 0, key.length);
    return found != NONE;
  }

  /** Index, in the array that was parsed, of the value that was found. */
  public int valueOffset() {
    return keyEnds[found] + 1;
  }

  /** Number of bytes of the value that was found; at least 1. */
  public int valueLength() {
    return ends[found] - valueOffset();
  }

  /**
   * Whether a key may stand in a header: lower-case letters, digits, {@code _}, {@code -}, {@code
   * *} and {@code /}, begun by a letter or digit; a tenant and a system may be joined by {@code @}.
   */
  public static boolean isKey(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '@') {
      at++;
    }
    if (at == to) {
      return isName(bytes, from, to, MAX_KEY);
    }
    return isName(bytes, from, at, MAX_TENANT)
        && isName(bytes, at + 1, to, MAX_SYSTEM)
        && isLetter(bytes[at + 1]);
  }

  private static boolean isName(byte[] bytes, int from, int to, int longest) {
    if (to - from < 1 || to - from > longest || !isLetterOrDigit(bytes[from])) {
      return false;
    }
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (!isLetterOrDigit(b) && b != '_' && b != '-' && b != '*' && b != '/') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(byte b) {
    return isLetter(b) || (b >= '0' && b <= '9');
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z';
  }

  private boolean isValue(int from, int to) {
    if (to - from < 1 || to - from > MAX_VALUE) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] < ' ' || bytes[i] > '~' || bytes[i] == '=') {
        return false;
      }
    }
    return true;
  }

  private int indexOfKey(byte[] key, int from, int to) {
    for (int i = 0; i < count; i++) {
      if (Arrays.equals(bytes, keys[i], keyEnds[i], key, from, to)) {
        return i;
      }
    }
    return NONE;
  }

  private int indexOf(char wanted, int from, int to) {
    int pos = from;
    while (pos < to && bytes[pos] != wanted) {
      pos++;
    }
    return pos;
  }
}
