package dev.weir.kafka;

import static dev.weir.monitor.Field.field;

import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.PartitionOwner;
import dev.weir.monitor.PartitionOwner.Step;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that a poll loop holds: takes them over, loads their state, finds where to read
 * on, and hands them over. Used on the loop's thread only; answers of the store and the brokers
 * come back through a mailbox that the loop empties between polls.
 */
final class Assignments implements ConsumerRebalanceListener {
  private static final Logger LOG = Logger.getLogger(Assignments.class);
  private static final long MAX_RETRY_MS = 2_000;
  private static final Duration BLOCKED_RETRY = Duration.ofSeconds(30);

  /** Loads on their way at a time: the store's client has few places for calls. */
  private static final int MAX_LOADS = 6;

  private final String loop;
  private final Consumer<?, ?> consumer;
  private final Settings settings;
  private final IngestLoop.IngestPorts ports;
  private final IngestBoard board;
  private final IngestTally tally;
  private final Committer committer;
  private final SnapshotCodec codec = new SnapshotCodec();
  private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();
  private final Queue<OwnedPartition> toLoad = new ArrayDeque<>();
  private int loading;
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();

  Assignments(
      String loop,
      Consumer<?, ?> consumer,
      Settings settings,
      IngestLoop.IngestPorts ports,
      IngestBoard board,
      IngestTally tally) {
    this.loop = loop;
    this.consumer = consumer;
    this.settings = settings;
    this.ports = ports;
    this.board = board;
    this.tally = tally;
    this.committer = new Committer(ports.store(), board, ports.clock(), mailbox::add);
  }

  /** The partition, if it is held and its state is loaded. */
  @Nullable OwnedPartition reading(TopicPartition partition) {
    var target = owned.get(partition);
    return target != null && target.owner.isReading() ? target : null;
  }

  /** Runs what has come back, and tries again what is due. */
  void answers(long nowNanos) {
    for (var task = mailbox.poll(); task != null; task = mailbox.poll()) {
      task.run();
    }
    retry(nowNanos);
  }

  /** Shows readers what was read since the last call. */
  void show() {
    for (var target : owned.values()) {
      if (target.owner.isReading()) {
        publish(target);
      }
    }
  }

  /** Commits what was shown. */
  void commit(long nowNanos) {
    var reading = new ArrayList<PartitionOwner>();
    for (var target : owned.values()) {
      if (target.owner.isReading()) {
        reading.add(target.owner);
      }
    }
    committer.commit(reading, nowNanos, this::committed);
    committer.commitToGroup(consumer, owned.values(), nowNanos);
  }

  private void committed(PartitionOwner owner, Step step) {
    var target = owned.get(TopicAdmin.kafka(owner.id()));
    // The partition may have left, and even come back to a new owner, while the commit was away.
    if (target != null && target.owner == owner) {
      follow(target, step);
    }
  }

