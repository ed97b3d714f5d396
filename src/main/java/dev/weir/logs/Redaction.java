package dev.weir.logs;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of the log: values under names that look secret, and the fragments of texts
 * that carry one ({@code password=...}, {@code "token": "..."}, {@code Bearer ...}, {@code
 * scheme://user:secret@host}). Every repetition is bounded, so no text takes long.
 */
final class Redaction {
  /** What stands in a secret's place. */
  static final String REDACTED = "***REDACTED***";

  private static final String WORDS =
      "(?:passw(?:or)?d|passphrase|secret|token|api[_.-]?key|access[_.-]?key|private[_.-]?key"
          + "|credential|authorization|jaas[_.-]?config)";

  private static final Pattern NAME = Pattern.compile(WORDS, Pattern.CASE_INSENSITIVE);

  // A JAAS configuration has its secrets inside quotes and blanks, so all of the rest goes.
  private static final Pattern JAAS =
      Pattern.compile(
          "(jaas[_.-]?config[\"']?\\s{0,8}[=:]).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern BEARER =
      Pattern.compile("\\b(Bearer)\\s{1,8}[\\w.~+/=-]{4,}", Pattern.CASE_INSENSITIVE);

  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "("
              + WORDS
              + "[\\w.-]{0,40}[\"']?\\s{0,8}[=:]\\s{0,8})"
              + "(?:(?:Bearer|Basic|Digest)\\s{1,8})?(?:\"[^\"]*\"?|'[^']*'?|[^\\s,;&)}\\]]+)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern USER_INFO =
      Pattern.compile("(\\b[a-z][a-z0-9+.-]{0,20}://)[^\\s/]{0,512}@", Pattern.CASE_INSENSITIVE);

  private Redaction() {}

  /** Whether values under this name are never shown. */
  static boolean secret(String name) {
    return NAME.matcher(name).find();
  }

  /** The text without secrets. */
  static String text(String text) {
    if (!suspicious(text)) {
      return text;
    }
    var redacted = JAAS.matcher(text).replaceAll("$1" + REDACTED);
    redacted = ASSIGNMENT.matcher(redacted).replaceAll("$1" + REDACTED);
    redacted = BEARER.matcher(redacted).replaceAll("$1 " + REDACTED);
    return USER_INFO.matcher(redacted).replaceAll("$1" + REDACTED + "@");
  }

  // Nearly all lines have none of this, and a look costs less than four patterns.
  private static boolean suspicious(String text) {
    if (text.contains("://") && text.indexOf('@') >= 0) {
      return true;
    }
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("bearer")) {
      return true;
    }
    return (lower.indexOf('=') >= 0 || lower.indexOf(':') >= 0) && NAME.matcher(lower).find();
  }
}
