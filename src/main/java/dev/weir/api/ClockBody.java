package dev.weir.api;

import dev.weir.flow.ClockView;
import org.jspecify.annotations.Nullable;

/**
 * What is odd about the times of a stage's events.
 *
 * @param aheadSeconds the most that event times of the last 60 s were ahead of their records' or of
 *     what their partition had reached, or that the newest one is ahead of Weir's clock; null below
 *     1 s
 * @param behindSeconds the most that they were behind their records' or their parents'; null below
 *     1 s
 * @param ahead events more than 1 s ahead of their record
 * @param behind events more than 1 h behind their record
 * @param untimed events without any usable time
 * @param quarantined events whose time was contradicted by those after them
 */
public record ClockBody(
    @Nullable Number aheadSeconds,
    @Nullable Number behindSeconds,
    long ahead,
    long behind,
    long untimed,
    long quarantined) {

  static ClockBody of(ClockView clock) {
    return new ClockBody(
        Seconds.of(clock.aheadBy()),
        Seconds.of(clock.behindBy()),
        clock.ahead(),
        clock.behind(),
        clock.untimed(),
        clock.quarantined());
  }
}
