package dev.weir.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads the last records of logs, in bounded memory, and gives up on a log that does not come. */
final class LastRecords {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Fewer records are kept of a partition when they are this large together. */
  private static final long MAX_BYTES = 64L << 20;

  /** How often a range of offsets is widened because it held fewer records than wanted. */
  private static final int MAX_WIDENINGS = 4;

  private final Consumer<ByteBuffer, ByteBuffer> consumer;

  /** Reads with this consumer, whose assignment it changes. */
  LastRecords(Consumer<ByteBuffer, ByteBuffer> consumer) {
    this.consumer = consumer;
  }

  /**
   * The log of a partition.
   *
   * @param start its first offset
   * @param end the offset behind its last committed record
   */
  record Log(TopicPartition partition, long start, long end) {
    /** How many offsets it spans; with compaction and markers, more than it has records. */
    long length() {
      return end - start;
    }
  }

  /** The logs of a topic, the shortest first. */
  List<Log> logs(String topic, int partitions) {
    var all = new ArrayList<TopicPartition>();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(new TopicPartition(topic, partition));
    }
    var starts = consumer.beginningOffsets(all, PATIENCE);
    var ends = consumer.endOffsets(all, PATIENCE);
    return all.stream()
        .map(
            partition ->
                new Log(
                    partition,
                    starts.getOrDefault(partition, 0L),
                    ends.getOrDefault(partition, 0L)))
        .sorted(Comparator.comparingLong(Log::length))
        .toList();
  }

  /** The last records of a log, oldest first; markers make it look further back. */
  Collection<ConsumerRecord<ByteBuffer, ByteBuffer>> of(Log log, int wanted) {
    var last = new ArrayDeque<ConsumerRecord<ByteBuffer, ByteBuffer>>();
    if (wanted == 0 || log.length() <= 0) {
      return last;
    }
    long width = wanted;
    for (int widening = 0; widening <= MAX_WIDENINGS; widening++) {
      long from = Math.max(log.start(), log.end() - width);
      last.clear();
      boolean all = read(log, from, wanted, last);
      if (all || last.size() == wanted || from == log.start()) {
        break;
      }
      width *= 4;
    }
    return last;
  }

  /** Reads from an offset to the end; says whether there was more than could be kept. */
  private boolean read(
      Log log, long from, int wanted, Deque<ConsumerRecord<ByteBuffer, ByteBuffer>> into) {
    consumer.assign(List.of(log.partition()));
    consumer.seek(log.partition(), from);
    long lastProgress = System.nanoTime();
    long position = from;
    long bytes = 0;
    boolean full = false;
    long corrupt = -1;
    while (position < log.end() && System.nanoTime() - lastProgress < PATIENCE.toNanos()) {
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled = List.of();
      try {
        polled = consumer.poll(POLL).records(log.partition());
      } catch (KafkaException e) {
        // As in the ingest: the second failure at an offset is no matter of the network.
        long at = consumer.position(log.partition(), PATIENCE);
        if (CorruptRecord.partitionOf(e).isEmpty()) {
          throw e;
        }
        if (at == corrupt) {
          consumer.seek(log.partition(), at + 1);
        }
        corrupt = at;
      }
      for (var record : polled) {
        if (record.offset() < log.end()) {
          into.addLast(record);
          bytes += size(record);
          while (into.size() > wanted || (bytes > MAX_BYTES && into.size() > 1)) {
            bytes -= size(into.removeFirst());
            full = true;
          }
        }
      }
      long reached = consumer.position(log.partition(), PATIENCE);
      if (reached > position) {
        position = reached;
        lastProgress = System.nanoTime();
      }
    }
    return full;
  }

  private static long size(ConsumerRecord<?, ?> record) {
    return (long) Math.max(record.serializedKeySize(), 0)
        + Math.max(record.serializedValueSize(), 0);
  }
}
