package dev.weir.monitor;

import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.IdBytes;
import dev.weir.trace.TraceIds;
import java.util.Arrays;

/**
 * Where a poll loop writes its sightings down, each at once, since nothing of a record may be held
 * on to. Of fixed size; allocates only what is taken out of it. Not thread-safe.
 *
 * <p>An entry is the trace's hash, the hashes of the other names that it can be found by (their
 * number before them in a byte), and the sighting with its length before it in two bytes; see
 * {@link SightingCodec} for what that holds.
 */
final class SightingBuffer {
  /** Bytes of an id that are kept. */
  static final int MAX_ID = IdBytes.MAX_LENGTH;

  /** Bytes of a key that are kept. */
  static final int MAX_KEY = 64;

  /** Further names of one sighting. */
  static final int MAX_NAMES = 8;

  /** Sightings that are sent together. */
  static final int MOST = 256;

  // Kafka allows 249 characters; a byte says how many there are.
  private static final int MAX_TOPIC = 255;
  private static final int MAX_SIGHTING =
      SightingCodec.MAX_FIXED + 4 * IdBytes.MAX_SIZE + 1 + MAX_KEY + 1 + MAX_TOPIC;
  private static final int MAX_ENTRY = Long.BYTES + 1 + MAX_NAMES * Long.BYTES + 2 + MAX_SIGHTING;
  private static final int SIZE = 48 << 10;

  private final byte[] bytes = new byte[SIZE];
  private int size;
  private int count;
  private int largestK;
  // Of the entry that was written last.
  private int namesAt;
  private boolean open;
  private long trace;

  /** The hash of an id, of as many of its bytes as are kept. */
  static long hash(Slice id) {
    return TraceIds.hash(id.bytes(), id.offset(), Math.min(id.length(), MAX_ID));
  }

  /** Whether another sighting fits. */
  boolean hasRoom() {
    return count < MOST && size + MAX_ENTRY <= SIZE;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Bytes that are written. */
  int size() {
    return size;
  }

  /**
   * Begins an entry; its names follow, then {@link #finish}. There must be {@link #hasRoom room}.
   */
  void begin(long traceHash) {
    if (!hasRoom()) {
      throw new IllegalStateException("a sighting more than there is room for");
    }
    trace = traceHash;
    size = SightingCodec.putLong(traceHash, bytes, size);
    namesAt = size;
    bytes[size++] = 0;
    open = true;
  }

  /** Another name by which the trace can be found; the trace's own is none, nor is one again. */
  void name(long hash) {
    int names = bytes[namesAt];
    if (!open || hash == trace || names == MAX_NAMES) {
      return;
    }
    for (int at = namesAt + 1; at < size; at += Long.BYTES) {
      if (SightingCodec.longAt(bytes, at) == hash) {
        return;
      }
    }
    size = SightingCodec.putLong(hash, bytes, size);
    bytes[namesAt] = (byte) (names + 1);
  }

  /** Writes the sighting down. */
  void finish(StageEvent event, byte[] topic, int partition, long observedMicros, int k) {
    int lengthAt = size;
    int from = lengthAt + 2;
    size = SightingCodec.encode(event, trace, topic, partition, observedMicros, k, bytes, from);
    int length = size - from;
    bytes[lengthAt] = (byte) length;
    bytes[lengthAt + 1] = (byte) (length >>> 8);
    count++;
    largestK = Math.max(largestK, k);
    open = false;
  }

  /** A copy of what was written; the buffer is empty then. */
  SightingBatch take() {
    var batch = new SightingBatch(Arrays.copyOf(bytes, size), count, largestK);
    size = 0;
    count = 0;
    largestK = 0;
    return batch;
  }
}
