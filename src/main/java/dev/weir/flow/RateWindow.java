package dev.weir.flow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events per second of event time over the recent past. What is kept follows the newest event time,
 * so that a replay gives the same state.
 */
public final class RateWindow {
  private static final int SECONDS = 128;
  private static final int WINDOW = 60;

  private final long[] counts = new long[SECONDS];
  private long newestSecond = Long.MIN_VALUE;

  /** Counts one event. */
  public void add(long eventMicros) {
    long second = Math.floorDiv(eventMicros, 1_000_000L);
    advance(second);
    if (second > newestSecond - SECONDS) {
      counts[index(second)]++;
    }
  }

  /** Adds what the other has seen; the other is left as it is. */
  public void merge(RateWindow other) {
    if (other.newestSecond == Long.MIN_VALUE) {
      return;
    }
    advance(other.newestSecond);
    long oldest = newestSecond - SECONDS + 1;
    for (long second = Math.max(oldest, other.newestSecond - SECONDS + 1);
        second <= other.newestSecond;
        second++) {
      counts[index(second)] += other.counts[index(second)];
    }
  }

  /**
   * Events per second with event times in the 60 s before {@code now}; null when there are none.
   */
  public @Nullable Double perSecond(Instant now) {
    if (newestSecond == Long.MIN_VALUE) {
      return null;
    }
    long last = Math.min(now.getEpochSecond(), newestSecond);
    long first = Math.max(now.getEpochSecond() - WINDOW, newestSecond - SECONDS + 1);
    long events = 0;
    for (long second = first; second <= last; second++) {
      events += counts[index(second)];
    }
    // The running second is not whole yet: without its fraction the rate would waver.
    double seconds = WINDOW + now.getNano() / 1e9;
    return events == 0 ? null : events / seconds;
  }

  private void advance(long second) {
    if (newestSecond == Long.MIN_VALUE) {
      newestSecond = second;
      return;
    }
    if (second <= newestSecond) {
      return;
    }
    long cleared = Math.min(second - newestSecond, SECONDS);
    for (long passed = second - cleared + 1; passed <= second; passed++) {
      counts[index(passed)] = 0;
    }
    newestSecond = second;
  }

  private static int index(long second) {
    return (int) second & (SECONDS - 1);
  }

  void encode(SectionWriter writer) {
    writer.signed(newestSecond);
    if (newestSecond != Long.MIN_VALUE) {
      for (long second = newestSecond; second > newestSecond - SECONDS; second--) {
        writer.unsigned(counts[index(second)]);
      }
    }
  }

  void decode(SectionReader reader) throws CorruptSectionException {
    newestSecond = reader.signed();
    if (newestSecond != Long.MIN_VALUE) {
      for (long second = newestSecond; second > newestSecond - SECONDS; second--) {
        counts[index(second)] = reader.unsigned();
      }
    }
  }
}
