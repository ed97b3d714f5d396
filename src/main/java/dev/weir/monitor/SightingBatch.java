package dev.weir.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sightings of one poll loop on their way to the {@link Journal}. Never changes. */
public final class SightingBatch {
  private final byte[] bytes;
  private final int count;
  private final int k;
  private final boolean isFound;

  SightingBatch(byte[] bytes, int count, int k) {
    this(bytes, count, k, false);
  }

  private SightingBatch(byte[] bytes, int count, int k, boolean isFound) {
    this.bytes = bytes;
    this.count = count;
    this.k = k;
    this.isFound = isFound;
  }

  /**
   * A sighting and what it is found by.
   *
   * @param trace the hash of the trace's id, or of the event's when it has no trace
   * @param names hashes of further ids that lead to the trace: the event's own, a correlation id
   * @param sighting as {@link SightingCodec} writes it
   */
  // Read once, right after it was made.
  @SuppressWarnings("ArrayRecordComponent")
  public record Entry(long trace, long[] names, byte[] sighting) {}

  /** The same, where others before it were lost: as if hardly any trace had been kept. */
  SightingBatch afterGap() {
    return new SightingBatch(bytes, count, SightingSampler.MAX_K, isFound);
  }

  /** The same, as something that was looked up in the logs. */
  SightingBatch found() {
    return new SightingBatch(bytes, count, k, true);
  }

  /** Whether it was looked up in the logs. */
  boolean isFound() {
    return isFound;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** One trace in 2^k was kept when the least were. */
  public int k() {
    return k;
  }

  /** The sightings in the order in which they were written. */
  public List<Entry> entries() {
    var entries = new ArrayList<Entry>(count);
    int at = 0;
    while (at < bytes.length) {
      long trace = SightingCodec.longAt(bytes, at);
      at += Long.BYTES;
      long[] names = new long[bytes[at++]];
      for (int i = 0; i < names.length; i++) {
        names[i] = SightingCodec.longAt(bytes, at);
        at += Long.BYTES;
      }
      int length = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
      at += 2;
      entries.add(new Entry(trace, names, Arrays.copyOfRange(bytes, at, at + length)));
      at += length;
    }
    return entries;
  }
}
