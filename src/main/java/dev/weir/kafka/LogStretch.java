package dev.weir.kafka;

import dev.weir.flow.PartitionId;

/** The part of a partition's log that a search looks at, and how far it has come there. */
final class LogStretch {
  /** So many records in a row that are later than what is looked for are its end. */
  static final int LATER = 1_000;

  /**
   * So many in a row that are much later are, too: a single one may be of a clock that is wrong.
   */
  static final int MUCH_LATER = 10;

  /** What is much later. */
  static final long MUCH_LATER_MS = 5_000;

  final PartitionId partition;
  private final long end;
  private final long toMs;
  private long next;
  private int later;
  private int muchLater;
  private long stride = 1;
  private boolean failed;

  /**
   * Nothing was looked at.
   *
   * @param next the offset of the first record
   * @param end behind the last one
   * @param toMs the newest record time
   */
  LogStretch(PartitionId partition, long next, long end, long toMs) {
    this.partition = partition;
    this.next = next;
    this.end = end;
    this.toMs = toMs;
  }

  /** Whether nothing more is to be looked at. */
  boolean isOver() {
    return next >= end || later >= LATER || muchLater >= MUCH_LATER;
  }

  /** Whether a record stands behind what is looked at. */
  boolean endsBefore(long offset) {
    return offset >= end;
  }

  /** Goes on behind a record. */
  void passed(long offset, long timeMs) {
    next = offset + 1;
    later = timeMs > toMs ? later + 1 : 0;
    muchLater = timeMs - MUCH_LATER_MS > toMs ? muchLater + 1 : 0;
    stride = 1;
    failed = false;
  }

  /** Goes on at an offset before which there is nothing more; says whether that is further. */
  boolean reached(long offset) {
    boolean further = offset > next;
    next = Math.max(next, offset);
    return further;
  }

  /**
   * Steps over the next record if it could not be delivered twice: the first failure may have been
   * one of the network. Steps grow, for each fetches the record's whole batch again.
   *
   * @return whether it did
   */
  boolean failed() {
    boolean again = failed;
    if (again) {
      next += stride;
      stride *= 2;
    }
    failed = true;
    return again;
  }

  /** The offset at which to go on. */
  long next() {
    return next;
  }
}
