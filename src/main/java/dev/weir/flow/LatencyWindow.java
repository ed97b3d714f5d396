package dev.weir.flow;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of the recent past, in slots of five seconds of event time that are used in turn. Each
 * slot keeps the latest five seconds that fell into it, so that what is kept depends on the events
 * alone, in no order, and a time far ahead takes no more than its own slot.
 */
public final class LatencyWindow {
  static final int SLOTS = 32;
  static final int SLOTS_VERSION_1 = 16;
  private static final long SLOT_MICROS = 5_000_000;
  private static final long WINDOW_MICROS = 60_000_000;
  private static final long NONE = Long.MIN_VALUE;

  private final @Nullable LatencySketch[] sketches = new LatencySketch[SLOTS];
  private final long[] times = new long[SLOTS];
  private long measured;
  private long negative;
  private int dirtySlots;

  /** A window without latencies. */
  public LatencyWindow() {
    Arrays.fill(times, NONE);
  }

  /**
   * Adds one latency.
   *
   * @param eventMicros where it is placed: the child's event time
   * @param latencyMicros child minus parent event time; negative ones are only counted
   */
  public void add(long eventMicros, long latencyMicros) {
    count(latencyMicros);
    place(eventMicros, latencyMicros);
  }

  /** Counts one latency, wherever it is placed. */
  void count(long latencyMicros) {
    measured++;
    if (latencyMicros < 0) {
      negative++;
    }
  }

  /** Places a counted latency, unless it is negative. */
  void place(long eventMicros, long latencyMicros) {
    if (latencyMicros < 0) {
      return;
    }
    var sketch = sketch(Math.floorDiv(eventMicros, SLOT_MICROS));
    if (sketch != null) {
      sketch.add(latencyMicros);
    }
  }

  /** Adds what the other has seen; the other is left as it is. */
  public void merge(LatencyWindow other) {
    merge(other, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Adds the other's totals, and what it has seen that {@link #recent} shows at this instant. */
  void mergeRecent(LatencyWindow other, long nowMicros) {
    merge(other, nowMicros - WINDOW_MICROS, nowMicros);
  }

  private void merge(LatencyWindow other, long firstMicros, long lastMicros) {
    measured += other.measured;
    negative += other.negative;
    long first = Math.floorDiv(firstMicros, SLOT_MICROS);
    long last = Math.floorDiv(lastMicros, SLOT_MICROS);
    for (int slot = 0; slot < SLOTS; slot++) {
      var theirs = other.sketches[slot];
      if (theirs != null && other.times[slot] >= first && other.times[slot] <= last) {
        var ours = sketch(other.times[slot]);
        if (ours != null) {
          ours.merge(theirs);
        }
      }
    }
  }

  /** Children whose parent's time was known, since the beginning; negative ones included. */
  public long measured() {
    return measured;
  }

  /** Negative latencies since the beginning. */
  public long negative() {
    return negative;
  }

  /** The latencies with event times in the 60 s before {@code now}, in whole slots. */
  public LatencySketch recent(Instant now) {
    var recent = new LatencySketch();
    long nowMicros = Micros.of(now);
    long first = Math.floorDiv(nowMicros - WINDOW_MICROS, SLOT_MICROS);
    long last = Math.floorDiv(nowMicros, SLOT_MICROS);
    for (int slot = 0; slot < SLOTS; slot++) {
      var sketch = sketches[slot];
      if (sketch != null && times[slot] >= first && times[slot] <= last) {
        recent.merge(sketch);
      }
    }
    return recent;
  }

  /** The sketch of these five seconds, to be added to; null if later ones have its slot. */
  private @Nullable LatencySketch sketch(long time) {
    int slot = index(time);
    if (time < times[slot]) {
      return null;
    }
    var sketch = sketches[slot];
    if (sketch == null || time > times[slot]) {
      sketch = new LatencySketch();
      sketches[slot] = sketch;
      times[slot] = time;
    }
    dirtySlots |= 1 << slot;
    return sketch;
  }

  private static int index(long time) {
    return (int) time & (SLOTS - 1);
  }

  /** The slots that changed since the last call, as bits. */
  int takeDirtySlots() {
    int dirty = dirtySlots;
    dirtySlots = 0;
    return dirty;
  }

  void markAllDirty() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (sketches[slot] != null) {
        dirtySlots |= 1 << slot;
      }
    }
  }

  void encodeTotals(SectionWriter writer) {
    writer.unsigned(measured).unsigned(negative);
  }

  void decodeTotals(SectionReader reader) throws CorruptSectionException {
    measured = reader.unsigned();
    negative = reader.unsigned();
  }

  void encodeSlot(int slot, SectionWriter writer) {
    var sketch = sketches[slot];
    writer.signed(times[slot]);
    (sketch == null ? new LatencySketch() : sketch).encode(writer);
  }

  void decodeSlot(int slot, SectionReader reader) throws CorruptSectionException {
    long time = reader.signed();
    var sketch = LatencySketch.decode(reader);
    if (sketch.count() > 0) {
      put(slot, time, sketch);
    }
  }

  /** Writes totals and slots into one section. */
  void encodeWhole(SectionWriter writer) {
    encodeTotals(writer);
    for (int slot = 0; slot < SLOTS; slot++) {
      if (sketches[slot] != null) {
        writer.unsigned(slot + 1L);
        encodeSlot(slot, writer);
      }
    }
    writer.unsigned(0);
  }

  void decodeWhole(SectionReader reader) throws CorruptSectionException {
    decodeTotals(reader);
    for (int slot = reader.bounded(SLOTS); slot > 0; slot = reader.bounded(SLOTS)) {
      decodeSlot(slot - 1, reader);
    }
  }

  /** Reads what version 1 wrote: totals with the newest slot, and up to 16 slots by index. */
  void decodeVersion1(SectionReader totals, @Nullable SectionReader[] slots)
      throws CorruptSectionException {
    decodeTotals(totals);
    long newest = totals.signed();
    for (int slot = 0; slot < slots.length; slot++) {
      var reader = slots[slot];
      if (reader != null) {
        var sketch = LatencySketch.decode(reader);
        reader.end();
        if (sketch.count() > 0) {
          long time = newest - Math.floorMod(newest - slot, (long) SLOTS_VERSION_1);
          put(index(time), time, sketch);
        }
      }
    }
  }

  private void put(int slot, long time, LatencySketch sketch) throws CorruptSectionException {
    if (index(time) != slot) {
      throw new CorruptSectionException("has a time that belongs into another slot");
    }
    sketches[slot] = sketch;
    times[slot] = time;
  }
}
