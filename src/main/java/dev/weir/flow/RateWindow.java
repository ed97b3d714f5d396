package dev.weir.flow;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events per second of event time over the recent past, in slots of a second that are used in turn.
 * Each slot keeps the latest second that fell into it, so that what is kept depends on the events
 * alone, in no order, and a time far ahead takes no more than its own slot.
 */
public final class RateWindow {
  static final int SECONDS = 128;
  private static final int WINDOW = 60;
  private static final long NONE = Long.MIN_VALUE;

  private final long[] counts = new long[SECONDS];
  private final long[] seconds = new long[SECONDS];
  private boolean dirty;

  /** A window without events. */
  public RateWindow() {
    Arrays.fill(seconds, NONE);
  }

  /** Counts one event. */
  public void add(long eventMicros) {
    add(Math.floorDiv(eventMicros, 1_000_000L), 1);
  }

  /** Adds what the other has seen; the other is left as it is. */
  public void merge(RateWindow other) {
    mergeUpTo(other, Long.MAX_VALUE);
  }

  /** Adds what the other has seen up to this instant. */
  void mergeUpTo(RateWindow other, long lastMicros) {
    long last = Math.floorDiv(lastMicros, 1_000_000L);
    for (int slot = 0; slot < SECONDS; slot++) {
      if (other.counts[slot] > 0 && other.seconds[slot] <= last) {
        add(other.seconds[slot], other.counts[slot]);
      }
    }
  }

  private void add(long second, long events) {
    int slot = (int) second & (SECONDS - 1);
    if (second < seconds[slot]) {
      return;
    }
    if (second > seconds[slot]) {
      seconds[slot] = second;
      counts[slot] = 0;
    }
    counts[slot] += events;
    dirty = true;
  }

  /**
   * Events per second with event times in the 60 s before {@code now}; null when there are none.
   */
  public @Nullable Double perSecond(Instant now) {
    long last = now.getEpochSecond();
    long events = 0;
    for (int slot = 0; slot < SECONDS; slot++) {
      if (seconds[slot] >= last - WINDOW && seconds[slot] <= last) {
        events += counts[slot];
      }
    }
    // The running second is not whole yet: without its fraction the rate would waver.
    double length = WINDOW + now.getNano() / 1e9;
    return events == 0 ? null : events / length;
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
    long newest = newest();
    writer.signed(newest);
    for (int slot = 0; slot < SECONDS && newest != NONE; slot++) {
      int at = (int) (newest - slot) & (SECONDS - 1);
      writer.unsigned(counts[at]);
      if (counts[at] > 0) {
        writer.unsigned(newest - seconds[at]);
      }
    }
  }

  void decode(SectionReader reader) throws CorruptSectionException {
    long newest = reader.signed();
    for (int slot = 0; slot < SECONDS && newest != NONE; slot++) {
      long events = reader.unsigned();
      if (events > 0) {
        add(newest - reader.unsigned(), events);
      }
    }
    dirty = false;
  }

  /** Reads what version 1 wrote: the newest second, and the counts from it backwards. */
  void decodeVersion1(SectionReader reader) throws CorruptSectionException {
    long newest = reader.signed();
    for (int back = 0; back < SECONDS && newest != NONE; back++) {
      long events = reader.unsigned();
      if (events > 0) {
        add(newest - back, events);
      }
    }
  }

  private long newest() {
    long newest = NONE;
    for (long second : seconds) {
      newest = Math.max(newest, second);
    }
    return newest;
  }
}
