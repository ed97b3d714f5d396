package dev.weir.simulation;

import dev.weir.flow.Events;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The only clock of a simulated world, and what will happen by it. */
final class SimClock implements InstantSource {
  private static final Instant BEGAN = Instant.EPOCH.plus(Events.START, ChronoUnit.MICROS);
  private static final long FIRST_NANOS = 3_600_000_000_000L;

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::number));
  private long nanos = FIRST_NANOS;
  private long number;

  private record Due(long nanos, long number, Runnable task) {}

  long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return BEGAN.plusNanos(nanos);
  }

  /** Lets something happen after a while, or at once if it does not lie ahead. */
  void after(long millis, Runnable task) {
    due.add(new Due(nanos + millis * 1_000_000, number++, task));
  }

  /** Lets time pass, and happen what is due meanwhile. */
  void pass(Duration time) {
    long until = nanos + time.toNanos();
    for (var next = due.peek(); next != null && next.nanos() <= until; next = due.peek()) {
      due.remove();
      nanos = Math.max(nanos, next.nanos());
      next.task().run();
    }
    nanos = until;
  }

  /** How much is still to come. */
  int waiting() {
    return due.size();
  }
}
