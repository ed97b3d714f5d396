package dev.weir.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as the API gives them: seconds as a number, to the microsecond. */
final class Seconds {
  private Seconds() {}

  static @Nullable Double of(@Nullable Duration duration) {
    return duration == null ? null : of(duration.toNanos() / 1000);
  }

  private static double of(long micros) {
    return micros / 1e6;
  }
}
