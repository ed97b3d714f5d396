package dev.weir.kafka.decode;

/** The words, numbers, texts and signs of a {@code .proto} file, without its comments. */
final class ProtoTokens {
  /** What comes after the last token. */
  static final String END = "";

  private final String text;
  private int pos;
  private String next = END;

  ProtoTokens(String text) throws SchemaException {
    this.text = text;
    advance();
  }

  /** The next token, which stays. Texts begin with a quote, and have their end left out. */
  String peek() {
    return next;
  }

  /** Takes the next token. */
  String take() throws SchemaException {
    var token = next;
    advance();
    return token;
  }

  /** Takes the next token if it is this one. */
  boolean takes(String token) throws SchemaException {
    boolean same = next.equals(token);
    if (same) {
      advance();
    }
    return same;
  }

  /** Takes the next token, which must be this one. */
  void expect(String token) throws SchemaException {
    if (!takes(token)) {
      throw problem("where " + token + " should be");
    }
  }

  /** A problem at this place. */
  SchemaException problem(String what) {
    int line =
        1
            + (int)
                text.substring(0, Math.min(pos, text.length()))
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
    var found = next.length() > 40 ? next.substring(0, 40) + "…" : next;
    return new SchemaException(
        "in line " + line + " stands " + (found.isEmpty() ? "nothing" : found) + " " + what);
  }

  private void advance() throws SchemaException {
    skipBlanks();
    int start = pos;
    if (pos >= text.length()) {
      next = END;
      return;
    }
    char c = text.charAt(pos);
    if (c == '"' || c == '\'') {
      quoted(c);
      return;
    }
    pos++;
    if (isWord(c)) {
      while (pos < text.length() && isWord(text.charAt(pos))) {
        pos++;
      }
    }
    next = text.substring(start, pos);
  }

  private void quoted(char quote) throws SchemaException {
    int start = pos++;
    while (pos < text.length() && text.charAt(pos) != quote) {
      pos += text.charAt(pos) == '\\' ? 2 : 1;
    }
    if (pos >= text.length()) {
      throw new SchemaException("a text in it does not end");
    }
    next = text.substring(start, pos++);
  }

  /** Dots are part of words: no name, number or type is told from another by its dots alone. */
  private static boolean isWord(char c) {
    return c == '_' || c == '.' || (c < 128 && Character.isLetterOrDigit(c));
  }

  private void skipBlanks() {
    while (pos < text.length()) {
      if (text.startsWith("//", pos)) {
        int end = text.indexOf('\n', pos);
        pos = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", pos)) {
        int end = text.indexOf("*/", pos + 2);
        pos = end < 0 ? text.length() : end + 2;
      } else if (Character.isWhitespace(text.charAt(pos)) || text.charAt(pos) == '\uFEFF') {
        pos++;
      } else {
        return;
      }
    }
  }
}
