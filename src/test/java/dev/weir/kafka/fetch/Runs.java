package dev.weir.kafka.fetch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.BufferSupplier;

/** Records as a consumer that was made by {@link RunsConsumer} hands them out. */
public final class Runs {
  private static final TopicPartition PARTITION = new TopicPartition("topic", 3);

  private Runs() {}

  /** What a poll brings of what was fetched: what is in runs, and what is not, one by one. */
  public static List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled(
      TopicPartition partition, MemoryRecords fetched) {
    var polled = new ArrayList<ConsumerRecord<ByteBuffer, ByteBuffer>>();
    for (var batch : new RecordRuns(fetched, true).batches()) {
      polled.addAll(polled(partition, batch));
    }
    return polled;
  }

  /** The same of records that are in one batch, in the order of their offsets. */
  public static List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled(
      TopicPartition partition,
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> records,
      boolean isCompressed) {
    var codec = Compression.of(isCompressed ? CompressionType.LZ4 : CompressionType.NONE).build();
    long base = records.getFirst().offset();
    try (var batch =
        MemoryRecords.builder(
            ByteBuffer.allocate(1 << 10), codec, TimestampType.CREATE_TIME, base)) {
      for (var record : records) {
        batch.appendWithOffset(
            record.offset(),
            record.timestamp(),
            record.key(),
            record.value(),
            record.headers().toArray());
      }
      return polled(partition, batch.build());
    }
  }

  /** What a consumer makes of a batch or a run. */
  static List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled(
      TopicPartition partition, RecordBatch batch) {
    var polled = new ArrayList<ConsumerRecord<ByteBuffer, ByteBuffer>>();
    try (var records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
      while (records.hasNext()) {
        var record = records.next();
        polled.add(
            new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                record.offset(),
                record.timestamp(),
                batch.timestampType(),
                record.keySize(),
                record.valueSize(),
                record.key(),
                record.value(),
                new RecordHeaders(record.headers()),
                Optional.empty()));
      }
    }
    return polled;
  }

  /** A view of each of the records. */
  public static List<FetchedRecord> views(MemoryRecords fetched) {
    var polled = polled(PARTITION, fetched);
    var views = new ArrayList<FetchedRecord>();
    var cursor = at(polled, 0);
    while (cursor.next()) {
      views.add(cursor.record());
      cursor = at(polled, views.size());
    }
    return views;
  }

  /** A view of a record that the client has read. */
  public static FetchedRecord view(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    var view = new FetchedRecord();
    view.set(record);
    return view;
  }

  private static RecordCursor at(List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled, int passed) {
    var cursor = new RecordCursor();
    cursor.over(polled);
    for (int i = 0; i < passed; i++) {
      cursor.next();
    }
    return cursor;
  }
}
