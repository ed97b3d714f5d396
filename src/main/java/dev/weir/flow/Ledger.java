package dev.weir.flow;

import dev.weir.pipeline.StageEvent;
import dev.weir.trace.PackedId;
import java.util.List;

/** The sides of all accounted hops that begin or end at a partition's stage. */
final class Ledger {
  /** The most buckets of a side, and the step from a side's first section to the next side's. */
  static final int MAX_BUCKETS = 1024;

  private final List<HopSide> sides;
  private final HopSide[] quick;
  private final PackedId id = new PackedId();
  private long blindUpTo = StageEvent.NO_TIME;
  private boolean blind;
  private boolean dirty;

  Ledger(List<SideShape> shapes) {
    sides = shapes.stream().map(HopSide::new).toList();
    quick = sides.toArray(HopSide[]::new);
  }

  /**
   * Takes the next event of the log.
   *
   * @param reachedMicros the newest event time of the partition
   */
  void add(StageEvent event, long reachedMicros) {
    if (blind && event.placeMicros() != StageEvent.NO_TIME) {
      blind = false;
      blindUpTo = Math.max(blindUpTo, event.placeMicros());
    }
    for (var side : quick) {
      side.add(event, reachedMicros, id);
    }
  }

  /** Notes that events before the next one were not seen, so that nothing can be said of them. */
  void blindUntilNext() {
    if (!isEmpty()) {
      blind = true;
      dirty = true;
    }
  }

  /** Notes that events up to this time were not seen. */
  void blindUpTo(long micros) {
    blindUpTo = Math.max(blindUpTo, micros);
    dirty = true;
  }

  /**
   * Up to which event time something may have been missed; {@link StageEvent#NO_TIME} if nothing
   * was.
   */
  long blindUpTo() {
    return blind ? Long.MAX_VALUE : blindUpTo;
  }

  List<HopSide> sides() {
    return sides;
  }

  boolean isEmpty() {
    return quick.length == 0;
  }

  void markAllDirty() {
    dirty = true;
    sides.forEach(HopSide::markAllDirty);
  }

  boolean takeDirty() {
    boolean was = dirty;
    for (var side : quick) {
      was |= side.takeDirty();
    }
    dirty = false;
    return was;
  }

  void encode(SectionWriter writer) {
    writer.unsigned(blind ? 1 : 0).signed(blindUpTo);
    sides.forEach(side -> side.encode(writer));
  }

  void decode(SectionReader reader) throws CorruptSectionException {
    blind = reader.bounded(1) == 1;
    blindUpTo = reader.signed();
    for (var side : quick) {
      side.decode(reader);
    }
  }

  /** Takes what a section says of a bucket; the number is of {@link #sectionOf}. */
  void replace(int number, byte[] section) throws CorruptSectionException {
    int side = number / MAX_BUCKETS;
    int slot = number % MAX_BUCKETS;
    if (number < 0 || side >= quick.length || slot >= quick[side].buckets.length) {
      throw new CorruptSectionException("is of no hop's bucket");
    }
    quick[side].replace(slot, section);
  }

  /** The number in the name of a bucket's section. */
  static int sectionOf(int side, int slot) {
    return side * MAX_BUCKETS + slot;
  }
}
