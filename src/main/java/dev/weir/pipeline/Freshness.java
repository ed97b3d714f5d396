package dev.weir.pipeline;

import java.time.Duration;

/**
 * How old the newest event of a stage may be.
 *
 * @param degraded from this age on the stage is DEGRADED; positive
 * @param down from this age on it is DOWN; longer than {@code degraded}
 */
public record Freshness(Duration degraded, Duration down) {
  /** Checks {@code 0 < degraded < down}. */
  public Freshness {
    if (!degraded.isPositive() || degraded.compareTo(down) >= 0) {
      throw new IllegalArgumentException(
          "freshness needs 0 < degraded < down, got " + degraded + " and " + down);
    }
  }
}
