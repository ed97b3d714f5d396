package dev.weir.flow;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One key of a stage.
 *
 * @param key the key as text; {@link #OVERFLOW} for everything beyond the table's limit
 * @param status by the stage's thresholds
 * @param events events of this key since Weir first began to read
 * @param newestEventTime the newest event time
 * @param age its age at the instant of the view; never negative
 */
public record KeyView(
    String key, KeyStatus status, long events, @Nullable Instant newestEventTime, Duration age) {
  /** The key that stands for all keys beyond the limit. */
  public static final String OVERFLOW = "__other__";
}
