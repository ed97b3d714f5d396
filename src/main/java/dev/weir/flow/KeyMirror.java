package dev.weir.flow;

import dev.weir.pipeline.StageEvent;
import dev.weir.trace.Hash64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A partition's keys as its owner last showed them, and how much of them a {@link StageKeys} has
 * taken: whoever merges needs only look at what has changed since. Not thread-safe.
 */
final class KeyMirror {
  private final int limit;
  private byte[][] keys = new byte[0][];
  private long[] hashes = new long[0];
  private long[] events = new long[0];
  private long[] newest = new long[0];
  private long[] taken = new long[0];
  private int size;
  private int filled;
  private long otherEvents;
  private long otherNewest = StageEvent.NO_TIME;
  private long otherTaken;
  private final BitSet changed = new BitSet();
  private final List<Evicted> evicted = new ArrayList<>();
  private boolean regressed;

  /** A key that had an entry of its own until the table was full, with what was taken of it. */
  private record Evicted(byte[] key, long hash, long taken) {}

  KeyMirror(int limit) {
    this.limit = limit;
  }

  /** Reads the totals; the pages that follow must fill as many entries. */
  void decodeTotals(SectionReader reader) throws CorruptSectionException {
    int entries = reader.bounded(limit);
    if (entries < size) {
      regressed = true;
      filled = Math.min(filled, entries);
    }
    size = entries;
    if (size > keys.length) {
      // Tables grow by and by: room for half as much again saves copies.
      int room = Math.min(limit, size + size / 2);
      keys = Arrays.copyOf(keys, room);
      hashes = Arrays.copyOf(hashes, room);
      events = Arrays.copyOf(events, room);
      newest = Arrays.copyOf(newest, room);
      taken = Arrays.copyOf(taken, room);
    }
    long other = reader.unsigned();
    long time = reader.signed();
    regressed |= other < otherEvents || time < otherNewest;
    otherEvents = other;
    otherNewest = time;
  }

  /** Reads a page that may have changed; pages come in ascending order, the totals before them. */
  void decodePage(int page, SectionReader reader) throws CorruptSectionException {
    int first = page * KeyTable.PAGE;
    int entries = reader.bounded(KeyTable.PAGE);
    if (first > filled || first + entries > size) {
      throw new CorruptSectionException("has keys beyond those that are named");
    }
    for (int entry = first; entry < first + entries; entry++) {
      boolean same = entry < filled && reader.skipsSame(keys[entry]);
      if (!same) {
        replaceKey(entry, reader.bytes());
      }
      long count = reader.unsigned();
      long time = reader.signed();
      regressed |= same && (count < events[entry] || time < newest[entry]);
      events[entry] = count;
      newest[entry] = time;
    }
    filled = Math.max(filled, first + entries);
    changed.set(page);
  }

  private void replaceKey(int entry, byte[] key) {
    if (entry < filled) {
      // Only a full table gives a key's place to another.
      regressed |= size < limit;
      evicted.add(new Evicted(keys[entry], hashes[entry], taken[entry]));
    }
    keys[entry] = key;
    hashes[entry] = Hash64.of(key, 0, key.length);
    taken[entry] = 0;
  }

  /** Fails unless the pages hold as many entries as the totals name. */
  void end() throws CorruptSectionException {
    if (filled != size) {
      throw new CorruptSectionException("names " + size + " keys, pages hold " + filled);
    }
  }

  /** Whether something is less than before, which no merge can undo. */
  boolean hasRegressed() {
    return regressed;
  }

  /** Lets everything be taken again. */
  void giveAgain() {
    Arrays.fill(taken, 0);
    otherTaken = 0;
    evicted.clear();
    regressed = false;
    changed.set(0, (size + KeyTable.PAGE - 1) / KeyTable.PAGE);
  }

  /**
   * Adds what was not taken yet.
   *
   * @param arrivedMicros when the partition's last event arrived: no event is newer
   * @return whether anything was added
   */
  boolean giveTo(KeyTable merged, long arrivedMicros) {
    long otherTime = Math.min(otherNewest, arrivedMicros);
    boolean given =
        !changed.isEmpty() || otherTaken != otherEvents || otherTime > merged.otherNewest();
    for (var key : evicted) {
      if (key.taken() != 0) {
        // What it had is in the overflow now, where it would count twice.
        merged.add(key.key(), 0, key.key().length, key.hash(), -key.taken(), StageEvent.NO_TIME);
      }
    }
    evicted.clear();
    for (int page = changed.nextSetBit(0); page >= 0; page = changed.nextSetBit(page + 1)) {
      if (givePage(page, merged, arrivedMicros)) {
        changed.clear(page);
      }
    }
    merged.addOther(otherEvents - otherTaken, otherTime);
    otherTaken = otherEvents;
    return given;
  }

  /** Says whether all of the page's times are such that a later arrival changes nothing. */
  private boolean givePage(int page, KeyTable merged, long arrivedMicros) {
    boolean settled = true;
    int end = Math.min((page + 1) * KeyTable.PAGE, size);
    for (int entry = page * KeyTable.PAGE; entry < end; entry++) {
      byte[] key = keys[entry];
      long time = Math.min(newest[entry], arrivedMicros);
      merged.add(key, 0, key.length, hashes[entry], events[entry] - taken[entry], time);
      taken[entry] = events[entry];
      settled &= time == newest[entry];
    }
    return settled;
  }
}
