package dev.weir.monitor;

import dev.weir.pipeline.StageEvent;
import java.time.Duration;

/**
 * Which events are slow enough to be kept in the journal though their traces are not sampled: those
 * that came later than {@code weir.traces.slow} after the beginning of their trace, or after their
 * parent where that is all that is known. A bounded number a second; what is slow on the whole is
 * seen in the sampled ones. Allocates nothing; used by one thread.
 */
public final class SlowEvents {
  /** Of the sightings that a loop may keep a second, one in so many may be of these. */
  static final int SHARE = 10;

  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final long slowMicros;
  private final int perSecond;
  private int left;
  private long filledAtNanos;

  /** For one poll loop; takes none where {@code weir.traces.slow} is not set. */
  public SlowEvents(Settings settings) {
    var slow = settings.traces().slow();
    slowMicros = slow == null ? Long.MAX_VALUE : slow.toNanos() / 1_000;
    perSecond = Math.max(settings.journal().rate() / settings.ingestThreads() / SHARE, 1);
    left = perSecond;
  }

  /** Whether to keep this one, of which there is room for another then. */
  public boolean takes(StageEvent event) {
    if (left == 0 || took(event) <= slowMicros) {
      return false;
    }
    left--;
    return true;
  }

  private static long took(StageEvent event) {
    long from =
        event.originTimeMicros == StageEvent.NO_TIME
            ? event.parentTimeMicros
            : event.originTimeMicros;
    // What was not believed says nothing.
    return from == StageEvent.NO_TIME || event.placeMicros() == StageEvent.NO_TIME
        ? 0
        : event.eventTimeMicros - from;
  }

  /** Passes time, by the monotonic clock. */
  public void tick(long nowNanos) {
    if (nowNanos - filledAtNanos >= SECOND_NANOS) {
      filledAtNanos = nowNanos;
      left = perSecond;
    }
  }
}
