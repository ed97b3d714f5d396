package dev.weir.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP connection's way on loopback, which can be cut or stalled while both ends live.
 *
 * <pre>OPEN ─stall→ STALLED ─open→ OPEN    OPEN, STALLED ─cut→ CUT ─open→ OPEN</pre>
 */
public final class TcpProxy implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private enum State {
    /** What one end sends reaches the other. */
    OPEN,
    /** Connections stay and can be made, and nothing gets through. */
    STALLED,
    /** Connections are closed, new ones at once. */
    CUT
  }

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private State state = State.OPEN;

  /**
   * An open way.
   *
   * @param port where it listens, on the loopback address
   * @param target the port that it leads to
   */
  public TcpProxy(int port, int target) {
    this.target = target;
    try {
      listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** The port that it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Lets everything through (again), what was held back first. */
  public void open() {
    change(State.OPEN);
  }

  /** Holds everything back: both ends wait. */
  public void stall() {
    change(State.STALLED);
  }

  /** Closes all connections; what was on its way is lost. */
  public void cut() {
    change(State.CUT);
    sockets.forEach(TcpProxy::reset);
  }

  @Override
  public void close() {
    cut();
    closeQuietly(listener);
  }

  private synchronized void change(State next) {
    state = next;
    notifyAll();
  }

  /** Waits while stalled; whether the way is open then. */
  private synchronized boolean passes() throws InterruptedException {
    while (state == State.STALLED) {
      wait();
    }
    return state == State.OPEN;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var near = listener.accept();
        Thread.ofVirtual().start(() -> connect(near));
      } catch (IOException e) {
        // Closed, or that one caller gave up.
      }
    }
  }

  private void connect(Socket near) {
    sockets.add(near);
    try {
      if (passes()) {
        var far = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(far);
        Thread.ofVirtual().start(() -> pump(far, near));
        pump(near, far);
        return;
      }
    } catch (IOException e) {
      // Nobody listens there: the caller sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    drop(near);
  }

  private void pump(Socket from, Socket to) {
    var buffer = new byte[BUFFER];
    try {
      from.setTcpNoDelay(true);
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0 && passes(); read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One end is gone, and then so is the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      drop(from);
      drop(to);
    }
  }

  /** Closes it as the way is: a cut resets both ends, whichever of its pumps notices first. */
  private void drop(Socket socket) {
    sockets.remove(socket);
    if (isCut()) {
      reset(socket);
    } else {
      closeQuietly(socket);
    }
  }

  private synchronized boolean isCut() {
    return state == State.CUT;
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already.
    }
    closeQuietly(socket);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // It is closed either way.
    }
  }
}
