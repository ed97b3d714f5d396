package dev.weir.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has to be closed at the end, in the reverse order of its making. Ctrl-C may come while more
 * is being made: what comes too late is closed at once. Thread-safe.
 */
final class Belongings implements AutoCloseable {
  /** Nothing more is wanted: we are ending. */
  static final class EndingException extends RuntimeException {
    private EndingException() {
      super("ending");
    }
  }

  private final Deque<AutoCloseable> made = new ArrayDeque<>();
  private boolean closed;

  /**
   * Adds a thing and returns it.
   *
   * @throws EndingException if we are ending; the thing is closed
   */
  <T extends AutoCloseable> T add(T thing) {
    synchronized (this) {
      if (!closed) {
        made.push(thing);
        return thing;
      }
    }
    close(thing);
    throw new EndingException();
  }

  /** Whether we are ending. */
  synchronized boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (AutoCloseable thing = next(); thing != null; thing = next()) {
      close(thing);
    }
  }

  private synchronized @Nullable AutoCloseable next() {
    return made.poll();
  }

  private static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception e) {
      // The reaper takes care of what is left; the others still want to be closed.
    }
  }
}
