package dev.weir.stack;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Just enough of a Redis client to ask a server a question. */
public final class RedisConnection implements AutoCloseable {
  private static final int TIMEOUT_MS = 2000;

  private final Socket socket;
  private final InputStream in;

  private RedisConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Connects to a server given by its URL, {@code redis://[[user]:password@]host[:port]}.
   *
   * @throws IOException if it cannot be reached within 2 s, refuses us, or needs TLS
   */
  public static RedisConnection open(String url) throws IOException {
    URI uri = URI.create(url);
    if (!"redis".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IOException("not a plain redis:// URL");
    }
    RedisConnection connection = open(uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
    try {
      if (uri.getUserInfo() != null) {
        String[] user = uri.getUserInfo().split(":", 2);
        String name = user[0].isEmpty() ? "default" : user[0];
        connection.call("AUTH", name, user.length == 2 ? user[1] : "");
      }
      return connection;
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  static RedisConnection open(String host, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      return new RedisConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends one command.
   *
   * @return the reply as text, arrays with one element a line, nil as ""
   * @throws IOException if there is no answer within 2 s, or it is an error
   */
  public String call(String... command) throws IOException {
    StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
    for (String word : command) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      request.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    return reply();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '-' -> throw new IOException(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("not a Redis reply: " + line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return "";
    }
    byte[] bytes = in.readNBytes(length);
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String array(int length) throws IOException {
    StringBuilder elements = new StringBuilder();
    for (int i = 0; i < length; i++) {
      elements.append(i == 0 ? "" : "\n").append(reply());
    }
    return elements.toString();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    in.read();
    return line.toString();
  }
}
