package dev.weir.kafka.fetch;

import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.kafka.common.network.TransferableChannel;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.Records;
import org.apache.kafka.common.utils.AbstractIterator;
import org.apache.kafka.common.utils.Crc32C;

/**
 * What was fetched of a partition, as the client is given it: batches of records in runs, and
 * everything else (markers of transactions, older formats, damaged or incomplete batches) as it is,
 * for the client to act on.
 */
final class RecordRuns extends AbstractRecords {
  private static final int MOST_BYTES = 256 << 10;

  private final MemoryRecords fetched;
  private final boolean checksSums;
  private volatile boolean isTaken; // What polls and what recycles may be two threads.

  /**
   * Runs of what was fetched.
   *
   * @param checksSums whether a batch whose sum does not fit is left to the client
   */
  RecordRuns(MemoryRecords fetched, boolean checksSums) {
    this.fetched = fetched;
    this.checksSums = checksSums;
  }

  /** Whether runs can be made: the bytes lie in an array that can be seen. */
  static boolean areIn(MemoryRecords fetched) {
    return fetched.buffer().hasArray();
  }

  /** Whether the client has come to the end of them, or found that there are none. */
  boolean isTaken() {
    return isTaken;
  }

  /** Whether they lie in this array. */
  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  boolean lieIn(byte[] bytes) {
    return fetched.buffer().array() == bytes;
  }

  @Override
  public Iterable<RecordBatch> batches() {
    return () -> new Runs(fetched.buffer());
  }

  @Override
  public AbstractIterator<RecordBatch> batchIterator() {
    var runs = new Runs(fetched.buffer());
    return new AbstractIterator<>() {
      @Override
      protected RecordBatch makeNext() {
        return runs.hasNext() ? runs.next() : allDone();
      }
    };
  }

  @Override
  public int sizeInBytes() {
    return fetched.sizeInBytes();
  }

  @Override
  public Records slice(int position, int size) {
    return new RecordRuns(fetched.slice(position, size), checksSums);
  }

  @Override
  public int writeTo(TransferableChannel channel, int position, int length) {
    throw new UnsupportedOperationException("what was fetched is not sent on");
  }

  /** The client asks once whether there are any before it begins, which must not cost anything. */
  private final class Runs implements Iterator<RecordBatch> {
    private final ByteBuffer buffer;
    private int at;

    Runs(ByteBuffer buffer) {
      this.buffer = buffer;
      this.at = buffer.position();
    }

    @Override
    public boolean hasNext() {
      boolean is = sizeOfBatch() > 0 || rest().hasNext();
      isTaken |= !is;
      return is;
    }

    @Override
    public RecordBatch next() {
      int start = at;
      int last = start;
      long transaction = RecordBatch.NO_PRODUCER_ID;
      for (int size = sizeOfBatch(); size > 0; size = sizeOfBatch()) {
        long of = transaction();
        boolean belongs = at == start || (of == transaction && at + size - start <= MOST_BYTES);
        if (!belongs || (checksSums && !isWhole(size))) {
          break;
        }
        transaction = of;
        last = at;
        at += size;
      }
      return at == start ? leftToClient() : run(start, last, transaction);
    }

    /** Bytes of the next batch if it may be in a run, or −1. */
    private int sizeOfBatch() {
      if (buffer.limit() - at < BatchFormat.RECORDS) {
        return -1;
      }
      long size = (long) buffer.getInt(at + BatchFormat.LENGTH) + BatchFormat.OVERHEAD;
      boolean fits = size >= BatchFormat.RECORDS && size <= buffer.limit() - at;
      // A batch that compaction has left empty holds no record to hand out.
      return fits
              && buffer.get(at + BatchFormat.MAGIC) == BatchFormat.VERSION
              && (attributes() & BatchFormat.CONTROL) == 0
              && buffer.getInt(at + BatchFormat.COUNT) > 0
              && buffer.getInt(at + BatchFormat.LAST_OFFSET_DELTA) >= 0
          ? (int) size
          : -1;
    }

    private int attributes() {
      return buffer.getShort(at + BatchFormat.ATTRIBUTES);
    }

    private long transaction() {
      boolean isOne = (attributes() & BatchFormat.TRANSACTIONAL) != 0;
      return isOne ? buffer.getLong(at + BatchFormat.PRODUCER_ID) : RecordBatch.NO_PRODUCER_ID;
    }

    private boolean isWhole(int size) {
      long sum =
          Crc32C.compute(
              buffer.array(),
              buffer.arrayOffset() + at + BatchFormat.ATTRIBUTES,
              size - BatchFormat.ATTRIBUTES);
      return sum == Integer.toUnsignedLong(buffer.getInt(at + BatchFormat.CHECKSUM));
    }

    private RecordBatch run(int start, int last, long transaction) {
      return new RecordRun(
          buffer.slice(start, at - start),
          buffer.getLong(start),
          buffer.getLong(last) + buffer.getInt(last + BatchFormat.LAST_OFFSET_DELTA),
          buffer.getLong(last + BatchFormat.MAX_TIMESTAMP),
          buffer.getInt(last + BatchFormat.LEADER_EPOCH),
          transaction);
    }

    private RecordBatch leftToClient() {
      var batch = rest().next();
      at += batch.sizeInBytes();
      return batch;
    }

    private Iterator<MutableRecordBatch> rest() {
      return MemoryRecords.readableRecords(buffer.slice(at, buffer.limit() - at)).batchIterator();
    }
  }
}
