package dev.weir.flow;

import dev.weir.ledger.IdTable;
import dev.weir.ledger.IdWords;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.PackedId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a partition knows of one hop and a few seconds of origin time: the ids that it has seen on
 * its side. The first {@value #LISTED} are kept one by one, more of them in a table of constant
 * size. While nothing is added, only the encoded form is kept.
 */
final class LedgerBucket {
  /** Ids that are kept one by one. */
  static final int LISTED = 64;

  /** Late ones that are kept by name. */
  static final int MOST_LATE = 64;

  private static final int WORDS = 3;
  private static final byte[] NOTHING = {};

  /** The origin time divided by the width of a bucket. */
  final long number;

  private final int cells;
  private final PlacedIds late = new PlacedIds(MOST_LATE, false);
  private long events;
  private long lateEvents;
  private long oldestRecordMicros = Long.MAX_VALUE;
  private long newestRecordMicros = Long.MIN_VALUE;
  private long touched;
  private long[] listed = new long[4 * WORDS];
  private int size;
  private @Nullable IdTable table;
  // Whether there is a table. One that is put away is the end of the encoded form.
  private boolean hasTable;
  private byte @Nullable [] encoded;
  private boolean dirty = true;

  LedgerBucket(long number, int cells) {
    this.number = number;
    this.cells = cells;
  }

  /**
   * Adds an id.
   *
   * @param offset of the record; the next one that is added has a larger one
   * @param recordMicros the record's time
   */
  void add(PackedId id, long offset, long recordMicros) {
    events++;
    if (recordMicros != StageEvent.NO_TIME) {
      oldestRecordMicros = Math.min(oldestRecordMicros, recordMicros);
      newestRecordMicros = Math.max(newestRecordMicros, recordMicros);
    }
    touched = offset;
    dirty = true;
    if (size < LISTED) {
      encoded = null;
      if (listed.length == size * WORDS) {
        listed = Arrays.copyOf(listed, 2 * listed.length);
      }
      int at = size * WORDS;
      listed[at] = id.word0;
      listed[at + 1] = id.word1;
      listed[at + 2] = id.word2;
      size++;
    } else {
      open().add(id.word0, id.word1, id.word2, 1);
      encoded = null;
    }
  }

  /** Notes that the id that was added last came after its deadline. */
  void addLate(PackedId id, long originMicros, long offset, long eventMicros) {
    lateEvents++;
    late.add(id, originMicros, offset, eventMicros);
  }

  private IdTable open() {
    var opened = table;
    if (opened == null) {
      opened = new IdTable(cells);
      mergeStored(opened, 1);
      hasTable = true;
      table = opened;
    }
    return opened;
  }

  private void mergeStored(IdTable sum, int sign) {
    if (hasTable && encoded != null) {
      int length = IdTable.bytes(cells);
      sum.mergeBytes(encoded, encoded.length - length, length, sign);
    }
  }

  /** Adds what was seen, or with −1 subtracts it. */
  void mergeInto(IdTable sum, int sign) {
    for (int at = 0; at < size * WORDS; at += WORDS) {
      sum.add(listed[at], listed[at + 1], listed[at + 2], sign);
    }
    if (table != null) {
      sum.merge(table, sign);
    } else {
      mergeStored(sum, sign);
    }
  }

  /** Whether the id was added; null when that cannot be told any more. */
  @Nullable Boolean knows(IdWords id) {
    for (int at = 0; at < size * WORDS; at += WORDS) {
      if (listed[at] == id.word0()
          && listed[at + 1] == id.word1()
          && listed[at + 2] == id.word2()) {
        return true;
      }
    }
    return hasTable ? null : false;
  }

  /** How many ids were added. */
  long events() {
    return events;
  }

  /** How many of these came after their deadline. */
  long lateEvents() {
    return lateEvents;
  }

  /** Those that came after their deadline, as far as they are kept by name. */
  PlacedIds late() {
    return late;
  }

  /** The oldest time of a record whose id was added; the largest number when there is none. */
  long oldestRecordMicros() {
    return oldestRecordMicros;
  }

  /** The newest time of a record whose id was added; the smallest number when there is none. */
  long newestRecordMicros() {
    return newestRecordMicros;
  }

  /** The offset of the record whose id was added last. */
  long touched() {
    return touched;
  }

  /** Whether it has changed since the last call. */
  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  void markDirty() {
    dirty = true;
  }

  /** The bucket as a section, the same array until something is added. */
  byte[] encode(SectionWriter writer) {
    byte[] known = encoded;
    if (known == null) {
      writer.reset().signed(number).unsigned(events).unsigned(lateEvents);
      writer.signed(oldestRecordMicros).signed(newestRecordMicros).unsigned(touched);
      late.encode(writer);
      writer.unsigned(size);
      for (int at = 0; at < size * WORDS; at++) {
        writer.unsigned(listed[at]);
      }
      writer.bytes(table == null ? NOTHING : table.toBytes());
      known = writer.toBytes();
      encoded = known;
    }
    return known;
  }

  /** Puts the table away, if it is encoded, until something is added again. */
  void rest() {
    if (encoded != null) {
      table = null;
    }
  }

  /** Reads what {@link #encode} wrote, and keeps it. */
  static LedgerBucket decode(byte[] section, int cells) throws CorruptSectionException {
    var reader = new SectionReader(section);
    var bucket = new LedgerBucket(reader.signed(), cells);
    bucket.events = reader.unsigned();
    bucket.lateEvents = reader.unsigned();
    bucket.oldestRecordMicros = reader.signed();
    bucket.newestRecordMicros = reader.signed();
    bucket.touched = reader.unsigned();
    bucket.late.decode(reader);
    bucket.size = reader.bounded(LISTED);
    bucket.listed = new long[Math.max(bucket.size, 4) * WORDS];
    for (int at = 0; at < bucket.size * WORDS; at++) {
      bucket.listed[at] = reader.unsigned();
    }
    int length = reader.bytes().length;
    reader.end();
    if (length != 0 && length != IdTable.bytes(cells)) {
      throw new CorruptSectionException("has a table of " + length + " bytes");
    }
    bucket.hasTable = length != 0;
    bucket.encoded = section;
    bucket.dirty = false;
    return bucket;
  }
}
