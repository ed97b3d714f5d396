package dev.weir.kafka.fetch;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * Batches that follow each other, which the client takes for one batch with a single record: that
 * of the last offset, with all of their bytes as its value. So it moves on as it would have, and
 * hands out the bytes. Either none of the batches is of a transaction, or all are of the same one.
 */
final class RecordRun implements RecordBatch {
  /** The key of what the client hands out of a run; it is known by being this very buffer. */
  static final ByteBuffer KEY = ByteBuffer.allocate(0);

  private final ByteBuffer bytes;
  private final long baseOffset;
  private final long lastOffset;
  private final long maxTimestamp;
  private final int leaderEpoch;
  private final long transaction;

  /**
   * A run.
   *
   * @param bytes of whole batches, from position to limit
   * @param maxTimestamp of the last batch
   * @param leaderEpoch of the last batch, with which the client asks whether the log was truncated
   * @param transaction id of the producer whose transaction it is, or {@link
   *     RecordBatch#NO_PRODUCER_ID}
   */
  RecordRun(
      ByteBuffer bytes,
      long baseOffset,
      long lastOffset,
      long maxTimestamp,
      int leaderEpoch,
      long transaction) {
    this.bytes = bytes;
    this.baseOffset = baseOffset;
    this.lastOffset = lastOffset;
    this.maxTimestamp = maxTimestamp;
    this.leaderEpoch = leaderEpoch;
    this.transaction = transaction;
  }

  @Override
  public CloseableIterator<Record> streamingIterator(BufferSupplier supplier) {
    return CloseableIterator.wrap(iterator());
  }

  @Override
  public Iterator<Record> iterator() {
    return List.<Record>of(new Whole()).iterator();
  }

  @Override
  public boolean isValid() {
    return true;
  }

  /** Sums were compared before batches were made a run of. */
  @Override
  public void ensureValid() {}

  @Override
  public long checksum() {
    throw new UnsupportedOperationException("each of its batches has one");
  }

  @Override
  public long maxTimestamp() {
    return maxTimestamp;
  }

  @Override
  public TimestampType timestampType() {
    return TimestampType.CREATE_TIME;
  }

  @Override
  public long baseOffset() {
    return baseOffset;
  }

  @Override
  public long lastOffset() {
    return lastOffset;
  }

  @Override
  public long nextOffset() {
    return lastOffset + 1;
  }

  @Override
  public byte magic() {
    return BatchFormat.VERSION;
  }

  @Override
  public long producerId() {
    return transaction;
  }

  @Override
  public short producerEpoch() {
    return NO_PRODUCER_EPOCH;
  }

  @Override
  public boolean hasProducerId() {
    return transaction > NO_PRODUCER_ID;
  }

  @Override
  public int baseSequence() {
    return NO_SEQUENCE;
  }

  @Override
  public int lastSequence() {
    return NO_SEQUENCE;
  }

  @Override
  public CompressionType compressionType() {
    return CompressionType.NONE;
  }

  @Override
  public int sizeInBytes() {
    return bytes.remaining();
  }

  @Override
  public @Nullable Integer countOrNull() {
    return null;
  }

  @Override
  public boolean isCompressed() {
    return false;
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    buffer.put(bytes.duplicate());
  }

  @Override
  public boolean isTransactional() {
    return hasProducerId();
  }

  @Override
  public OptionalLong deleteHorizonMs() {
    return OptionalLong.empty();
  }

  @Override
  public int partitionLeaderEpoch() {
    return leaderEpoch;
  }

  @Override
  public boolean isControlBatch() {
    return false;
  }

  /** What the client takes for the only record. */
  private final class Whole implements Record {
    @Override
    public long offset() {
      return lastOffset;
    }

    @Override
    public int sequence() {
      return NO_SEQUENCE;
    }

    @Override
    public int sizeInBytes() {
      return bytes.remaining();
    }

    @Override
    public long timestamp() {
      return maxTimestamp;
    }

    @Override
    public void ensureValid() {}

    @Override
    public int keySize() {
      return 0;
    }

    @Override
    public boolean hasKey() {
      return true;
    }

    @Override
    public ByteBuffer key() {
      return KEY;
    }

    @Override
    public int valueSize() {
      return bytes.remaining();
    }

    @Override
    public boolean hasValue() {
      return true;
    }

    @Override
    public ByteBuffer value() {
      return bytes;
    }

    @Override
    public boolean hasMagic(byte magic) {
      return magic == BatchFormat.VERSION;
    }

    @Override
    public boolean isCompressed() {
      return false;
    }

    @Override
    public boolean hasTimestampType(TimestampType type) {
      return type == TimestampType.CREATE_TIME;
    }

    @Override
    public Header[] headers() {
      return EMPTY_HEADERS;
    }
  }
}
