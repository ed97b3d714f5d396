package dev.weir.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A key with a certificate that vouches for itself, as PEM files like those of a Kubernetes secret;
 * made by the JDK's keytool for this machine's loopback address.
 *
 * @param store both in PKCS12, with the password {@value #PASSWORD}
 * @param certificate PEM
 * @param key PEM, not encrypted
 */
public record Certificates(Path store, Path certificate, Path key) {
  /** Of the {@link #store}. */
  public static final String PASSWORD = "changeit";

  /**
   * Makes them.
   *
   * @param folder where they are put
   * @param name their common name, and the name of their files
   */
  public static Certificates in(Path folder, String name) {
    var store = folder.resolve(name + ".p12");
    try {
      keytool(store, name);
      var entries = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      return new Certificates(
          store,
          Files.writeString(
              folder.resolve(name + ".crt"),
              pem("CERTIFICATE", entries.getCertificate(name).getEncoded())),
          Files.writeString(
              folder.resolve(name + ".key"),
              pem("PRIVATE KEY", entries.getKey(name, PASSWORD.toCharArray()).getEncoded())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path store, String name) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-dname",
            "CN=" + name,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-ext",
            "SAN=ip:127.0.0.1,dns:localhost",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String pem(String what, byte[] bytes) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
  }
}
