package dev.weir.flow;

import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.Hash64;
import dev.weir.trace.Words;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Events and newest event time per key, in bounded memory. A full table keeps the {@code limit}
 * keys with the smallest hashes and folds all others into one overflow entry. A key that is kept
 * was kept from its first event on (the largest hash that stays only ever falls), so its figures
 * are exact, and merging tables in any order gives the table of the whole stream. See
 * src/docs/adr/0003-bottom-k-keys.md.
 */
public final class KeyTable {
  /** Longer keys are counted under the overflow entry. */
  public static final int MAX_KEY_BYTES = 256;

  static final int PAGE = 64;
  private static final int FREE = -1;

  private final int limit;
  private byte[][] keys = new byte[16][];
  private long[] hashes = new long[16];
  private long[] events = new long[16];
  private long[] newest = new long[16];
  private int size;
  private int[] index = newIndex(64);
  private int @Nullable [] heap;
  private long otherEvents;
  private long otherNewest = StageEvent.NO_TIME;
  private final BitSet dirtyPages = new BitSet();

  /** A table that keeps at most {@code limit} keys, at least 1. */
  public KeyTable(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, is " + limit);
    }
    this.limit = limit;
  }

  /** Counts one event under its key; events without a key are in no entry. */
  public void add(Slice key, long eventMicros) {
    add(key, 1, eventMicros);
  }

  /** Moves a key's newest event time without counting the event. */
  void touch(Slice key, long eventMicros) {
    add(key, 0, eventMicros);
  }

  private void add(Slice key, int count, long eventMicros) {
    if (!key.isPresent()) {
      return;
    }
    int length = key.length();
    if (length > MAX_KEY_BYTES) {
      addOther(count, eventMicros);
      return;
    }
    long hash = Hash64.of(key.bytes(), key.offset(), length);
    add(key.bytes(), key.offset(), length, hash, count, eventMicros);
  }

  /** Adds all of the other's entries; the other is left as it is. */
  public void merge(KeyTable other) {
    mergeUpTo(other, Long.MAX_VALUE);
  }

  /** Adds all of the other's entries, with no newest event time later than this. */
  void mergeUpTo(KeyTable other, long last) {
    for (int entry = 0; entry < other.size; entry++) {
      byte[] key = other.keys[entry];
      long time = Math.min(other.newest[entry], last);
      add(key, 0, key.length, other.hashes[entry], other.events[entry], time);
    }
    addOther(other.otherEvents, Math.min(other.otherNewest, last));
  }

  /** How many keys have an entry of their own. */
  public int size() {
    return size;
  }

  /** The bytes of the key of an entry, 0 to {@link #size()} exclusive; not to be written. */
  public byte[] key(int entry) {
    return keys[entry];
  }

  /** Events of that entry. */
  public long events(int entry) {
    return events[entry];
  }

  /** Newest event time of that entry in microseconds, or {@link StageEvent#NO_TIME}. */
  public long newest(int entry) {
    return newest[entry];
  }

  /** Events of keys that have no entry. */
  public long otherEvents() {
    return otherEvents;
  }

  /** Their newest event time, or {@link StageEvent#NO_TIME}. */
  public long otherNewest() {
    return otherNewest;
  }

  /** Counts events of a key whose hash is known; less than none takes some back. */
  void add(byte[] source, int offset, int length, long hash, long count, long time) {
    int mask = index.length - 1;
    int slot = (int) hash & mask;
    for (; index[slot] != FREE; slot = (slot + 1) & mask) {
      int entry = index[slot];
      if (hashes[entry] == hash && sameKey(keys[entry], source, offset, length)) {
        events[entry] += count;
        newest[entry] = Math.max(newest[entry], time);
        dirtyPages.set(entry / PAGE);
        return;
      }
    }
    if (size < limit) {
      insert(size++, Arrays.copyOfRange(source, offset, offset + length), hash, count, time);
    } else {
      addToFull(Arrays.copyOfRange(source, offset, offset + length), hash, count, time);
    }
  }

  private void addToFull(byte[] key, long hash, long count, long time) {
    int[] order = heap();
    int last = order[0];
    if (compare(hash, key, hashes[last], keys[last]) > 0) {
      addOther(count, time);
      return;
    }
    addOther(events[last], newest[last]);
    removeFromIndex(last);
    insert(last, key, hash, count, time);
    siftDown(order, 0);
  }

  private void insert(int entry, byte[] key, long hash, long count, long time) {
    if (entry >= keys.length) {
      int capacity = Math.min(keys.length * 2, limit);
      keys = Arrays.copyOf(keys, capacity);
      hashes = Arrays.copyOf(hashes, capacity);
      events = Arrays.copyOf(events, capacity);
      newest = Arrays.copyOf(newest, capacity);
    }
    keys[entry] = key;
    hashes[entry] = hash;
    events[entry] = count;
    newest[entry] = time;
    dirtyPages.set(entry / PAGE);
    if (size * 2 > index.length) {
      index = newIndex(index.length * 2);
      for (int present = 0; present < size; present++) {
        addToIndex(present);
      }
    } else {
      addToIndex(entry);
    }
  }

  private void addToIndex(int entry) {
    int mask = index.length - 1;
    int slot = (int) hashes[entry] & mask;
    while (index[slot] != FREE) {
      slot = (slot + 1) & mask;
    }
    index[slot] = entry;
  }

  /** Takes an entry out and closes the gap, so that probing needs no tombstones. */
  private void removeFromIndex(int entry) {
    int mask = index.length - 1;
    int hole = (int) hashes[entry] & mask;
    while (index[hole] != entry) {
      hole = (hole + 1) & mask;
    }
    for (int slot = (hole + 1) & mask; index[slot] != FREE; slot = (slot + 1) & mask) {
      int home = (int) hashes[index[slot]] & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        index[hole] = index[slot];
        hole = slot;
      }
    }
    index[hole] = FREE;
  }

  void addOther(long count, long time) {
    otherEvents += count;
    otherNewest = Math.max(otherNewest, time);
  }

  /** Entries as a heap with the largest hash on top; built when the table is first full. */
  private int[] heap() {
    int[] order = heap;
    if (order == null) {
      order = IntStream.range(0, size).toArray();
      for (int at = size / 2 - 1; at >= 0; at--) {
        siftDown(order, at);
      }
      heap = order;
    }
    return order;
  }

  private void siftDown(int[] order, int from) {
    int at = from;
    int moving = order[at];
    while (2 * at + 1 < order.length) {
      int child = 2 * at + 1;
      if (child + 1 < order.length && compare(order[child + 1], order[child]) > 0) {
        child++;
      }
      if (compare(order[child], moving) <= 0) {
        break;
      }
      order[at] = order[child];
      at = child;
    }
    order[at] = moving;
  }

  private int compare(int left, int right) {
    return compare(hashes[left], keys[left], hashes[right], keys[right]);
  }

  private static int compare(long leftHash, byte[] left, long rightHash, byte[] right) {
    int byHash = Long.compareUnsigned(leftHash, rightHash);
    return byHash != 0 ? byHash : Arrays.compareUnsigned(left, right);
  }

  private static boolean sameKey(byte[] key, byte[] source, int offset, int length) {
    return key.length == length && Words.same(key, 0, source, offset, length);
  }

  private static int[] newIndex(int capacity) {
    int[] index = new int[capacity];
    Arrays.fill(index, FREE);
    return index;
  }

  /** The pages of entries that changed since the last call. */
  BitSet takeDirtyPages() {
    var dirty = (BitSet) dirtyPages.clone();
    dirtyPages.clear();
    return dirty;
  }

  void markAllDirty() {
    dirtyPages.set(0, (size + PAGE - 1) / PAGE);
  }

  void encodeTotals(SectionWriter writer) {
    writer.unsigned(size).unsigned(otherEvents).signed(otherNewest);
  }

  void encodePage(int page, SectionWriter writer) {
    int end = Math.min((page + 1) * PAGE, size);
    writer.unsigned(end - page * PAGE);
    for (int entry = page * PAGE; entry < end; entry++) {
      writer.bytes(keys[entry]).unsigned(events[entry]).signed(newest[entry]);
    }
  }

  /** Reads the totals and says how many entries the pages must hold. */
  int decodeTotals(SectionReader reader) throws CorruptSectionException {
    int entries = reader.bounded(limit);
    otherEvents = reader.unsigned();
    otherNewest = reader.signed();
    return entries;
  }

  /** Appends a page's entries; pages come in ascending order. */
  void decodePage(SectionReader reader) throws CorruptSectionException {
    int entries = reader.bounded(Math.min(PAGE, limit - size));
    for (int read = 0; read < entries; read++) {
      byte[] key = reader.bytes();
      long hash = Hash64.of(key, 0, key.length);
      insert(size++, key, hash, reader.unsigned(), reader.signed());
    }
  }
}
