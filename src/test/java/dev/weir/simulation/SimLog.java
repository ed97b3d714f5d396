package dev.weir.simulation;

import dev.weir.flow.Events;
import dev.weir.flow.PartitionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** The log of one partition, with records that are no more, transactions and their markers. */
final class SimLog {
  private static final int HOUR_MS = 3_600_000;

  private final PartitionId id;
  private final Topology topology;
  private final List<Entry> entries = new ArrayList<>();
  private @Nullable Transaction open;
  private long start;

  /** Records belong together and are seen when it is clear whether they count. */
  private static final class Transaction {
    final long first;
    boolean isAborted;

    Transaction(long first) {
      this.first = first;
    }
  }

  private record Entry(
      @Nullable ConsumerRecord<ByteBuffer, ByteBuffer> record, @Nullable Transaction transaction) {
    boolean counts() {
      return record != null && (transaction == null || !transaction.isAborted);
    }
  }

  SimLog(PartitionId id, Topology topology) {
    this.id = id;
    this.topology = topology;
  }

  /** The first offset that is still there. */
  long start() {
    return start;
  }

  /** Behind the last record that may be read: what is behind an open transaction may not. */
  long end() {
    return open == null ? entries.size() : open.first;
  }

  void append(int count) {
    for (int added = 0; added < count; added++) {
      entries.add(new Entry(record(entries.size()), null));
    }
  }

  /** Records of a transaction that is open, or is opened by them, among those of others. */
  void appendToTransaction(int count) {
    var transaction = open;
    if (transaction == null) {
      transaction = new Transaction(entries.size());
      open = transaction;
    }
    for (int added = 0; added < count; added++) {
      boolean isOthers = added % 3 == 2;
      entries.add(new Entry(record(entries.size()), isOthers ? null : transaction));
    }
  }

  /** Ends the open transaction by a marker, which takes an offset. */
  void endTransaction(boolean isAborted) {
    if (open != null) {
      open.isAborted = isAborted;
      open = null;
      entries.add(new Entry(null, null));
    }
  }

  /** Lets the oldest records go; never those that nobody may read yet. */
  void retainFrom(long offset) {
    start = Math.clamp(offset, start, end());
  }

  /** The record at an offset if it counts. */
  @Nullable ConsumerRecord<ByteBuffer, ByteBuffer> counting(long offset) {
    var entry = entries.get((int) offset);
    return entry.counts() ? entry.record : null;
  }

  boolean isCounting(long offset) {
    return entries.get((int) offset).counts();
  }

  /** The record at an offset whether it counts or not; null for a marker. */
  @Nullable ConsumerRecord<ByteBuffer, ByteBuffer> any(long offset) {
    return entries.get((int) offset).record;
  }

  private ConsumerRecord<ByteBuffer, ByteBuffer> record(long offset) {
    var random = new Random(topology.seed() * 31 + id.hashCode() * 1_000_003L + offset);
    random.nextInt();
    long recordMs = Events.START / 1000 + offset * 150 + random.nextInt(100);
    long timeMs = recordMs - random.nextInt(40);
    if (random.nextInt(20) == 0) {
      timeMs -= random.nextInt(90_000);
    }
    if (topology.isRogue() && random.nextInt(12) == 0) {
      timeMs += random.nextInt(-6 * HOUR_MS, HOUR_MS);
    }
    var headers = new RecordHeaders();
    add(headers, "time", random.nextInt(30) == 0 ? "soon" : Long.toString(timeMs));
    if (random.nextInt(3) > 0) {
      add(headers, "trace", random.nextInt(20) == 0 ? "\u0001" : "trace-" + random.nextInt(999));
    }
    if (random.nextInt(3) > 0) {
      long parentMs = timeMs - (long) Math.exp(random.nextDouble() * 9) + 5;
      // A UUID of version 7 begins with its time.
      var parent = new UUID(parentMs << 16 | 0x7000L, Long.MIN_VALUE | random.nextInt(1 << 20));
      add(headers, "parent", parent.toString());
      add(headers, "origin", Long.toString(parentMs - random.nextInt(1_000)));
    }
    if (random.nextInt(10) > 0) {
      add(headers, "id", new UUID(timeMs << 16 | 0x7000L, Long.MIN_VALUE | offset).toString());
    }
    var key = random.nextInt(40) == 0 ? null : bytes("key-" + random.nextInt(topology.keys()));
    var value = ByteBuffer.allocate(random.nextInt(300));
    return new ConsumerRecord<>(
        id.topic(),
        id.partition(),
        offset,
        recordMs,
        TimestampType.CREATE_TIME,
        key == null ? -1 : key.remaining(),
        value.remaining(),
        key,
        value,
        headers,
        Optional.empty());
  }

  private static void add(RecordHeaders headers, String name, String text) {
    headers.add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
