package dev.weir.bounds;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Clients that open connections and let them hang, each in its own way. */
public final class Clients implements AutoCloseable {
  private static final int SMALL = 4_096;
  private static final int PATIENCE_MS = 5_000;

  private final List<Socket> silent = new ArrayList<>();
  private final List<Socket> slow = new ArrayList<>();
  private final List<Socket> deaf = new ArrayList<>();

  /** So many that say nothing. */
  public void silent(String url, int count) throws IOException {
    open(url, count, "", silent);
  }

  /** So many that have begun a request; {@link #trickle} sends the next byte of it. */
  public void slow(String url, int count) throws IOException {
    open(url, count, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Filler: ", slow);
  }

  /** So many that ask for this path, several times at once, and read nothing of the answers. */
  public void deaf(String url, String path, int count) throws IOException {
    open(url, count, ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(4), deaf);
  }

  private static void open(String url, int count, String request, List<Socket> into)
      throws IOException {
    var server = URI.create(url);
    for (int at = 0; at < count; at++) {
      var socket = new Socket();
      socket.setReceiveBufferSize(SMALL);
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MS);
      into.add(socket);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
    }
  }

  /** Sends one more byte on each slow connection that is still open; returns how many are. */
  public long trickle() {
    return slow.stream().filter(Clients::sendOne).count();
  }

  private static boolean sendOne(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return true;
    } catch (IOException cutOff) {
      return false;
    }
  }

  @Override
  public void close() {
    for (var all : List.of(silent, slow, deaf)) {
      for (var socket : all) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
      all.clear();
    }
  }
}
