package dev.weir.monitor;

import java.time.Duration;

/**
 * How often something may be done whose cost grows with what there is: no more often than at its
 * least interval, and so seldom that it takes no more than its share of one core. Not thread-safe.
 */
public final class Pace {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  // What costs less is done at the least interval, however short that is.
  private static final long NEGLIGIBLE_NANOS = 1_000_000;

  private final long leastNanos;
  private final long times;
  private long last;
  private long lastButOne;
  private long dueNanos;
  private boolean began;

  /**
   * A pace at which the first is due at once.
   *
   * @param least the shortest interval
   * @param share at most this part of one core's time, as one in so many
   */
  public Pace(Duration least, int share) {
    this.leastNanos = least.toNanos();
    this.times = share;
  }

  /** Whether the next is due; {@code nowNanos} is of the monotonic clock. */
  public boolean isDue(long nowNanos) {
    return !began || nowNanos - dueNanos >= 0;
  }

  /** Nanoseconds until the next is due, 0 when it is. */
  public long untilDue(long nowNanos) {
    return began ? Math.max(dueNanos - nowNanos, 0) : 0;
  }

  /** One was done, which began and ended then by the monotonic clock. */
  public void done(long beganNanos, long endedNanos) {
    long took = endedNanos - beganNanos;
    // A lone slow one had to wait for the processor or for memory: it says nothing of the cost.
    long cost = Math.min(took, Math.min(last, lastButOne));
    lastButOne = last;
    last = took;
    long longest = Math.max(LONGEST.toNanos(), leastNanos);
    long wanted = cost < NEGLIGIBLE_NANOS ? 0 : cost * times;
    dueNanos = beganNanos + Math.clamp(wanted, leastNanos, longest);
    began = true;
  }
}
