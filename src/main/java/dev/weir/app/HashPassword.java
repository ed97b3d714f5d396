package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.api.Pbkdf2;
import dev.weir.monitor.PasswordHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code hash-password}: reads a password from a terminal, which does not show it, or
 * from the first line of standard input, and prints its hash.
 */
final class HashPassword {
  private static final int SHORTEST = 8;

  private HashPassword() {}

  /** Returns the exit code: 0, or 2 without a password that will do. */
  static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
    if (!arguments.isEmpty()) {
      err.println("weir: hash-password takes no arguments: it reads the password");
      return ExitCode.USAGE;
    }
    char[] password;
    try {
      password = read(in, err);
    } catch (IOException e) {
      err.println("weir: cannot read the password: " + e.getMessage());
      return ExitCode.USAGE;
    }
    if (password == null || password.length < SHORTEST) {
      err.println("weir: a password has at least " + SHORTEST + " characters");
      return ExitCode.USAGE;
    }
    var salt = new byte[PasswordHash.SALT_LENGTH];
    new SecureRandom().nextBytes(salt);
    out.println(Pbkdf2.hash(password, salt, PasswordHash.ROUNDS).text());
    Arrays.fill(password, ' ');
    return ExitCode.DONE;
  }

  // Other JDK providers, such as a native image's, may still have no console at all.
  @SuppressWarnings("SystemConsoleNull")
  private static char @Nullable [] read(InputStream in, PrintStream err) throws IOException {
    var console = System.console();
    if (console != null && console.isTerminal() && in.equals(System.in)) {
      err.print("password: ");
      err.flush();
      return console.readPassword();
    }
    var line = new BufferedReader(new InputStreamReader(in, UTF_8)).readLine();
    return line == null ? null : line.toCharArray();
  }
}
