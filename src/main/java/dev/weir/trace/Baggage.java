package dev.weir.trace;

import java.util.Arrays;

/**
 * The W3C {@code baggage}: members {@code key=value;properties} between commas, the value
 * percent-encoded UTF-8. Members stand for themselves: a bad one does no harm to a good one. A
 * flyweight: not thread-safe, allocates only when constructed.
 *
 * @see <a href="https://www.w3.org/TR/baggage/#header-content">W3C Baggage</a>
 */
public final class Baggage {
  /** The header's name. */
  public static final String HEADER = "baggage";

  /** What is longer than this is not looked into; the specification asks for as much. */
  public static final int MAX_BYTES = 8192;

  private static final int MAX_MEMBERS = 180;

  /** What a header tells of a key. */
  public enum Outcome {
    /** No member has the key. */
    ABSENT,
    /** The last member of the key has a value, which may be empty. */
    FOUND,
    /** The key's value cannot be read, or the key is not found among members that cannot be. */
    MALFORMED
  }

  private final byte[] decoded = new byte[MAX_BYTES];
  private byte[] bytes = decoded;
  private int offset;
  private int length;

  /**
   * Looks for a key in a header's value; with several members of it, the last one counts.
   *
   * @param key compared byte by byte
   */
  public Outcome find(byte[] header, int from, int size, byte[] key) {
    if (size > MAX_BYTES) {
      return Outcome.MALFORMED;
    }
    int to = from + size;
    boolean allGood = true;
    int valueStart = -1;
    int valueEnd = -1;
    int members = 0;
    for (int pos = from; pos < to; pos++) {
      int end = indexOf(header, ',', pos, to);
      int keyStart = Utf8.trimStart(header, pos, end);
      if (keyStart < end) {
        int equals = indexOf(header, '=', keyStart, end);
        int keyEnd = Utf8.trimEnd(header, keyStart, equals);
        allGood &= ++members <= MAX_MEMBERS && equals < end && isKey(header, keyStart, keyEnd);
        if (equals < end && Arrays.equals(header, keyStart, keyEnd, key, 0, key.length)) {
          valueStart = equals + 1;
          valueEnd = indexOf(header, ';', valueStart, end);
        }
      }
      pos = end;
    }
    if (members > MAX_MEMBERS) {
      return Outcome.MALFORMED;
    }
    if (valueStart < 0) {
      return allGood ? Outcome.ABSENT : Outcome.MALFORMED;
    }
    return decode(header, valueStart, valueEnd) ? Outcome.FOUND : Outcome.MALFORMED;
  }

  /** The array that holds the value that was found: the header's own or one of this object. */
  public byte[] bytes() {
    return bytes;
  }

  /** Index of the first byte of the value that was found. */
  public int offset() {
    return offset;
  }

  /** Number of bytes of the value that was found. */
  public int length() {
    return length;
  }

  private boolean decode(byte[] header, int from, int to) {
    int start = Utf8.trimStart(header, from, to);
    int end = Utf8.trimEnd(header, start, to);
    bytes = header;
    offset = start;
    length = end - start;
    for (int i = start; i < end; i++) {
      if (header[i] == '%') {
        return unescape(header, start, end);
      }
      if (!isValueByte(header[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean unescape(byte[] header, int from, int to) {
    int size = 0;
    for (int i = from; i < to; i++) {
      byte b = header[i];
      if (b == '%') {
        if (to - i < 3 || (Hex.digit(header[i + 1]) | Hex.digit(header[i + 2])) < 0) {
          return false;
        }
        b = (byte) (Hex.digit(header[i + 1]) << 4 | Hex.digit(header[i + 2]));
        i += 2;
      } else if (!isValueByte(b)) {
        return false;
      }
      decoded[size++] = b;
    }
    bytes = decoded;
    offset = 0;
    length = size;
    return Utf8.isValid(decoded, 0, size);
  }

  /** Whether a key may stand in a header: a token of RFC 7230. */
  public static boolean isKey(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b <= ' ' || b == 0x7F || "\"(),/:;<=>?@[\\]{}".indexOf(b) >= 0) {
        return false;
      }
    }
    return from < to;
  }

  private static boolean isValueByte(byte b) {
    return b > ' ' && b != 0x7F && b != '"' && b != ',' && b != ';' && b != '\\';
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    int pos = from;
    while (pos < to && bytes[pos] != wanted) {
      pos++;
    }
    return pos;
  }
}
