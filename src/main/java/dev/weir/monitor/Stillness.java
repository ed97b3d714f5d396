package dev.weir.monitor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether something has stayed as it is for a while, so that it need not be looked at so
 * often. Not thread-safe.
 */
public final class Stillness {
  /** What happens every few seconds is not still. */
  static final Duration AFTER = Duration.ofSeconds(5);

  private @Nullable Object last;
  private long sinceNanos;

  /** Nothing has been seen yet. */
  public Stillness() {}

  /**
   * Whether it was like this in all that was seen of it since {@link #AFTER} ago.
   *
   * @param now what it is like, to be compared by {@code equals}
   * @param nowNanos of the monotonic clock
   */
  public boolean isStill(Object now, long nowNanos) {
    if (!now.equals(last)) {
      last = now;
      sinceNanos = nowNanos;
    }
    return nowNanos - sinceNanos >= AFTER.toNanos();
  }
}
