package dev.weir.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request shows of who sends it: its {@code Authorization}. */
sealed interface Credentials {
  /** The longest that is looked at; longer ones are taken for none of ours. */
  int LONGEST = 4_096;

  /** There is none. */
  record Absent() implements Credentials {}

  /** It is none of those below. */
  record Unreadable() implements Credentials {}

  /**
   * A token, <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>.
   *
   * @param token as it was sent
   */
  record Bearer(String token) implements Credentials {
    @Override
    public String toString() {
      return "Bearer[]";
    }
  }

  /**
   * A name and a password, <a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617</a>.
   *
   * @param name may be empty
   * @param password may be empty
   */
  record Basic(String name, String password) implements Credentials {
    @Override
    public String toString() {
      return "Basic[]";
    }
  }

  /** Reads the header; never throws. */
  static Credentials parse(@Nullable String header) {
    if (header == null) {
      return new Absent();
    }
    int blank = header.indexOf(' ');
    if (blank < 0 || header.length() > LONGEST) {
      return new Unreadable();
    }
    var rest = header.substring(blank + 1).strip();
    return switch (header.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "bearer" -> rest.isEmpty() ? new Unreadable() : new Bearer(rest);
      case "basic" -> basic(rest);
      default -> new Unreadable();
    };
  }

  private static Credentials basic(String encoded) {
    try {
      var text = new String(Base64.getDecoder().decode(encoded), UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? new Unreadable()
          : new Basic(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException notBase64) {
      return new Unreadable();
    }
  }
}
