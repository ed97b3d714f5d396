package dev.weir.trace;

/** An id that is just text: a UUID, a ULID, hex, or any other printable string. */
public final class PlainId {
  /** The most characters (code points) that an id may have. */
  public static final int MAX_CHARACTERS = 128;

  private PlainId() {}

  /**
   * Whether the bytes in {@code [from, to)}, from which surrounding blanks are already taken, are
   * an id: 1 to {@value #MAX_CHARACTERS} printable characters in valid UTF-8.
   */
  public static boolean isValid(byte[] bytes, int from, int to) {
    if (Words.isPrintable(bytes, from, to)) {
      return from < to && to - from <= MAX_CHARACTERS;
    }
    int characters = 0;
    for (int pos = from; pos < to; characters++) {
      int codePoint = Utf8.codePoint(bytes, pos, to);
      if (characters == MAX_CHARACTERS || !isPrintable(codePoint)) {
        return false;
      }
      pos += Utf8.size(codePoint);
    }
    return characters > 0;
  }

  private static boolean isPrintable(int codePoint) {
    if (codePoint < 0x7F) {
      return codePoint >= ' ';
    }
    return switch ((byte) Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
