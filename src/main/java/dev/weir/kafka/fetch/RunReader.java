package dev.weir.kafka.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.KafkaException;

/**
 * Moves a view from record to record of a run. Never throws: a record that cannot be read is shown
 * as damaged, and so is the place from which on a batch cannot be, once.
 */
final class RunReader {
  /** Larger records of compressed batches are not looked at; a broker's default is 1 MB. */
  static final int MOST_INFLATED = 64 << 20;

  private static final byte[] NOTHING = {};
  private static final long NOT_STAMPED = Long.MIN_VALUE;

  private final FetchedRecord record;
  private final Varint numbers = new Varint();
  private final Inflated inflated = new Inflated();
  private byte[] run = NOTHING;
  private int nextBatch;
  private int runEnd;

  // Of the batch.
  private byte[] bytes = NOTHING;
  private int at;
  private int end;
  private int left;
  private long baseOffset;
  private long baseTimestamp;
  private long stamp;
  private boolean isInflated;
  private long nextOffset;

  RunReader(FetchedRecord record) {
    this.record = record;
  }

  /** Goes before the first record of a run. */
  void start(ByteBuffer batches) {
    run = batches.array();
    nextBatch = batches.arrayOffset() + batches.position();
    runEnd = nextBatch + batches.remaining();
    left = 0;
  }

  /** Shows the next record; false behind the last. */
  boolean next() {
    while (left == 0) {
      if (nextBatch >= runEnd) {
        return false;
      }
      openBatch();
    }
    left--;
    if (isInflated) {
      nextInflated();
    } else {
      nextInPlace();
    }
    return true;
  }

  /** Lets the arrays go. */
  void release() {
    inflated.close();
    run = NOTHING;
    bytes = NOTHING;
    nextBatch = 0;
    runEnd = 0;
    left = 0;
  }

  private void openBatch() {
    var batch = ByteBuffer.wrap(run, nextBatch, runEnd - nextBatch).slice();
    int size = batch.getInt(BatchFormat.LENGTH) + BatchFormat.OVERHEAD;
    int attributes = batch.getShort(BatchFormat.ATTRIBUTES);
    left = batch.getInt(BatchFormat.COUNT);
    baseOffset = batch.getLong(0);
    nextOffset = baseOffset;
    baseTimestamp = batch.getLong(BatchFormat.BASE_TIMESTAMP);
    stamp =
        (attributes & BatchFormat.STAMPED_BY_BROKER) == 0
            ? NOT_STAMPED
            : batch.getLong(BatchFormat.MAX_TIMESTAMP);
    bytes = run;
    at = nextBatch + BatchFormat.RECORDS;
    end = nextBatch + size;
    nextBatch = end;
    int compression = attributes & BatchFormat.COMPRESSION;
    isInflated = compression != 0;
    if (isInflated) {
      try {
        inflated.open(batch.slice(BatchFormat.RECORDS, size - BatchFormat.RECORDS), compression);
      } catch (KafkaException | IllegalArgumentException e) {
        // Found when its first record is asked for, as in a batch that holds nothing.
        inflated.close();
      }
    }
  }

  private void nextInPlace() {
    int size = numbers.read(bytes, at, end);
    at = numbers.next();
    if (size < 0 || size > end - at || !show(bytes, at, at + size)) {
      giveUpBatch();
      return;
    }
    at += size;
  }

  private void nextInflated() {
    try {
      inflated.has(5); // The last record may have less.
      int size = numbers.read(inflated.bytes(), inflated.at(), inflated.end());
      if (size < 0) {
        giveUpBatch();
        return;
      }
      inflated.pass(numbers.next() - inflated.at());
      if (size > MOST_INFLATED) {
        inflated.skip(size);
        record.isDamaged(nextOffset++);
        return;
      }
      if (!inflated.has(size) || !show(inflated.bytes(), inflated.at(), inflated.at() + size)) {
        giveUpBatch();
        return;
      }
      inflated.pass(size);
    } catch (LinkageError e) {
      throw e; // The codec is not there.
    } catch (IOException | RuntimeException | Error e) {
      // Codecs throw what they like at what is not theirs: snappy an error of its own, and others
      // want memory for lengths that lie.
      giveUpBatch();
    }
  }

  private void giveUpBatch() {
    left = 0;
    inflated.close();
    record.isDamaged(nextOffset);
  }

  /** Shows the record between two indexes; false when its parts are not well-formed. */
  private boolean show(byte[] b, int from, int to) {
    // The first byte has attributes, of which none is in use.
    long timestampDelta = numbers.readLong(b, from + 1, to);
    int offsetDelta = numbers.read(b, numbers.next(), to);
    int keySize = numbers.read(b, numbers.next(), to);
    int keyStart = numbers.next();
    if (timestampDelta == Long.MIN_VALUE || offsetDelta < 0 || isNoSize(keySize, to - keyStart)) {
      return false;
    }
    int bodySize = numbers.read(b, keyStart + Math.max(keySize, 0), to);
    int bodyStart = numbers.next();
    if (isNoSize(bodySize, to - bodyStart)) {
      return false;
    }
    int headers = numbers.read(b, bodyStart + Math.max(bodySize, 0), to);
    int headersStart = numbers.next();
    // A header takes two bytes at least.
    if (headers < 0 || headers > (to - headersStart) >> 1) {
      return false;
    }
    record.key().set(b, keyStart, Math.max(keySize, 0));
    record.body().set(b, bodyStart, Math.max(bodySize, 0));
    record.hasHeaders(b, headersStart, to, headers);
    boolean isStamped = stamp != NOT_STAMPED;
    record.isOf(isStamped ? stamp : baseTimestamp + timestampDelta, isStamped);
    record.isAt(baseOffset + offsetDelta);
    nextOffset = baseOffset + offsetDelta + 1;
    return true;
  }

  /** Whether a size is neither that of something that fits nor that of nothing. */
  private static boolean isNoSize(int size, int room) {
    return size < -1 || size > room;
  }
}
