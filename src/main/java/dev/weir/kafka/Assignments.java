package dev.weir.kafka;

import static dev.weir.monitor.Field.field;
import static java.util.stream.Collectors.toSet;

import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.PartitionOwner;
import dev.weir.monitor.PartitionOwner.Step;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
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
  private static final Duration BLOCKED_RETRY = Duration.ofSeconds(30);

  /** Loads on their way at a time: the store's client has few places for calls. */
  private static final int MAX_LOADS = 6;

  private final String loop;
  private final Consumer<?, ?> consumer;
  private final Settings settings;
  private final IngestPorts ports;
  private final IngestBoard board;
  private final IngestTally tally;
  private final Committer committer;
  private final LogBreaks breaks;
  private final TopicIdentities identities;
  private final SnapshotCodec codec = new SnapshotCodec();
  private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();
  private final Queue<OwnedPartition> toLoad = new ArrayDeque<>();
  private int loading;
  // Those with something to try again, at most once each: there may be thousands that have not. In
  // the
  // order in which they failed, so that a schedule can be repeated.
  private final Set<OwnedPartition> retrying = new LinkedHashSet<>();
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();

  Assignments(
      String loop,
      Consumer<?, ?> consumer,
      Settings settings,
      IngestPorts ports,
      IngestBoard board,
      IngestTally tally) {
    this.loop = loop;
    this.consumer = consumer;
    this.settings = settings;
    this.ports = ports;
    this.board = board;
    this.tally = tally;
    this.committer = new Committer(ports, board, mailbox::add);
    this.breaks = new LogBreaks(consumer, ports.starts(), board, this);
    this.identities = new TopicIdentities(ports.starts(), board);
  }

  /** The partition, if it is held, its state is loaded, and nothing holds it back. */
  @Nullable OwnedPartition reading(TopicPartition partition) {
    var target = owned.get(partition);
    return target != null && target.owner.isReading() && !target.isWaiting() ? target : null;
  }

  /** All that the loop has, loaded or not. */
  Collection<OwnedPartition> all() {
    return owned.values();
  }

  /** Whether the partition is still held by the same owner. */
  boolean holds(OwnedPartition target) {
    return owned.get(target.topicPartition) == target;
  }

  /** Whether somebody's answer decides if or where a partition is read on. */
  boolean awaitsAnswers() {
    for (var target : owned.values()) {
      if (!target.owner.isReading() || target.isWaiting() || target.checkingRange) {
        return true;
      }
    }
    return false;
  }

  private List<PartitionOwner> readingOwners() {
    return owned.values().stream()
        .map(target -> target.owner)
        .filter(PartitionOwner::isReading)
        .toList();
  }

  /** What to do when a log is not as it was when it was read. */
  LogBreaks breaks() {
    return breaks;
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
    identities.compare(owned.values(), this);
    for (var target : owned.values()) {
      if (target.owner.isReading()) {
        publish(target);
      }
    }
  }

  /** Commits what was shown. */
  void commit(long nowNanos) {
    committer.commit(readingOwners(), nowNanos, this::committed);
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
    var topics = partitions.stream().map(TopicPartition::topic).collect(toSet());
    topics.forEach(identities::ask);
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
    identities.retain(owned.keySet().stream().map(TopicPartition::topic).collect(toSet()));
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
        target.goesOn();
        consumer.seek(target.topicPartition, seek.offset());
        identities
            .known(target.topicPartition.topic())
            .ifPresent(topic -> breaks.identify(target, topic));
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
        target.retryAtNanos = ports.ticks().nanoTime() + BLOCKED_RETRY.toNanos();
        retrying.add(target);
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
      if (holds(target)) {
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
    if (holds(target)) {
      identities
          .of(target.topicPartition.topic())
          .whenComplete(
              (_, failure) ->
                  reply(
                      target,
                      () -> {
                        if (failure == null) {
                          loaded(target, loaded);
                        } else {
                          retryLater(target);
                        }
                      }));
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

  /** Runs on the loop's thread, if the partition is still held by the same owner. */
  void reply(OwnedPartition target, Runnable task) {
    mailbox.add(
        () -> {
          if (holds(target)) {
            task.run();
          }
        });
  }

  private void retryLater(OwnedPartition target) {
    target.retryLater(ports.ticks().nanoTime());
    retrying.add(target);
  }

  private void retry(long now) {
    if (retrying.isEmpty()) {
      return;
    }
    var due = new ArrayList<OwnedPartition>();
    for (var target : retrying) {
      if (!holds(target) || now - target.retryAtNanos >= 0) {
        due.add(target);
      }
    }
    for (var target : due) {
      retrying.remove(target);
      if (holds(target)) {
        load(target);
      }
    }
  }

  /** Writes what is left and leaves the group, within a few seconds whatever hangs. */
  void close() {
    committer.commitLast(readingOwners());
    committer.close(consumer, owned.values());
  }
}
