package dev.weir.api;

import java.util.LinkedHashSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one port, of which there are at most so many. When one more comes, the one
 * gives way that has gone longest without having been given an answer: clients that hang push each
 * other out, and a probe, which is the newest and is answered at once, always gets in.
 */
final class PortConnections {
  private final int most;
  private final long mostUnsent;
  private final LinkedHashSet<Connection> longestFirst = new LinkedHashSet<>();
  private final LongAdder unsent = new LongAdder();

  /**
   * A port without connections.
   *
   * @param most connections, at least 1
   * @param mostUnsent bytes of answers that wait for their readers before further ones are refused
   */
  PortConnections(int most, long mostUnsent) {
    this.most = most;
    this.mostUnsent = mostUnsent;
  }

  /** Takes one more; returns the one that has to give way, or null while there is room. */
  synchronized @Nullable Connection add(Connection connection) {
    longestFirst.add(connection);
    return longestFirst.size() > most ? longestFirst.removeFirst() : null;
  }

  /** One was given an answer. */
  synchronized void answered(Connection connection) {
    if (longestFirst.remove(connection)) {
      longestFirst.addLast(connection);
    }
  }

  /** One is no more, or has given way. */
  synchronized void remove(Connection connection) {
    longestFirst.remove(connection);
  }

  /** How many there are. */
  synchronized int size() {
    return longestFirst.size();
  }

  /** Bytes of answers were made, or with less than zero have gone. */
  void unsent(long bytes) {
    unsent.add(bytes);
  }

  /** Whether so much waits for its readers that no further answer should be made. */
  boolean isCongested() {
    return unsent.sum() > mostUnsent;
  }
}
