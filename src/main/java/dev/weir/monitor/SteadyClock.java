package dev.weir.monitor;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Instants that nothing but passing time moves, for intervals, time-outs and ages of what this
 * process did itself. They begin at the machine's time, and stay what they were when that is set:
 * they are never compared with an event's time or shown.
 */
public final class SteadyClock implements InstantSource {
  private final Instant began;
  private final LongSupplier nanoTime;
  private final long beganNanos;

  /**
   * A clock that shows {@code began} now.
   *
   * @param nanoTime a monotonic clock such as {@link System#nanoTime}
   */
  public SteadyClock(Instant began, LongSupplier nanoTime) {
    this.began = began;
    this.nanoTime = nanoTime;
    this.beganNanos = nanoTime.getAsLong();
  }

  @Override
  public Instant instant() {
    return began.plusNanos(nanoTime.getAsLong() - beganNanos);
  }
}
