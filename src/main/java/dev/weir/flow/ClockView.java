package dev.weir.flow;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is odd about the times of a stage's events.
 *
 * @param aheadBy the most that event times of the last 60 s were ahead of their records' or of what
 *     their partition had reached, or that the newest one is ahead of our clock; null below 1 s
 * @param behindBy the most that they were behind their records' or their parents'; null below 1 s
 * @param beyondNow how far the newest event time is ahead of our clock; null below 1 s
 * @param ahead events more than 1 s ahead of their record
 * @param behind events more than 1 h behind their record
 * @param untimed events without any usable time
 * @param quarantined events whose time was contradicted by those after them
 * @param arrived when an event was last seen to arrive, by our clock; null when none was
 */
public record ClockView(
    @Nullable Duration aheadBy,
    @Nullable Duration behindBy,
    @Nullable Duration beyondNow,
    long ahead,
    long behind,
    long untimed,
    long quarantined,
    @Nullable Instant arrived) {
  /** A stage with nothing odd. */
  public static final ClockView SANE = new ClockView(null, null, null, 0, 0, 0, 0, null);
}
