package dev.weir.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * A service's workers: each takes the events of its own symbols one after the other, as consumers
 * of a topic's partitions do.
 */
final class Lanes {
  private final Agenda agenda;
  private final LongSupplier serviceTime;
  private final Consumer<Event> done;
  private final List<Deque<Event>> lanes;
  private int waiting;

  /**
   * Idle workers.
   *
   * @param serviceTime draws how long an event takes, in microseconds, when its turn has come
   * @param done called when an event has been worked on
   */
  Lanes(Agenda agenda, int count, LongSupplier serviceTime, Consumer<Event> done) {
    this.agenda = agenda;
    this.serviceTime = serviceTime;
    this.done = done;
    this.lanes = IntStream.range(0, count).<Deque<Event>>mapToObj(_ -> new ArrayDeque<>()).toList();
  }

  /** Queues an event. */
  void accept(Event event) {
    Deque<Event> lane = lanes.get(Math.floorMod(event.symbol().hashCode(), lanes.size()));
    lane.add(event);
    waiting++;
    if (lane.size() == 1) {
      work(lane);
    }
  }

  /** How many events are queued or worked on. */
  int waiting() {
    return waiting;
  }

  private void work(Deque<Event> lane) {
    agenda.after(
        serviceTime.getAsLong(),
        () -> {
          Event event = lane.remove();
          waiting--;
          done.accept(event);
          if (!lane.isEmpty()) {
            work(lane);
          }
        });
  }
}
