package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A running Weir that a command asks: where it is, what is shown to it, and whose certificate it is
 * to have. Secrets come from files or the environment, never from the command line, which everybody
 * on the machine can read.
 */
final class Remote {
  /** The options of every command that asks one, with what they need. */
  static final Map<String, String> OPTIONS =
      Map.of(
          "--url", "the address of a running Weir, such as http://localhost:8080",
          "--token-file", "a file with a token",
          "--user", "a user's name",
          "--password-file", "a file with the user's password",
          "--ca-file", "a PEM file with the certificates to trust");

  private static final String USUAL_URL = "http://localhost:8080";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String url;
  private final @Nullable String authorization;
  private final @Nullable SSLContext trust;

  private Remote(String url, @Nullable String authorization, @Nullable SSLContext trust) {
    this.url = url;
    this.authorization = authorization;
    this.trust = trust;
  }

  /** What somebody has to mend; its message is one line. */
  static final class MistakeException extends Exception {
    private static final long serialVersionUID = 1L;

    MistakeException(String message) {
      super(message);
    }
  }

  /**
   * The one that options and environment name: {@code WEIR_TOKEN}, or {@code WEIR_USER} and {@code
   * WEIR_PASSWORD}; options go first.
   */
  static Remote of(Map<String, String> options, Map<String, String> environment)
      throws MistakeException {
    var url = options.getOrDefault("--url", USUAL_URL);
    var caFile = options.get("--ca-file");
    return new Remote(
        checked(url), authorization(options, environment), caFile == null ? null : trust(caFile));
  }

  /** Without a slash at its end. */
  String url() {
    return url;
  }

  /** Asks for a path; waits ten seconds at most for each part of the answer. */
  WebAnswer get(String path) throws IOException {
    return WebAnswer.get(URI.create(url + path), PATIENCE, authorization, trust);
  }

  private static String checked(String text) throws MistakeException {
    var url = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      var parsed = URI.create(url);
      boolean web =
          "http".equalsIgnoreCase(parsed.getScheme())
              || "https".equalsIgnoreCase(parsed.getScheme());
      if (web && parsed.getHost() != null && parsed.getRawUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException notAnAddress) {
      // Said below.
    }
    // What stands before an @ may be a password.
    var shown = text.indexOf('@') < 0 ? ", found '" + text + "'" : ", without a name in it";
    throw new MistakeException("--url needs " + OPTIONS.get("--url") + shown);
  }

  private static @Nullable String authorization(
      Map<String, String> options, Map<String, String> environment) throws MistakeException {
    var tokenFile = options.get("--token-file");
    boolean named = options.containsKey("--user") || options.containsKey("--password-file");
    if (tokenFile != null && named) {
      throw new MistakeException("a token or a user, not both");
    }
    var token =
        tokenFile != null
            ? read("--token-file", tokenFile)
            : named ? null : set(environment, "WEIR_TOKEN");
    if (token == null) {
      return basic(options, environment);
    }
    if (!token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new MistakeException("the token has a blank, a line break or a letter beyond ASCII");
    }
    return "Bearer " + token;
  }

  private static @Nullable String basic(
      Map<String, String> options, Map<String, String> environment) throws MistakeException {
    var user = options.get("--user");
    var file = options.get("--password-file");
    var name = user == null ? set(environment, "WEIR_USER") : user;
    var password = file == null ? set(environment, "WEIR_PASSWORD") : read("--password-file", file);
    if (name == null && password == null) {
      return null;
    }
    if (name == null) {
      throw new MistakeException("a password needs --user or WEIR_USER");
    }
    if (password == null) {
      throw new MistakeException("a user needs --password-file or WEIR_PASSWORD");
    }
    return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
  }

  private static @Nullable String set(Map<String, String> environment, String name) {
    var value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static String read(String option, String file) throws MistakeException {
    try {
      var text = Files.readString(Path.of(file)).strip();
      if (text.isEmpty()) {
        throw new MistakeException(option + ": " + file + " is empty");
      }
      return text;
    } catch (IOException | IllegalArgumentException e) {
      throw new MistakeException(option + ": cannot read " + file);
    }
  }

  private static SSLContext trust(String file) throws MistakeException {
    try (var in = Files.newInputStream(Path.of(file))) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      if (number == 0) {
        throw new MistakeException("--ca-file: there is no certificate in " + file);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | IllegalArgumentException e) {
      throw new MistakeException("--ca-file: cannot read " + file);
    } catch (GeneralSecurityException e) {
      throw new MistakeException("--ca-file: there is no certificate in " + file);
    }
  }
}
