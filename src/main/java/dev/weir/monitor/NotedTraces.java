package dev.weir.monitor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Traces of which the first event was read, perhaps, until they have had time to become complete. A
 * bounded number of them. Not thread-safe.
 */
final class NotedTraces {
  /** Traces that wait for their time, at most; as many again may wait to be looked at again. */
  static final int MOST = 20_000;

  /** So often a trace is looked at again when it cannot be told yet what became of it. */
  static final int MOST_TRIES = 12;

  private static final long AGAIN_NANOS = Duration.ofSeconds(5).toNanos();

  private final long settleNanos;
  private final LongSupplier nanos;
  // Each is in the order of when it is due, as all in it wait equally long.
  private final Deque<Noted> first = new ArrayDeque<>();
  private final Deque<Noted> again = new ArrayDeque<>();

  /**
   * None.
   *
   * @param settle how long each is given
   * @param nanos the monotonic clock
   */
  NotedTraces(Duration settle, LongSupplier nanos) {
    this.settleNanos = settle.toNanos();
    this.nanos = nanos;
  }

  /**
   * A trace, and the place of what may be its first event.
   *
   * @param trace the hash of its id
   * @param tries how often it was looked at in vain
   */
  record Noted(long trace, String topic, int partition, long offset, long dueNanos, int tries) {
    boolean isOf(Sighting sighting) {
      return offset == sighting.offset()
          && partition == sighting.partition()
          && topic.equals(sighting.topic());
    }

    boolean isLastTry() {
      return tries == MOST_TRIES;
    }
  }

  /** Notes a trace; false if there are too many. */
  boolean note(long trace, Sighting event) {
    return first.size() < MOST
        && first.add(
            new Noted(
                trace,
                event.topic(),
                event.partition(),
                event.offset(),
                nanos.getAsLong() + settleNanos,
                0));
  }

  /** Notes it for another look; false if it had enough of them, or there are too many. */
  boolean again(Noted one) {
    return !one.isLastTry()
        && again.size() < MOST
        && again.add(
            new Noted(
                one.trace(),
                one.topic(),
                one.partition(),
                one.offset(),
                nanos.getAsLong() + AGAIN_NANOS,
                one.tries() + 1));
  }

  /** Takes out those whose time has come. */
  List<Noted> due() {
    var due = new ArrayList<Noted>();
    long now = nanos.getAsLong();
    take(first, now, due);
    take(again, now, due);
    return due;
  }

  private static void take(Deque<Noted> waiting, long now, List<Noted> due) {
    for (var next = waiting.peekFirst();
        next != null && next.dueNanos() - now <= 0;
        next = waiting.peekFirst()) {
      due.add(waiting.removeFirst());
    }
  }
}
