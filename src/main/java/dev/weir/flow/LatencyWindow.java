package dev.weir.flow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of the recent past, cut by event time into slots of five seconds. What is kept follows
 * the newest event time seen, never the clock, so that a replay gives the same state. Merging keeps
 * the newest slots of both sides.
 */
public final class LatencyWindow {
  static final int SLOTS = 16;
  private static final long SLOT_MICROS = 5_000_000;
  private static final long WINDOW_MICROS = 60_000_000;

  private final @Nullable LatencySketch[] slots = new LatencySketch[SLOTS];
  private long newestSlot = Long.MIN_VALUE;
  private long measured;
  private long negative;
  private int dirtySlots;

  /**
   * Adds one latency.
   *
   * @param eventMicros the child's event time
   * @param latencyMicros child minus parent event time; negative ones are only counted
   */
  public void add(long eventMicros, long latencyMicros) {
    measured++;
    if (latencyMicros < 0) {
      negative++;
      return;
    }
    long slot = Math.floorDiv(eventMicros, SLOT_MICROS);
    advance(slot);
    if (slot > newestSlot - SLOTS) {
      slot(slot).add(latencyMicros);
      dirtySlots |= 1 << index(slot);
    }
  }

  /** Adds what the other has seen; the other is left as it is. */
  public void merge(LatencyWindow other) {
    measured += other.measured;
    negative += other.negative;
    if (other.newestSlot == Long.MIN_VALUE) {
      return;
    }
    advance(other.newestSlot);
    long oldest = Math.max(newestSlot, other.newestSlot) - SLOTS + 1;
    for (long slot = oldest; slot <= other.newestSlot; slot++) {
      var theirs = other.slots[index(slot)];
      if (theirs != null) {
        slot(slot).merge(theirs);
        dirtySlots |= 1 << index(slot);
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
    if (newestSlot == Long.MIN_VALUE) {
      return recent;
    }
    long nowMicros = Micros.of(now);
    long first = Math.floorDiv(nowMicros - WINDOW_MICROS, SLOT_MICROS);
    long last = Math.min(Math.floorDiv(nowMicros, SLOT_MICROS), newestSlot);
    for (long slot = Math.max(first, newestSlot - SLOTS + 1); slot <= last; slot++) {
      var sketch = slots[index(slot)];
      if (sketch != null) {
        recent.merge(sketch);
      }
    }
    return recent;
  }

  private void advance(long slot) {
    if (newestSlot == Long.MIN_VALUE) {
      newestSlot = slot;
      return;
    }
    if (slot <= newestSlot) {
      return;
    }
    long cleared = Math.min(slot - newestSlot, SLOTS);
    for (long passed = slot - cleared + 1; passed <= slot; passed++) {
      if (slots[index(passed)] != null) {
        slots[index(passed)] = null;
        dirtySlots |= 1 << index(passed);
      }
    }
    newestSlot = slot;
  }

  private LatencySketch slot(long slot) {
    var sketch = slots[index(slot)];
    if (sketch == null) {
      sketch = new LatencySketch();
      slots[index(slot)] = sketch;
    }
    return sketch;
  }

  private static int index(long slot) {
    return (int) slot & (SLOTS - 1);
  }

  /** The slots that changed since the last call, as bits. */
  int takeDirtySlots() {
    int dirty = dirtySlots;
    dirtySlots = 0;
    return dirty;
  }

  void markAllDirty() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] != null) {
        dirtySlots |= 1 << slot;
      }
    }
  }

  void encodeTotals(SectionWriter writer) {
    writer.unsigned(measured).unsigned(negative).signed(newestSlot);
  }

  void decodeTotals(SectionReader reader) throws CorruptSectionException {
    measured = reader.unsigned();
    negative = reader.unsigned();
    newestSlot = reader.signed();
  }

  void encodeSlot(int index, SectionWriter writer) {
    var sketch = slots[index];
    (sketch == null ? new LatencySketch() : sketch).encode(writer);
  }

  void decodeSlot(int index, SectionReader reader) throws CorruptSectionException {
    var sketch = LatencySketch.decode(reader);
    slots[index] = sketch.count() == 0 ? null : sketch;
  }
}
