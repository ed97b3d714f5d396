package dev.weir.redis;

import java.util.regex.Pattern;

/** Redis did not do what it was asked; the message says why, and holds no password. */
final class RedisUnavailable extends RuntimeException {
  private static final int LONGEST = 300;
  // Addresses may carry user and password. A password may hold an at sign: the last one ends it.
  private static final Pattern USER_INFO = Pattern.compile("://\\S*@");
  // Old servers echo the arguments of a command they do not know, AUTH among them.
  private static final Pattern ECHO = Pattern.compile("(?i),? with args beginning with.*");
  private static final String CROSSES_NODES = "CROSSSLOT the keys lie on different nodes";
  private static final Pattern BATCH_POSITION = Pattern.compile("^ERR \\[\\d+] ");

  RedisUnavailable(String detail) {
    super(detail, null, false, false);
  }

  static RedisUnavailable of(Throwable cause) {
    if (cause instanceof RedisUnavailable unavailable) {
      return unavailable;
    }
    String message = cause.getMessage();
    return new RedisUnavailable(
        clean(message == null ? cause.getClass().getSimpleName() : message));
  }

  /** Whether the client refused a batch because a cluster keeps its keys on several nodes. */
  boolean crossesNodes() {
    return detail().equals(CROSSES_NODES);
  }

  static String clean(String message) {
    if (message.contains("CROSSSLOT")) {
      // The client's text quotes the command with everything in it.
      return CROSSES_NODES;
    }
    String first = message.strip().lines().findFirst().orElse("");
    first = BATCH_POSITION.matcher(first).replaceFirst("");
    first = USER_INFO.matcher(first).replaceAll("://***@");
    first = ECHO.matcher(first).replaceFirst("");
    return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "…";
  }

  /** What went wrong, in words. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
