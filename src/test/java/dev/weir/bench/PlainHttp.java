package dev.weir.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept connection on which a thread asks and waits. A client with threads of its own would have
 * each hop between them measured as well, on a machine whose cores are busy.
 */
final class PlainHttp implements AutoCloseable {
  private static final String LENGTH = "content-length:";
  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final String host;

  /**
   * An answer.
   *
   * @param status the HTTP status code
   */
  record Answer(int status, String body) {}

  PlainHttp(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MS);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    host = server.getAuthority();
  }

  /** {@code GET}; the answer must say how long it is, or come in chunks. */
  Answer get(String path) throws IOException {
    var request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    int status = Integer.parseInt(line().split(" ", -1)[1]);
    int length = -1;
    for (var header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(header.substring(LENGTH.length()).strip());
      }
    }
    return new Answer(status, length < 0 ? chunks() : body(length));
  }

  private String chunks() throws IOException {
    var text = new StringBuilder();
    for (int length = chunk(); length > 0; length = chunk()) {
      text.append(body(length));
      line();
    }
    line();
    return text.toString();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String body(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
