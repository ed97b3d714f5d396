package dev.weir.pipeline;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is odd about an event's time. Counted apart, because no such time may move a watermark. See
 * src/docs/adr/0006-times-that-are-not-believed.md.
 */
// The order is part of the snapshot codec: add at the end only.
@SuppressWarnings("EnumOrdinal")
public enum ClockCase {
  /** More than 1 s ahead of its record's time: the producer's clock is ahead. */
  AHEAD,
  /** More than 1 h behind its record's time: a slow clock, or old data published again. */
  BEHIND,
  /** Neither the event nor its record has a time that can be used. */
  UNTIMED,
  /** Far ahead of what its partition had reached, and contradicted by what came after. */
  QUARANTINED;

  private static final ClockCase[] VALUES = values();
  private static final long AHEAD_MICROS = 1_000_000;
  private static final long BEHIND_MICROS = 3_600_000_000L;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The case of one event taken by itself, or null when nothing is odd. */
  public static @Nullable ClockCase of(StageEvent event) {
    if (event.eventTimeMicros <= 0) {
      return UNTIMED;
    }
    long skew = event.skewMicros;
    if (skew > AHEAD_MICROS) {
      return AHEAD;
    }
    return skew < -BEHIND_MICROS && skew != StageEvent.NO_TIME ? BEHIND : null;
  }

  /** The label in metrics. */
  public String label() {
    return label;
  }

  /** How many cases there are. */
  public static int count() {
    return VALUES.length;
  }

  /** The case of this ordinal. */
  public static ClockCase of(int ordinal) {
    return VALUES[ordinal];
  }
}
