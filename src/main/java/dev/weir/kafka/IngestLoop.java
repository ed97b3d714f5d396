package dev.weir.kafka;

import static dev.weir.monitor.Field.field;

import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.monitor.Beats;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.PartitionOwner;
import dev.weir.monitor.PartitionOwner.Step;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * One poll thread: it owns its consumer and the state of the partitions assigned to it. It waits
 * for nothing but the next records: answers of the store and of the admin client come back through
 * a mailbox that is emptied between polls.
 */
final class IngestLoop implements Runnable, ConsumerRebalanceListener {
  private static final Logger LOG = Logger.getLogger(IngestLoop.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final String name;
  private final Consumer<ByteBuffer, ByteBuffer> consumer;
  private final Settings settings;
  private final IngestPorts ports;
  private final IngestBoard board;
  private final Beats beats;
  private final RecordDecoder decoder;
  private final StageEvent event = new StageEvent();
  private final SnapshotCodec codec = new SnapshotCodec();
  private final IngestTally tally = new IngestTally();
  private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private final Committer committer;
  private volatile boolean stopping;
  private long lastTickNanos;
  private boolean troubled;

  /** What the loop asks of others, each without waiting. */
  record IngestPorts(SnapshotStore store, StartOffsets starts, InstantSource clock) {}

  IngestLoop(
      String name,
      Consumer<ByteBuffer, ByteBuffer> consumer,
      Settings settings,
      IngestPorts ports,
      IngestBoard board,
      Beats beats) {
    this.name = name;
    this.consumer = consumer;
    this.settings = settings;
    this.ports = ports;
    this.board = board;
    this.beats = beats;
    this.decoder = new RecordDecoder(settings.pipeline().fields(), settings.maxBodyBytes());
    this.committer = new Committer(ports.store(), board, ports.clock(), mailbox::add);
  }

  @Override
  public void run() {
    try {
      Subscription.of(settings.pipeline()).subscribe(consumer, this);
      while (!stopping) {
        beats.beat(name);
        step();
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to stop");
    } finally {
      // A loop that dies of a defect keeps its last beat, so that the liveness probe fails.
      if (stopping) {
        beats.forget(name);
      }
      close();
    }
  }

  /** Ends the loop soon; what was applied is committed first. */
  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  private void step() {
    try {
      var records = consumer.poll(POLL);
      for (var partition : records.partitions()) {
        apply(partition, records.records(partition));
      }
      troubled = false;
    } catch (OffsetOutOfRangeException e) {
      e.offsetOutOfRangePartitions().keySet().forEach(this::checkRange);
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      if (!troubled) {
        LOG.warnv("poll failed", field("loop", name), field("detail", e.toString()));
      }
      troubled = true;
      LockSupport.parkNanos(POLL.multipliedBy(5).toNanos());
    }
    for (var task = mailbox.poll(); task != null; task = mailbox.poll()) {
      task.run();
    }
    long now = System.nanoTime();
    retry(now);
    if (now - lastTickNanos >= settings.commitInterval().toNanos()) {
      lastTickNanos = now;
      tick(now);
    }
  }

  private void apply(
      TopicPartition partition, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
    var target = owned.get(partition);
    if (target == null || !target.owner.isReading()) {
      return; // The consumer had these before it was paused; they are read again after the seek.
    }
    var owner = target.owner;
    for (int at = 0; at < records.size(); at++) {
      var record = records.get(at);
      if (record.offset() < owner.nextOffset()) {
        continue;
      }
      decode(record);
      owner.apply(event);
      if (event.offset >= target.countedUpTo) {
        target.cells.add(event);
      }
    }
    owner.advance(consumer.position(partition));
    target.countedUpTo = Math.max(target.countedUpTo, owner.nextOffset());
  }

  private void decode(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    try {
      decoder.decode(record, event);
    } catch (RuntimeException e) {
      // The decoder promises not to throw. If it does, one record must not stop a partition.
      LOG.debugv("decoder failed", field("offset", record.offset()), field("error", e));
      event.clear();
      event.offset = record.offset();
      event.sizeBytes =
          Math.max(record.serializedKeySize(), 0) + Math.max(record.serializedValueSize(), 0);
      event.reject(Rejection.RECORD_CORRUPT);
    }
  }

  private void tick(long now) {
    var reading = new ArrayList<PartitionOwner>();
    for (var target : owned.values()) {
      if (!target.owner.isReading()) {
        continue;
      }
      // Control records at the end of the log move the position without a record being returned.
      if (!target.checkingRange) {
        target.owner.advance(consumer.position(target.topicPartition));
      }
      publish(target);
      reading.add(target.owner);
    }
    board.tally(name, tally.counts());
    committer.commit(reading, now, this::committed);
    committer.commitToGroup(consumer, owned.values(), now);
  }

  private void publish(OwnedPartition target) {
    var snapshot = target.owner.refresh();
    if (snapshot != null) {
      board.publish(target.owner.id(), snapshot);
    }
    board.counted(target.owner.id(), target.countedUpTo);
  }

  private void committed(PartitionOwner owner, Step step) {
    var target = owned.get(TopicAdmin.kafka(owner.id()));
    // The partition may have left, and even come back to a new owner, while the commit was away.
    if (target != null && target.owner == owner) {
      follow(target, step);
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    board.assigned(name);
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
      }
    }
  }

  private void load(OwnedPartition target) {
    ports
        .store()
        .load(target.owner.id())
        .subscribe()
        .with(
            loaded -> reply(target, () -> loaded(target, loaded)),
            failure ->
                reply(
                    target,
                    () ->
                        loaded(
                            target, new SnapshotStore.Load.Unavailable(String.valueOf(failure)))));
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

  /**
   * The offset is not in the log (any more): asks for the ends, then goes on where the log does.
   */
  private void checkRange(TopicPartition partition) {
    var target = owned.get(partition);
    if (target == null || !target.owner.isReading() || target.checkingRange) {
      return;
    }
    target.checkingRange = true;
    consumer.pause(List.of(partition));
    ports
        .starts()
        .logStart(target.owner.id())
        .whenComplete(
            (logStart, failure) ->
                reply(
                    target,
                    () -> {
                      target.checkingRange = false;
                      if (target.owner.isReading()) {
                        if (failure == null) {
                          goOnAt(target, logStart);
                        }
                        consumer.resume(List.of(partition));
                      }
                    }));
  }

  private void goOnAt(OwnedPartition target, long logStart) {
    var owner = target.owner;
    var from = owner.nextOffset();
    if (from < logStart) {
      LOG.warnv(
          "records were gone before they could be read",
          field("partition", owner.id()),
          field("from", from),
          field("to", logStart));
      owner.skipTo(logStart);
    } else {
      LOG.warnv(
          "log is shorter than what was read: topic recreated or truncated",
          field("partition", owner.id()),
          field("read_to", from),
          field("log_start", logStart));
      owner.restartAt(logStart);
      target.countedUpTo = logStart;
    }
    consumer.seek(target.topicPartition, owner.nextOffset());
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
    long delayMs = Math.min(100L << Math.min(target.failures++, 5), 2_000);
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

  private void close() {
    var reading = new ArrayList<PartitionOwner>();
    owned.values().stream()
        .map(target -> target.owner)
        .filter(PartitionOwner::isReading)
        .forEach(reading::add);
    committer.commitLast(reading);
    committer.close(consumer, owned.values());
  }
}