  private void publish(OwnedPartition target) {
    var snapshot = target.owner.refresh();
    if (snapshot != null) {
      board.publish(target.owner.id(), snapshot);
    }
    board.counted(target.owner.id(), target.countedUpTo);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    board.assigned(loop);
    for (var partition : partitions) {
      var stage = settings.pipeline().stageOf(partition.topic());
      if (stage.isEmpty()) {
        continue;
      }
      var id = new PartitionId(partition.topic(), partition.partition());
      var shape = StageShape.of(settings.pipeline(), stage.get(), settings.keyLimit());
      boolean isLast = stage.get().equals(settings.pipeline().stages().getLast());
      var target =
          new OwnedPartition(
              partition,
              new PartitionOwner(id, shape, codec),
              tally.cells(stage.get(), partition.topic(), isLast),
              board.countedUpTo(id));
      owned.put(partition, target);
      consumer.pause(List.of(partition));
      // Any position will do while paused: without one the consumer would ask for a reset policy.
      consumer.seek(partition, 0);
      load(target);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    var leaving = new ArrayList<PartitionOwner>();
    for (var partition : partitions) {
      var target = owned.get(partition);
      if (target != null && target.owner.isReading()) {
        publish(target);
        leaving.add(target.owner);
      }
    }
    committer.handOver(leaving);
    onPartitionsLost(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    for (var partition : partitions) {
      var target = owned.remove(partition);
      if (target != null) {
        board.counted(target.owner.id(), target.countedUpTo);
        board.withdraw(target.owner.id());
      }
    }
  }

  private void follow(OwnedPartition target, Step step) {
    var id = target.owner.id();
    switch (step) {
      case Step.Continue _ -> {}
      case Step.Seek seek -> {
        if (!seek.reset().isEmpty()) {
          LOG.warnv(
              "definition changed: figures start over",
              field("partition", id),
              field("figures", seek.reset()));
        }
        target.failures = 0;
        consumer.seek(target.topicPartition, seek.offset());
        consumer.resume(List.of(target.topicPartition));
        publish(target);
      }
      case Step.FindStart _ -> findStart(target);
      case Step.Reload _ -> {
        consumer.pause(List.of(target.topicPartition));
        LOG.infov("loading the stored state again", field("partition", id));
        retryLater(target);
      }
      case Step.Blocked blocked -> {
        LOG.errorv(
            "partition is not read", field("partition", id), field("detail", blocked.reason()));
        board.block(id, blocked.reason());
        // Somebody may remove the snapshot, as the reason says.
        target.retryAtNanos = System.nanoTime() + BLOCKED_RETRY.toNanos();
      }
    }
  }

  private void load(OwnedPartition target) {
    toLoad.add(target);
    startLoads();
  }

  private void startLoads() {
    while (loading < MAX_LOADS && !toLoad.isEmpty()) {
      var target = toLoad.remove();
      if (owned.get(target.topicPartition) == target) {
        loading++;
        ports
            .store()
            .load(target.owner.id())
            .onFailure()
            .recoverWithItem(failure -> new SnapshotStore.Load.Unavailable(String.valueOf(failure)))
            .subscribe()
            .with(loaded -> mailbox.add(() -> finishLoad(target, loaded)));
      }
    }
  }

  private void finishLoad(OwnedPartition target, SnapshotStore.Load loaded) {
    loading--;
    if (owned.get(target.topicPartition) == target) {
      loaded(target, loaded);
    }
    startLoads();
  }

  private void loaded(OwnedPartition target, SnapshotStore.Load loaded) {
    var now = ports.clock().instant();
    if (loaded instanceof SnapshotStore.Load.Unavailable unavailable) {
      board.storeDown(unavailable.detail(), now);
      retryLater(target);
      return;
    }
    board.storeUp(now);
    follow(target, target.owner.loaded(loaded));
  }

  private void findStart(OwnedPartition target) {
    ports
        .starts()
        .startOf(target.owner.id())
        .whenComplete(
            (offset, failure) ->
                reply(
                    target,
                    () -> {
                      if (failure == null) {
                        follow(target, target.owner.startAt(offset));
                      } else {
                        retryLater(target);
                      }
                    }));
  }

  /** Offsets are not in the log (any more): asks where it begins and ends, then goes on there. */
  void outOfRange(OffsetOutOfRangeException failure) {
    var truncated =
        failure instanceof LogTruncationException truncation
            ? truncation.divergentOffsets()
            : Map.<TopicPartition, OffsetAndMetadata>of();
    for (var partition : failure.offsetOutOfRangePartitions().keySet()) {
      var target = reading(partition);
      if (target == null || target.checkingRange) {
        continue;
      }
      var divergent = truncated.get(partition);
      if (divergent != null) {
        restart(target, divergent.offset());
      } else {
        checkRange(target);
      }
    }
  }

  private void checkRange(OwnedPartition target) {
    long from = target.owner.nextOffset();
    target.checkingRange = true;
    consumer.pause(List.of(target.topicPartition));
    ports
        .starts()
        .range(target.owner.id())
        .whenComplete(
            (range, failure) ->
                reply(
                    target,
                    () -> {
                      target.checkingRange = false;
                      // A reload meanwhile has found another place to go on, and will seek there.
                      if (target.owner.isReading()) {
                        if (failure == null && target.owner.nextOffset() == from) {
                          goOn(target, range);
                        }
                        consumer.resume(List.of(target.topicPartition));
                      }
                    }));
  }

  private void goOn(OwnedPartition target, StartOffsets.Range range) {
    var owner = target.owner;
    long from = owner.nextOffset();
    if (from < range.start()) {
      LOG.warnv(
          "records were gone before they could be read",
          field("partition", owner.id()),
          field("from", from),
          field("to", range.start()));
      owner.skipTo(range.start());
      consumer.seek(target.topicPartition, owner.nextOffset());
    } else if (from > range.end()) {
      restart(target, range.start());
    } else {
      consumer.seek(target.topicPartition, from);
    }
  }

  /** The log is not the one that was read: it was truncated, or its topic recreated. */
  private void restart(OwnedPartition target, long offset) {
    LOG.warnv(
        "log is shorter than what was read: topic recreated or truncated",
        field("partition", target.owner.id()),
        field("read_to", target.owner.nextOffset()),
        field("going_on_at", offset));
    target.owner.restartAt(offset);
    target.countedUpTo = offset;
    board.countAgainFrom(target.owner.id(), offset);
    consumer.seek(target.topicPartition, offset);
  }

  /**
   * Steps over a record that the client cannot deliver, such as one of a batch with a bad checksum,
   * so that it stops neither its partition nor the others. The first failure at an offset may have
   * been one of the network: the second counts.
   *
   * @param partition as the client's failure names it
   * @return whether a record was stepped over
   */
  boolean skipCorrupt(TopicPartition partition, StageEvent event) {
    var target = reading(partition);
    if (target == null) {
      return false;
    }
    long offset = target.owner.nextOffset();
    if (target.corruptOffset != offset) {
      target.corruptOffset = offset;
      return false;
    }
    event.clear();
    event.offset = offset;
    event.reject(Rejection.RECORD_CORRUPT);
    target.owner.apply(event);
    if (offset >= target.countedUpTo) {
      target.cells.add(event);
      target.countedUpTo = offset + 1;
    }
    target.corruptOffset = offset + 1;
    consumer.seek(partition, offset + 1);
    return true;
  }

  /** Runs on the loop's thread, if the partition is still held by the same owner. */
  private void reply(OwnedPartition target, Runnable task) {
    mailbox.add(
        () -> {
          if (owned.get(target.topicPartition) == target) {
            task.run();
          }
        });
  }

  private void retryLater(OwnedPartition target) {
    long delayMs = Math.min(100L << Math.min(target.failures++, 5), MAX_RETRY_MS);
    target.retryAtNanos = Math.max(System.nanoTime() + delayMs * 1_000_000, 1);
  }

  private void retry(long now) {
    for (var target : owned.values()) {
      if (target.retryAtNanos != 0 && now - target.retryAtNanos >= 0) {
        target.retryAtNanos = 0;
        load(target);
      }
    }
  }

  /** Writes what is left and leaves the group, within a few seconds whatever hangs. */
  void close() {
    var reading = new ArrayList<PartitionOwner>();
    for (var target : owned.values()) {
      if (target.owner.isReading()) {
        reading.add(target.owner);
      }
    }
    committer.commitLast(reading);
    committer.close(consumer, owned.values());
  }
}
