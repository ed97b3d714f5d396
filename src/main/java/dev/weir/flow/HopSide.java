package dev.weir.flow;

import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.PackedId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side of an accounted hop on one partition: the ids of the parents that are expected to have a
 * child, or those that children name as their parent, in buckets of origin time. Bounded: when
 * there are too many buckets, the one goes that nothing was added to for longest, and which that
 * was is kept, for then the hop cannot be judged there.
 */
final class HopSide {
  /** Buckets that went before their time, and are remembered one by one. */
  static final int MOST_GONE = 64;

  /** The latest events that came after their bucket was closed, which are kept by name. */
  static final int MOST_STRAYS = 256;

  private static final int NOWHERE = -1;

  final SideShape shape;
  final @Nullable LedgerBucket[] buckets;
  private final PlacedIds strays = new PlacedIds(MOST_STRAYS, true);
  private final List<Long> gone = new ArrayList<>();
  private int lastSlot = NOWHERE;
  private long lastStartMicros;
  private long lastEndsMicros;
  private long goneUpTo = Long.MIN_VALUE;
  private long strayEvents;
  private long unlinked;
  private long untimed;
  private boolean dirty;

  HopSide(SideShape shape) {
    this.shape = shape;
    this.buckets = new LedgerBucket[shape.buckets()];
  }

  /**
   * Takes part in the account of an event, if it concerns this side.
   *
   * @param reachedMicros the newest event time of the partition
   * @param id is overwritten
   */
  void add(StageEvent event, long reachedMicros, PackedId id) {
    if (!shape.expects(event)) {
      return;
    }
    Slice shared = shape.sharedId(event);
    if (shared.length() <= 0) {
      unlinked++;
      dirty = true;
      return;
    }
    id.set(shared.bytes(), shared.offset(), shared.length());
    long origin = shape.originMicros(event, shared, id);
    if (origin == StageEvent.NO_TIME) {
      untimed++;
      dirty = true;
      return;
    }
    boolean isLate = shape.isLate(event, origin);
    int slot = slotAt(origin, reachedMicros);
    dirty = true;
    if (slot == NOWHERE) {
      strayEvents++;
      strays.add(id, origin, event.offset, event.eventTimeMicros);
      return;
    }
    var bucket = buckets[slot];
    if (bucket == null) {
      bucket = new LedgerBucket(Math.floorDiv(origin, shape.widthMicros()), shape.cells());
      buckets[slot] = bucket;
      lastSlot = NOWHERE;
    }
    if (slot != lastSlot) {
      lastSlot = slot;
      lastStartMicros = shape.startMicros(bucket.number);
      lastEndsMicros = shape.endsMicros(bucket.number);
    }
    bucket.add(id, event.offset, event.recordTimeMicros);
    if (isLate) {
      bucket.addLate(id, origin, event.offset, event.eventTimeMicros);
    }
  }

  /** Where the bucket of an origin time is or has room; {@link #NOWHERE} if it is gone. */
  private int slotAt(long origin, long reachedMicros) {
    // Nearly always the same as before: then no division, and nothing to look for.
    boolean isLast =
        lastSlot != NOWHERE
            && origin >= lastStartMicros
            && origin < lastStartMicros + shape.widthMicros()
            && (reachedMicros == StageEvent.NO_TIME || lastEndsMicros >= reachedMicros)
            && buckets[lastSlot] != null;
    return isLast ? lastSlot : slot(Math.floorDiv(origin, shape.widthMicros()), reachedMicros);
  }

  /** The same by the bucket's number, wherever it is. */
  private int slot(long number, long reachedMicros) {
    if (isOutdated(number, reachedMicros)) {
      return NOWHERE;
    }
    int free = NOWHERE;
    int oldest = NOWHERE;
    long touched = Long.MAX_VALUE;
    for (int slot = 0; slot < buckets.length; slot++) {
      var bucket = buckets[slot];
      if (bucket == null) {
        free = free == NOWHERE ? slot : free;
      } else if (bucket.number == number) {
        return slot;
      } else if (bucket.touched() < touched) {
        touched = bucket.touched();
        oldest = slot;
      }
    }
    if (isGone(number)) {
      return NOWHERE;
    }
    if (free == NOWHERE) {
      remove(oldest);
      return oldest;
    }
    return free;
  }

  private boolean isOutdated(long number, long reachedMicros) {
    return reachedMicros != StageEvent.NO_TIME && shape.endsMicros(number) < reachedMicros;
  }

  private void remove(int slot) {
    var bucket = buckets[slot];
    buckets[slot] = null;
    if (bucket == null || bucket.number <= goneUpTo) {
      return;
    }
    gone.add(bucket.number);
    if (gone.size() > MOST_GONE) {
      // Nothing is known any more of what is older than the oldest that is remembered.
      goneUpTo = gone.stream().mapToLong(number -> number).min().orElse(goneUpTo);
      gone.removeIf(number -> number <= goneUpTo);
    }
  }

  /** Everything up to this number may have been forgotten. */
  long goneUpTo() {
    return goneUpTo;
  }

  /** Later buckets of which something may have been forgotten. */
  List<Long> gone() {
    return gone;
  }

  private boolean isGone(long number) {
    return number <= goneUpTo || gone.contains(number);
  }

  /** Events that came after their bucket was gone. */
  long strayEvents() {
    return strayEvents;
  }

  /** Those, as far as they are kept by name. */
  PlacedIds strays() {
    return strays;
  }

  /** Events without the id by which the hop matches. */
  long unlinked() {
    return unlinked;
  }

  /** Events with an id of which the origin time is not known. */
  long untimed() {
    return untimed;
  }

  void markAllDirty() {
    dirty = true;
    for (var bucket : buckets) {
      if (bucket != null) {
        bucket.markDirty();
      }
    }
  }

  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  /** Puts away the tables that are not in use. */
  void rest() {
    for (int slot = 0; slot < buckets.length; slot++) {
      var bucket = buckets[slot];
      if (bucket != null && slot != lastSlot) {
        bucket.rest();
      }
    }
  }

  void encode(SectionWriter writer) {
    writer.unsigned(strayEvents).unsigned(unlinked).unsigned(untimed);
    writer.signed(goneUpTo).unsigned(gone.size());
    gone.forEach(writer::signed);
    strays.encode(writer);
  }

  void decode(SectionReader reader) throws CorruptSectionException {
    strayEvents = reader.unsigned();
    unlinked = reader.unsigned();
    untimed = reader.unsigned();
    goneUpTo = reader.signed();
    gone.clear();
    for (int left = reader.bounded(MOST_GONE); left > 0; left--) {
      gone.add(reader.signed());
    }
    strays.decode(reader);
  }

  /** Takes what a section says of a bucket. */
  void replace(int slot, byte[] section) throws CorruptSectionException {
    buckets[slot] = LedgerBucket.decode(section, shape.cells());
    lastSlot = NOWHERE;
  }
}
