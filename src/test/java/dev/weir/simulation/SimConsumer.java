package dev.weir.simulation;

import dev.weir.kafka.fetch.Runs;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A member of the group; what a poll brings is said before it. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // There is one thread.
class SimConsumer extends MockConsumer<ByteBuffer, ByteBuffer> {
  private final SimBroker broker;
  private final SimClock clock;
  private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
  private final Set<TopicPartition> paused = new HashSet<>();
  private @Nullable ConsumerRebalanceListener listener;
  private Poll next = new Poll(10, 0, 10);
  private int pollsUnaware;
  private boolean isExpelled;
  private boolean isTroubled;

  /**
   * What the next poll brings.
   *
   * @param max records at most
   * @param again so many are delivered again, in another order if the number is odd
   * @param tookMs how long it takes
   */
  record Poll(int max, int again, int tookMs) {}

  SimConsumer(SimBroker broker, SimClock clock) {
    super("none");
    this.broker = broker;
    this.clock = clock;
    broker.join(this);
  }

  void expect(Poll poll) {
    next = poll;
  }

  /** The next poll fails as it does when a broker is lost. */
  void fail() {
    isTroubled = true;
  }

  /** The group goes on without it, and it does not hear of that for so many polls. */
  void fallOut(int polls) {
    broker.expel(this);
    isExpelled = true;
    pollsUnaware = polls;
  }

  /** It hears of everything from now on. */
  void wake() {
    pollsUnaware = 0;
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener toTell) {
    listener = toTell;
  }

  @Override
  public ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration timeout) {
    clock.pass(Duration.ofMillis(Math.min(next.tookMs(), timeout.toMillis())));
    if (!isExpelled || pollsUnaware-- <= 0) {
      hearFromGroup();
    }
    if (isTroubled) {
      isTroubled = false;
      throw new KafkaException("a broker went away");
    }
    return fetch();
  }

  private void hearFromGroup() {
    var told = listener;
    if (told == null) {
      throw new IllegalStateException("not subscribed");
    }
    if (isExpelled) {
      isExpelled = false;
      var lost = List.copyOf(positions.keySet());
      forget(lost);
      told.onPartitionsLost(lost);
      broker.join(this);
    }
    var revoked = broker.toRevoke(this);
    if (!revoked.isEmpty()) {
      told.onPartitionsRevoked(revoked);
      forget(revoked);
      broker.released(revoked);
    }
    var taken = broker.take(this);
    if (!taken.isEmpty() || !revoked.isEmpty()) {
      taken.forEach(partition -> positions.put(partition, -1L));
      told.onPartitionsAssigned(taken);
    }
  }

  private void forget(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
    paused.removeAll(partitions);
  }

  private ConsumerRecords<ByteBuffer, ByteBuffer> fetch() {
    var batches = new HashMap<TopicPartition, List<ConsumerRecord<ByteBuffer, ByteBuffer>>>();
    var nexts = new HashMap<TopicPartition, OffsetAndMetadata>();
    var outOfRange = new HashMap<TopicPartition, Long>();
    int left = next.max();
    for (var partition : List.copyOf(positions.keySet())) {
      long position = position(partition);
      var log = broker.log(partition);
      if (paused.contains(partition)) {
        continue;
      }
      if (position < log.start()) {
        position = beforeStart(partition, position, log.start());
      }
      if (position < log.start() || position > log.end()) {
        outOfRange.put(partition, position);
        continue;
      }
      var batch = new ArrayList<ConsumerRecord<ByteBuffer, ByteBuffer>>();
      while (position < log.end() && left > 0) {
        var record = read(log, position++);
        if (record != null) {
          batch.add(record);
          left--;
        }
      }
      if (position > position(partition)) {
        var polled = next.again() == 0 ? inRun(partition, batch, log) : batch;
        deliverAgain(polled, log, position(partition));
        positions.put(partition, position);
        batches.put(partition, polled);
        nexts.put(partition, new OffsetAndMetadata(position));
      }
    }
    batches.values().removeIf(List::isEmpty);
    if (batches.isEmpty() && !outOfRange.isEmpty()) {
      throw new OffsetOutOfRangeException(outOfRange);
    }
    return new ConsumerRecords<>(batches, nexts);
  }

  /** Where it goes on when records were gone: there, so that the loop is told. */
  long beforeStart(TopicPartition partition, long position, long start) {
    return position;
  }

  /** The record that is delivered of an offset; null for none. */
  @Nullable ConsumerRecord<ByteBuffer, ByteBuffer> read(SimLog log, long offset) {
    return log.counting(offset);
  }

  /** As clients that hand out batches do; the first may begin before what was asked for. */
  private List<ConsumerRecord<ByteBuffer, ByteBuffer>> inRun(
      TopicPartition partition, List<ConsumerRecord<ByteBuffer, ByteBuffer>> batch, SimLog log) {
    if (batch.isEmpty()) {
      return batch;
    }
    var whole = new ArrayList<ConsumerRecord<ByteBuffer, ByteBuffer>>();
    long asked = position(partition);
    for (long at = Math.max(asked - next.max() % 4, log.start()); at < asked; at++) {
      var before = read(log, at);
      if (before != null) {
        whole.add(before);
      }
    }
    whole.addAll(batch);
    return Runs.polled(partition, whole, next.max() % 3 == 0);
  }

  private void deliverAgain(
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> batch, SimLog log, long before) {
    var again = new ArrayList<ConsumerRecord<ByteBuffer, ByteBuffer>>();
    for (long offset = Math.max(before - next.again(), log.start()); offset < before; offset++) {
      var record = read(log, offset);
      if (record != null) {
        again.add(record);
      }
    }
    if (next.again() % 2 == 1) {
      Collections.reverse(again);
    }
    batch.addAll(next.again() % 3 == 0 ? batch.size() : 0, again);
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    requireHeld(partition);
    positions.put(partition, offset);
  }

  @Override
  public long position(TopicPartition partition) {
    requireHeld(partition);
    return positions.getOrDefault(partition, -1L);
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    partitions.forEach(this::requireHeld);
    paused.addAll(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    partitions.forEach(this::requireHeld);
    paused.removeAll(partitions);
  }

  private void requireHeld(TopicPartition partition) {
    if (!positions.containsKey(partition)) {
      throw new IllegalStateException("partition " + partition + " is not assigned");
    }
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.copyOf(positions.keySet());
  }

  @Override
  public Set<TopicPartition> paused() {
    return Set.copyOf(paused);
  }

  @Override
  public void commitAsync(
      Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
    if (!isExpelled) {
      broker.commit(offsets);
    }
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
    if (isExpelled) {
      throw new KafkaException("not a member of the group");
    }
    broker.commit(offsets);
  }

  @Override
  public void close(CloseOptions options) {
    broker.expel(this);
  }

  @Override
  public void wakeup() {}

  SimBroker broker() {
    return broker;
  }
}
