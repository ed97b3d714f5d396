package dev.weir.kafka;

import static dev.weir.monitor.Field.field;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.PartitionOwner;
import dev.weir.monitor.PartitionOwner.Step;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.SnapshotStore.Commit;
import dev.weir.monitor.SnapshotStore.CommitResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Sends a poll loop's commits, at most one batch at a time, and backs off while the store is not
 * available. Called on the loop's thread only; answers come back through its mailbox.
 */
final class Committer {
  private static final Logger LOG = Logger.getLogger(Committer.class);
  private static final long MAX_BACK_OFF_MS = 3_000;
  private static final Duration GROUP_INTERVAL = Duration.ofSeconds(5);
  private static final Duration VERIFY_INTERVAL = Duration.ofSeconds(5);
  private static final Duration LAST_COMMIT = Duration.ofMillis(1_500);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final SnapshotStore store;
  private final IngestBoard board;
  private final InstantSource clock;
  private final LoopClock ticks;
  private final Consumer<Runnable> mailbox;
  private boolean onItsWay;
  private int failures;
  private long notBeforeNanos = Long.MIN_VALUE;
  private long groupNanos;
  private long verifiedNanos;
  private final Map<TopicPartition, Long> groupOffsets = new HashMap<>();

  Committer(IngestPorts ports, IngestBoard board, Consumer<Runnable> mailbox) {
    this.store = ports.store();
    this.board = board;
    this.clock = ports.clock();
    this.ticks = ports.ticks();
    this.mailbox = mailbox;
  }

  /** Sends what has changed, unless a batch is on its way or the store needs a pause. */
  void commit(
      List<PartitionOwner> owners, long nowNanos, BiConsumer<PartitionOwner, Step> outcome) {
    if (onItsWay || nowNanos < notBeforeNanos) {
      return;
    }
    boolean verify = nowNanos - verifiedNanos >= VERIFY_INTERVAL.toNanos();
    if (verify) {
      verifiedNanos = nowNanos;
    }
    var commits = new ArrayList<Commit>();
    var committing = new ArrayList<PartitionOwner>();
    for (var owner : owners) {
      var commit = owner.nextCommit();
      if (commit == null && verify) {
        commit = owner.verification();
      }
      if (commit != null) {
        commits.add(commit);
        committing.add(owner);
      }
    }
    if (commits.isEmpty()) {
      return;
    }
    onItsWay = true;
    store
        .commit(commits)
        .onFailure()
        .recoverWithItem(failure -> allUnavailable(commits, failure))
        .subscribe()
        .with(
            results -> {
              long tookMicros = (ticks.nanoTime() - nowNanos) / 1_000;
              mailbox.accept(() -> take(committing, results, tookMicros, outcome));
            });
  }

  private void take(
      List<PartitionOwner> owners,
      List<CommitResult> results,
      long tookMicros,
      BiConsumer<PartitionOwner, Step> outcome) {
    onItsWay = false;
    board.commits(results, tookMicros, clock.instant());
    boolean unavailable = false;
    for (int at = 0; at < owners.size(); at++) {
      var result = results.get(at);
      report(owners.get(at).id(), result);
      unavailable |= result instanceof CommitResult.Unavailable;
      outcome.accept(owners.get(at), owners.get(at).committed(result));
    }
    failures = unavailable ? failures + 1 : 0;
    notBeforeNanos =
        unavailable
            ? ticks.nanoTime()
                + Math.min(250L << Math.min(failures, 5), MAX_BACK_OFF_MS) * 1_000_000
            : Long.MIN_VALUE;
  }

  private void report(PartitionId id, CommitResult result) {
    switch (result) {
      case CommitResult.Committed _ -> {}
      case CommitResult.Superseded superseded ->
          LOG.infov(
              "another replica has written this partition",
              field("partition", id),
              field("stored_offset", superseded.storedOffset()));
      case CommitResult.Rewound rewound ->
          LOG.warnv(
              "store lost data: writing the whole state again",
              field("partition", id),
              field("stored_offset", rewound.storedOffset()));
      case CommitResult.Unavailable unavailable -> {
        if (failures == 0) {
          LOG.warnv("store is not available", field("detail", unavailable.detail()));
        }
      }
    }
  }

  /** Writes what owners that give their partition up have left; nobody waits for the outcome. */
  void handOver(List<PartitionOwner> owners) {
    var commits = lastCommits(owners);
    if (!commits.isEmpty()) {
      store
          .commit(commits)
          .subscribe()
          .with(
              results -> LOG.debugv("handed over", field("results", results)),
              failure -> LOG.debugv("not handed over", field("detail", failure)));
    }
  }

  /** The last commit before the process ends: waits, but not for long. */
  void commitLast(List<PartitionOwner> owners) {
    var commits = lastCommits(owners);
    if (commits.isEmpty()) {
      return;
    }
    try {
      var results = store.commit(commits).await().atMost(LAST_COMMIT);
      for (int at = 0; at < commits.size(); at++) {
        if (results.get(at) instanceof CommitResult.Committed) {
          noteGroupOffset(commits.get(at).partition(), commits.get(at).offset());
        }
      }
    } catch (RuntimeException e) {
      LOG.warnv("last commit failed: it will be read again", field("detail", e.toString()));
    }
  }

  private static List<Commit> lastCommits(List<PartitionOwner> owners) {
    var commits = new ArrayList<Commit>();
    for (var owner : owners) {
      var commit = owner.lastCommit();
      if (commit != null) {
        commits.add(commit);
      }
    }
    return commits;
  }

  /** Tells Kafka's own group offsets, for tools that show them; Weir never reads them. */
  void commitToGroup(
      org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
      Collection<OwnedPartition> owned,
      long nowNanos) {
    if (nowNanos - groupNanos < GROUP_INTERVAL.toNanos()) {
      return;
    }
    groupNanos = nowNanos;
    var offsets = newGroupOffsets(owned);
    if (!offsets.isEmpty()) {
      consumer.commitAsync(
          offsets,
          (_, failure) -> {
            if (failure != null) {
              LOG.debugv("group offsets not written", field("detail", failure.toString()));
            }
          });
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> newGroupOffsets(Collection<OwnedPartition> owned) {
    for (var partition : owned) {
      if (partition.owner.storedOffset() >= 0) {
        noteGroupOffset(partition.owner.id(), partition.owner.storedOffset());
      }
    }
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    groupOffsets.forEach((key, offset) -> offsets.put(key, new OffsetAndMetadata(offset)));
    groupOffsets.clear();
    return offsets;
  }

  private void noteGroupOffset(PartitionId id, long offset) {
    groupOffsets.put(TopicAdmin.kafka(id), offset);
  }

  /** Leaves the group and closes the consumer, within a few seconds whatever hangs. */
  void close(
      org.apache.kafka.clients.consumer.Consumer<?, ?> consumer, Collection<OwnedPartition> owned) {
    try {
      var offsets = newGroupOffsets(owned);
      if (!offsets.isEmpty()) {
        consumer.commitSync(offsets, CLOSE);
      }
    } catch (KafkaException e) {
      LOG.debugv("group offsets not written", field("detail", e.toString()));
    }
    try {
      consumer.close(CloseOptions.timeout(CLOSE));
    } catch (KafkaException e) {
      LOG.warnv("consumer did not close well", field("detail", e.toString()));
    }
  }

  private static List<CommitResult> allUnavailable(List<Commit> commits, Throwable failure) {
    CommitResult result = new CommitResult.Unavailable(String.valueOf(failure.getMessage()));
    return commits.stream().map(_ -> result).toList();
  }
}
