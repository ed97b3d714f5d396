package dev.weir.kafka;

import dev.weir.ledger.IdWords;
import dev.weir.trace.PackedId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A consumer over logs in memory, with the times and gaps that real ones have, and the clock by
 * which it takes its time.
 */
final class LogMock extends MockConsumer<ByteBuffer, ByteBuffer> implements LoopClock {
  private final Map<TopicPartition, NavigableMap<Long, ConsumerRecord<ByteBuffer, ByteBuffer>>>
      logs = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** What next polls do instead. */
  final Deque<Supplier<ConsumerRecords<ByteBuffer, ByteBuffer>>> instead = new ArrayDeque<>();

  /** Whether the brokers say nothing any more. */
  volatile boolean isDead;

  volatile boolean isWoken;

  int perPoll = 500;
  Duration pollTakes = Duration.ofMillis(1);
  long nanos;
  long restedNanos;
  int polls;

  LogMock() {
    super("none");
  }

  /** Appends a record, and returns its offset. */
  long add(TopicPartition partition, long timeMs, String body) {
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    var value = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
    put(partition, offset, timeMs, value);
    return offset;
  }

  void put(TopicPartition partition, long offset, long timeMs, ByteBuffer value) {
    var record =
        new ConsumerRecord<ByteBuffer, ByteBuffer>(
            partition.topic(),
            partition.partition(),
            offset,
            timeMs,
            TimestampType.CREATE_TIME,
            -1,
            value.remaining(),
            null,
            value,
            new RecordHeaders(),
            Optional.empty());
    log(partition).put(offset, record);
    ends.merge(partition, offset + 1, Math::max);
    var all = new ArrayList<PartitionInfo>();
    ends.keySet().stream()
        .filter(other -> other.topic().equals(partition.topic()))
        .forEach(
            other ->
                all.add(new PartitionInfo(other.topic(), other.partition(), null, null, null)));
    updatePartitions(partition.topic(), all);
  }

  private NavigableMap<Long, ConsumerRecord<ByteBuffer, ByteBuffer>> log(TopicPartition partition) {
    return logs.computeIfAbsent(partition, _ -> new TreeMap<>());
  }

  /** Leaves offsets without records, as compaction, markers and aborted records do. */
  void skip(TopicPartition partition, int offsets) {
    ends.merge(partition, (long) offsets, Long::sum);
  }

  /** As the real one does when it had no assignment; its model keeps partitions paused for ever. */
  @Override
  public synchronized void assign(Collection<TopicPartition> partitions) {
    super.assign(partitions);
    resume(paused());
  }

  static String id(int number) {
    return "id-" + number;
  }

  static String body(int number, int parent, String trace) {
    return "{\"id\":\"%s\",\"causation_id\":\"%s\",\"trace_id\":\"%s\",\"ok\":\"%s\"}"
        .formatted(id(number), id(parent), trace, number % 2 == 0 ? "yes" : "no");
  }

  static IdWords wanted(String text) {
    var packed = new PackedId();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    packed.set(bytes, 0, bytes.length);
    return new IdWords(packed.word0, packed.word1, packed.word2);
  }

  @Override
  public synchronized ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
    polls++;
    nanos += pollTakes.toNanos();
    if (!instead.isEmpty()) {
      return instead.remove().get();
    }
    if (isDead) {
      nanos += timeout.toNanos();
      return emptyPoll();
    }
    var records = new HashMap<TopicPartition, List<ConsumerRecord<ByteBuffer, ByteBuffer>>>();
    var next = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (var partition : assignment()) {
      long from = position(partition);
      long end = ends.getOrDefault(partition, 0L);
      if (paused().contains(partition) || from >= end || !next.isEmpty()) {
        continue;
      }
      var batch = log(partition).tailMap(from, true).values().stream().limit(perPoll).toList();
      long reached = batch.size() < perPoll ? end : batch.getLast().offset() + 1;
      if (!batch.isEmpty()) {
        records.put(partition, batch);
      }
      next.put(partition, new OffsetAndMetadata(reached));
      seek(partition, reached);
    }
    if (next.isEmpty()) {
      nanos += timeout.toNanos();
    }
    return new ConsumerRecords<>(records, next);
  }

  /** Comes from another thread while one polls. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public void wakeup() {
    isWoken = true;
  }

  @Override
  public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
      Map<TopicPartition, Long> times, Duration timeout) {
    answer(timeout);
    var found = new HashMap<TopicPartition, OffsetAndTimestamp>();
    times.forEach(
        (partition, time) ->
            found.put(
                partition,
                log(partition).values().stream()
                    .filter(record -> record.timestamp() >= time)
                    .findFirst()
                    .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
                    .orElse(null)));
    return found;
  }

  @Override
  public synchronized Map<TopicPartition, Long> endOffsets(
      Collection<TopicPartition> partitions, Duration timeout) {
    answer(timeout);
    var found = new HashMap<TopicPartition, Long>();
    partitions.forEach(partition -> found.put(partition, ends.get(partition)));
    return found;
  }

  private void answer(Duration timeout) {
    if (isDead) {
      nanos += timeout.toNanos();
      throw new TimeoutException("no answer within " + timeout.toMillis() + " ms");
    }
  }

  /** What a poll returns that brought nothing. */
  ConsumerRecords<ByteBuffer, ByteBuffer> emptyPoll() {
    return new ConsumerRecords<>(Map.of(), Map.of());
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void pause(Duration time) {
    restedNanos += time.toNanos();
    nanos += time.toNanos();
  }
}
