package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a web server answered to a command. By the JDK's old client, since the new one would be more
 * than a megabyte of the native executable for three requests.
 *
 * @param status HTTP's
 * @param body as UTF-8; empty when there is none
 */
record WebAnswer(int status, String body) {
  /**
   * Asks; does not follow redirects.
   *
   * @param patience with the connection, and with each part of the answer
   * @param authorization the header of this name, if any
   * @param trust whose certificates are trusted; null for the usual ones
   * @throws IllegalArgumentException if the address is not one of the web
   */
  static WebAnswer get(
      URI address, Duration patience, @Nullable String authorization, @Nullable SSLContext trust)
      throws IOException {
    var scheme = address.getScheme();
    if (address.getHost() == null
        || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
      throw new IllegalArgumentException("not an address of the web");
    }
    var connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout((int) patience.toMillis());
    connection.setReadTimeout((int) patience.toMillis());
    connection.setInstanceFollowRedirects(false);
    if (authorization != null) {
      connection.setRequestProperty("Authorization", authorization);
    }
    if (trust != null && connection instanceof HttpsURLConnection secured) {
      secured.setSSLSocketFactory(trust.getSocketFactory());
    }
    try {
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new IOException("the answer is not one of HTTP");
      }
      var body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      try (body) {
        return new WebAnswer(status, body == null ? "" : new String(body.readAllBytes(), UTF_8));
      }
    } finally {
      connection.disconnect();
    }
  }
}
