package dev.weir.monitor;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore.Changes;
import dev.weir.monitor.SnapshotStore.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The newest known snapshot of every partition: our own from the board, those of other replicas
 * from the store. A partition that changes hands keeps its last figures until the new owner has
 * caught up with them, so that totals neither dip nor jump.
 */
final class ReplicaStates {
  /** For how long a lower offset is taken for a handover, not for a log that began anew. */
  private static final Duration HANDOVER = Duration.ofSeconds(60);

  private final SnapshotStore store;
  private final IngestBoard board;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Map<PartitionId, Seen> seen = new ConcurrentHashMap<>();
  private final AtomicBoolean asking = new AtomicBoolean();

  private record Seen(Snapshot snapshot, Instant at) {}

  ReplicaStates(SnapshotStore store, IngestBoard board, InstantSource clock, InstantSource steady) {
    this.store = store;
    this.board = board;
    this.clock = clock;
    this.steady = steady;
  }

  /**
   * The newest snapshots of these partitions; partitions of which none is known are left out.
   *
   * @param ends the logs' ends; a snapshot beyond one is of a log that is no more
   */
  Map<PartitionId, Snapshot> newest(Map<PartitionId, Long> ends) {
    var own = board.published();
    seen.entrySet()
        .removeIf(
            kept -> {
              var end = ends.get(kept.getKey());
              var current = own.get(kept.getKey());
              return end == null
                  || (kept.getValue().snapshot().offset() > end
                      && current != null
                      && current.offset() <= end);
            });
    own.forEach(
        (partition, snapshot) -> {
          if (ends.containsKey(partition)) {
            see(partition, snapshot);
          }
        });
    var newest = new HashMap<PartitionId, Snapshot>();
    seen.forEach((partition, last) -> newest.put(partition, last.snapshot()));
    return newest;
  }

  /** Asks the store for what other replicas have written, unless an answer is still awaited. */
  void ask(Collection<PartitionId> partitions) {
    Set<PartitionId> own = board.published().keySet();
    var known = new HashMap<PartitionId, Long>();
    for (var partition : partitions) {
      if (!own.contains(partition)) {
        var last = seen.get(partition);
        known.put(partition, last == null ? SnapshotStore.ABSENT : last.snapshot().offset());
      }
    }
    if (known.isEmpty() || !asking.compareAndSet(false, true)) {
      return;
    }
    store
        .changes(known)
        .subscribe()
        .with(
            this::take,
            failure -> take(new Changes.Unavailable(String.valueOf(failure.getMessage()))));
  }

  private void take(Changes changes) {
    asking.set(false);
    switch (changes) {
      case Changes.Found found -> {
        board.storeUp(clock.instant());
        found.changed().forEach(this::see);
      }
      case Changes.Unavailable unavailable ->
          board.storeDown(unavailable.detail(), clock.instant());
    }
  }

  private void see(PartitionId partition, Snapshot snapshot) {
    var now = steady.instant();
    seen.merge(
        partition,
        new Seen(snapshot, now),
        (last, next) -> {
          boolean handover =
              next.snapshot().offset() < last.snapshot().offset()
                  && Duration.between(last.at(), now).compareTo(HANDOVER) < 0;
          return handover ? last : next;
        });
  }
}
