package dev.weir.logs;

/**
 * Writes one JSON object on one line. By hand, because the log must work before and after
 * everything else, and may be written from any thread.
 */
final class JsonLine {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder(512).append('{');
  private boolean first = true;

  /** Adds a string. */
  JsonLine text(String name, String value) {
    name(name);
    string(value);
    return this;
  }

  /** Adds a whole number. */
  JsonLine number(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  /** Adds a number, a boolean or a string, as the value is. */
  JsonLine value(String name, Object value) {
    name(name);
    boolean finite =
        switch (value) {
          case Double number -> Double.isFinite(number);
          case Float number -> Float.isFinite(number);
          case Number number -> true;
          case Boolean bool -> true;
          default -> false;
        };
    if (finite) {
      out.append(value);
    } else {
      string(value.toString());
    }
    return this;
  }

  /** Opens an object. */
  JsonLine open(String name) {
    name(name);
    out.append('{');
    first = true;
    return this;
  }

  /** Closes an object. */
  JsonLine close() {
    out.append('}');
    first = false;
    return this;
  }

  /** The line, with its end. */
  String end() {
    return out.append("}\n").toString();
  }

  private void name(String name) {
    if (!first) {
      out.append(',');
    }
    first = false;
    string(name);
    out.append(':');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (plain(text, i, c)) {
            out.append(c);
          } else {
            escape(c);
          }
        }
      }
    }
    out.append('"');
  }

  // Control characters, line separators and halves of a surrogate pair do not survive every reader.
  private static boolean plain(String text, int at, char c) {
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
    return c >= 0x20 && (c < 0x7f || c > 0x9f) && c != 0x2028 && c != 0x2029;
  }

  private void escape(char c) {
    out.append("\\u")
        .append(HEX[c >> 12])
        .append(HEX[c >> 8 & 0xf])
        .append(HEX[c >> 4 & 0xf])
        .append(HEX[c & 0xf]);
  }
}
