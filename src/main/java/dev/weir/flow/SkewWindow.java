package dev.weir.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * By how much event times were ahead and behind in the recent past, in slots of five seconds that
 * are used in turn like those of {@link LatencyWindow}. Differences below a second are no skew.
 */
final class SkewWindow {
  /** From here on a difference of two clocks is shown. */
  static final Duration LEAST = Duration.ofSeconds(1);

  private static final long LEAST_MICROS = 1_000_000;

  private static final int SLOTS = 16;
  private static final long SLOT_MICROS = 5_000_000;
  private static final long WINDOW_MICROS = 60_000_000;

  private final long[] times = new long[SLOTS];
  private final long[] ahead = new long[SLOTS];
  private final long[] behind = new long[SLOTS];
  private boolean dirty;

  SkewWindow() {
    Arrays.fill(times, Long.MIN_VALUE);
  }

  /**
   * Notes a difference, if it is one.
   *
   * @param micros when it was seen, by the record's time
   * @param skewMicros positive when the event time was ahead
   */
  void add(long micros, long skewMicros) {
    if (skewMicros >= LEAST_MICROS) {
      add(Math.floorDiv(micros, SLOT_MICROS), skewMicros, 0);
    } else if (skewMicros <= -LEAST_MICROS) {
      add(Math.floorDiv(micros, SLOT_MICROS), 0, -skewMicros);
    }
  }

  void merge(SkewWindow other) {
    mergeUpTo(other, Long.MAX_VALUE);
  }

  void mergeUpTo(SkewWindow other, long lastMicros) {
    long last = Math.floorDiv(lastMicros, SLOT_MICROS);
    for (int slot = 0; slot < SLOTS; slot++) {
      if (other.times[slot] != Long.MIN_VALUE && other.times[slot] <= last) {
        add(other.times[slot], other.ahead[slot], other.behind[slot]);
      }
    }
  }

  private void add(long time, long aheadMicros, long behindMicros) {
    int slot = (int) time & (SLOTS - 1);
    if (time < times[slot]) {
      return;
    }
    if (time > times[slot]) {
      times[slot] = time;
      ahead[slot] = 0;
      behind[slot] = 0;
    }
    ahead[slot] = Math.max(ahead[slot], aheadMicros);
    behind[slot] = Math.max(behind[slot], behindMicros);
    dirty = true;
  }

  /** The largest of the 60 s before {@code now}, in whole slots; null when there was none. */
  @Nullable Duration ahead(Instant now) {
    return largest(ahead, now);
  }

  /** The largest of the 60 s before {@code now}, in whole slots; null when there was none. */
  @Nullable Duration behind(Instant now) {
    return largest(behind, now);
  }

  private @Nullable Duration largest(long[] skews, Instant now) {
    long nowMicros = Micros.of(now);
    long first = Math.floorDiv(nowMicros - WINDOW_MICROS, SLOT_MICROS);
    long last = Math.floorDiv(nowMicros, SLOT_MICROS);
    long largest = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (times[slot] >= first && times[slot] <= last) {
        largest = Math.max(largest, skews[slot]);
      }
    }
    return largest == 0 ? null : Duration.ofNanos(largest * 1000);
  }

  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  void markDirty() {
    dirty = true;
  }

  void encode(SectionWriter writer) {
    for (int slot = 0; slot < SLOTS; slot++) {
      writer.signed(times[slot]).unsigned(ahead[slot]).unsigned(behind[slot]);
    }
  }

  void decode(SectionReader reader) throws CorruptSectionException {
    for (int slot = 0; slot < SLOTS; slot++) {
      times[slot] = reader.signed();
      ahead[slot] = reader.unsigned();
      behind[slot] = reader.unsigned();
    }
  }
}
