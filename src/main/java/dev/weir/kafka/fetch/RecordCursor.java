package dev.weir.kafka.fetch;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Goes through what one poll brought of a partition, record by record, whether the client hands out
 * runs of batches (see {@link RunsConsumer}) or records. One for each poll thread; not thread-safe.
 */
public final class RecordCursor {
  private final FetchedRecord record = new FetchedRecord();
  private final RunReader run = new RunReader(record);
  private List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled = List.of();
  private int at;

  /** Before nothing. */
  public RecordCursor() {}

  /**
   * Goes before the first record.
   *
   * @param records as they were polled, all of one partition
   */
  public void over(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
    polled = records;
    at = 0;
    run.release();
  }

  /** Moves {@link #record} on; false behind the last. */
  public boolean next() {
    while (!run.next()) {
      if (at >= polled.size()) {
        return false;
      }
      var next = polled.get(at++);
      if (!isRun(next)) {
        record.set(next);
        return true;
      }
      record.belongsTo(next.topic(), next.partition());
      run.start(next.value());
    }
    return true;
  }

  /** The record it is on; the same view each time. */
  public FetchedRecord record() {
    return record;
  }

  /** How many records there are in all, damaged ones included. */
  public long count() {
    long count = 0;
    for (int i = 0; i < polled.size(); i++) {
      count += isRun(polled.get(i)) ? records(polled.get(i).value()) : 1;
    }
    return count;
  }

  /** Lets go of what was polled. */
  public void release() {
    polled = List.of();
    at = 0;
    run.release();
    record.release();
  }

  @SuppressWarnings("ReferenceEquality") // This very buffer is what tells.
  private static boolean isRun(ConsumerRecord<ByteBuffer, ByteBuffer> polled) {
    return polled.key() == RecordRun.KEY;
  }

  private static long records(ByteBuffer run) {
    long count = 0;
    int start = run.position();
    while (start < run.limit()) {
      count += run.getInt(start + BatchFormat.COUNT);
      start += run.getInt(start + BatchFormat.LENGTH) + BatchFormat.OVERHEAD;
    }
    return count;
  }
}
