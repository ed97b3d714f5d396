package dev.weir.monitor;

/**
 * How many spans may be sent: so many a second in the long run, with a few seconds' worth at once.
 * Half of that is kept for those traces that are worth more. Not thread-safe.
 */
final class SpanBudget {
  private static final int BURST_SECONDS = 5;
  // The largest trace fits: its sightings, what is missing after each, and the root.
  private static final int LEAST_BURST = 4 * Journal.MOST_SIGHTINGS;

  private final int rate;
  private final double burst;
  private double left;
  private long filledAtNanos;

  /**
   * A full budget.
   *
   * @param rate spans a second, from 1
   */
  SpanBudget(int rate, long nowNanos) {
    this.rate = rate;
    this.burst = Math.max((double) rate * BURST_SECONDS, LEAST_BURST);
    this.left = burst;
    this.filledAtNanos = nowNanos;
  }

  /**
   * Takes so many spans, or none.
   *
   * @param ordinary whether the reserve is not for them
   * @return whether they may be sent
   */
  boolean take(int spans, boolean ordinary, long nowNanos) {
    left = Math.min(burst, left + (nowNanos - filledAtNanos) * 1e-9 * rate);
    filledAtNanos = nowNanos;
    double after = left - spans;
    if (after < (ordinary ? burst / 2 : 0)) {
      return false;
    }
    left = after;
    return true;
  }
}
