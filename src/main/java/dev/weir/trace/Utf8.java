package dev.weir.trace;

/** UTF-8 text in byte arrays, examined where it lies. Total: any bytes get an answer. */
public final class Utf8 {
  /** What {@link #codePoint} gives for bytes that are not UTF-8. */
  public static final int INVALID = -1;

  private Utf8() {}

  /** Index of the first byte in {@code [from, to)} that is no blank, or {@code to}. */
  public static int trimStart(byte[] bytes, int from, int to) {
    int start = from;
    while (start < to && isBlank(bytes[start])) {
      start++;
    }
    return start;
  }

  /** Index after the last byte in {@code [from, to)} that is no blank, or {@code from}. */
  public static int trimEnd(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && isBlank(bytes[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  /**
   * Whether the bytes in {@code [from, to)} are well-formed UTF-8 (no surrogates, no overlongs).
   */
  public static boolean isValid(byte[] bytes, int from, int to) {
    int pos = from;
    while (pos < to) {
      while (pos + Long.BYTES <= to && (Words.at(bytes, pos) & Words.HIGH_BITS) == 0) {
        pos += Long.BYTES;
      }
      if (pos < to) {
        int codePoint = codePoint(bytes, pos, to);
        if (codePoint == INVALID) {
          return false;
        }
        pos += size(codePoint);
      }
    }
    return true;
  }

  /** The code point that begins at {@code pos < to}, or {@link #INVALID}. */
  public static int codePoint(byte[] bytes, int pos, int to) {
    int first = bytes[pos];
    if (first >= 0) {
      return first;
    }
    int size = first >> 5 == -2 ? 2 : first >> 4 == -2 ? 3 : first >> 3 == -2 ? 4 : 0;
    if (size == 0 || size > to - pos) {
      return INVALID;
    }
    int codePoint = first & (0x7F >> size);
    for (int i = 1; i < size; i++) {
      int next = bytes[pos + i];
      if ((next & 0xC0) != 0x80) {
        return INVALID;
      }
      codePoint = (codePoint << 6) | (next & 0x3F);
    }
    boolean wellFormed =
        codePoint <= Character.MAX_CODE_POINT
            && size(codePoint) == size
            && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    return wellFormed ? codePoint : INVALID;
  }

  /** How many bytes encode the code point: 1 to 4. */
  public static int size(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /** Writes the code point (no surrogate) at {@code pos} and gives the index after it. */
  public static int write(int codePoint, byte[] into, int pos) {
    int size = size(codePoint);
    if (size == 1) {
      into[pos] = (byte) codePoint;
      return pos + 1;
    }
    for (int i = size - 1, rest = codePoint; i > 0; i--, rest >>= 6) {
      into[pos + i] = (byte) (0x80 | (rest & 0x3F));
    }
    into[pos] = (byte) ((0xF00 >> size) | (codePoint >> (6 * (size - 1))));
    return pos + size;
  }
}
