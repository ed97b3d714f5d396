package dev.weir.app;

import dev.weir.monitor.TokenHash;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The command {@code new-token}: draws a token and prints it with its hash. */
final class NewToken {
  private static final int BYTES = 32;

  private NewToken() {}

  /** Returns the exit code: 0, or 2 with arguments. */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (!arguments.isEmpty()) {
      err.println("weir: new-token takes no arguments");
      return ExitCode.USAGE;
    }
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    // The beginning is for scanners that look for tokens where none should be.
    var token = "weir_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    out.println("token  " + token);
    out.println("hash   " + TokenHash.of(token).text());
    return ExitCode.DONE;
  }
}
