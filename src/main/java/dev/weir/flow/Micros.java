package dev.weir.flow;

import dev.weir.pipeline.StageEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Conversions between instants and the microseconds since 1970 that the hot path uses. */
public final class Micros {
  private Micros() {}

  /** Microseconds since 1970-01-01T00:00Z. */
  public static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** The instant, or null for {@link StageEvent#NO_TIME}. */
  public static @Nullable Instant toInstant(long micros) {
    return micros == StageEvent.NO_TIME ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
