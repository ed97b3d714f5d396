package dev.weir.demo;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What is to happen when, in virtual microseconds; one thread. Tasks due at the same time run in
 * the order in which they were entered, so that a run depends on nothing but its tasks.
 */
final class Agenda {
  private record Task(long due, long order, Runnable action) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::order));
  private long now;
  private long shift;
  private long entered;

  Agenda(long startMicros) {
    now = startMicros;
  }

  /** The time of the task that runs, or that was reached last. */
  long now() {
    return now + shift;
  }

  /** Enters a task for so much later. */
  void after(long delayMicros, Runnable action) {
    tasks.add(new Task(now + delayMicros, entered++, action));
  }

  /** Runs what is due up to this time, which is then the time. */
  void runUntil(long micros) {
    long end = micros - shift;
    for (Task next = tasks.peek(); next != null && next.due <= end; next = tasks.peek()) {
      tasks.remove();
      now = next.due;
      next.action.run();
    }
    now = Math.max(now, end);
  }

  /** When the next task is due. */
  long nextDue() {
    Task next = tasks.peek();
    return next == null ? Long.MAX_VALUE : next.due + shift;
  }

  /** Puts everything off by this long, as if the time had not passed. */
  void postpone(long micros) {
    shift += micros;
  }
}
