package dev.weir.memory;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.SnapshotStore.CommitResult.Committed;
import dev.weir.monitor.SnapshotStore.CommitResult.Rewound;
import dev.weir.monitor.SnapshotStore.CommitResult.Superseded;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Snapshots in this process, one for each partition ever committed; never unavailable. */
public final class MemorySnapshotStore implements SnapshotStore {
  private final Map<PartitionId, Snapshot> snapshots = new ConcurrentHashMap<>();

  @Override
  public Uni<Load> load(PartitionId partition) {
    return Uni.createFrom()
        .item(
            () -> {
              Snapshot stored = snapshots.get(partition);
              return stored == null ? new Load.Missing() : new Load.Found(stored);
            });
  }

  @Override
  public Uni<List<CommitResult>> commit(List<Commit> commits) {
    List<Commit> batch = List.copyOf(commits);
    return Uni.createFrom().item(() -> batch.stream().map(this::swap).toList());
  }

  @Override
  public Uni<Changes> changes(Map<PartitionId, Long> known) {
    Map<PartitionId, Long> asked = Map.copyOf(known);
    return Uni.createFrom().item(() -> compare(asked));
  }

  private CommitResult swap(Commit commit) {
    long[] found = new long[1];
    snapshots.compute(
        commit.partition(),
        (partition, stored) -> {
          found[0] = stored == null ? ABSENT : stored.offset();
          return found[0] == commit.expectedOffset() ? written(stored, commit) : stored;
        });
    if (found[0] == commit.expectedOffset()) {
      return new Committed();
    }
    return found[0] > commit.expectedOffset() ? new Superseded(found[0]) : new Rewound(found[0]);
  }

  private static Snapshot written(@Nullable Snapshot stored, Commit commit) {
    Map<String, byte[]> sections = new HashMap<>();
    if (stored != null && !commit.whole()) {
      sections.putAll(stored.sections());
    }
    sections.putAll(commit.sections());
    return new Snapshot(commit.offset(), sections);
  }

  private Changes compare(Map<PartitionId, Long> known) {
    Map<PartitionId, Snapshot> changed = new HashMap<>();
    List<PartitionId> missing = new ArrayList<>();
    known.forEach(
        (partition, offset) -> {
          Snapshot stored = snapshots.get(partition);
          if (stored == null) {
            missing.add(partition);
          } else if (stored.offset() != offset) {
            changed.put(partition, stored);
          }
        });
    return new Changes.Found(changed, missing);
  }
}
