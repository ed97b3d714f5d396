package dev.weir.redis;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.SnapshotStore;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Each partition's snapshot is one hash. A commit is one script call, and a list of commits is one
 * pipeline: traffic grows with partitions and commits, not with what they hold.
 */
final class RedisSnapshotStore implements SnapshotStore {
  /** Whole snapshots asked for at once: they are large, and the server buffers the replies. */
  private static final int SNAPSHOTS = 100;

  private final RedisLine line;
  private final RedisKeys keys;

  RedisSnapshotStore(RedisLine line, RedisKeys keys) {
    this.line = line;
    this.keys = keys;
  }

  @Override
  public Uni<Load> load(PartitionId partition) {
    return line.batch(List.of(SnapshotHash.readAll(keys.partition(partition))))
        .map(replies -> loaded(SnapshotHash.snapshot(replies.getFirst())))
        .onFailure()
        .recoverWithItem(trouble -> new Load.Unavailable(detail(trouble)));
  }

  @Override
  public Uni<List<CommitResult>> commit(List<Commit> commits) {
    List<Commit> batch = List.copyOf(commits);
    List<Request> swaps = new ArrayList<>(batch.size());
    for (Commit commit : batch) {
      boolean first = swaps.size() % RedisLine.COMMANDS == 0;
      swaps.add(SnapshotHash.swap(keys.partition(commit.partition()), commit, first));
    }
    return line.batch(swaps)
        .map(replies -> results(batch, replies))
        .onFailure()
        .recoverWithItem(trouble -> unavailable(batch.size(), detail(trouble)));
  }

  @Override
  public Uni<Changes> changes(Map<PartitionId, Long> known) {
    Map<PartitionId, Long> asked = Map.copyOf(known);
    List<PartitionId> partitions = List.copyOf(asked.keySet());
    List<Request> offsets =
        partitions.stream().map(id -> SnapshotHash.readOffset(keys.partition(id))).toList();
    return line.batch(offsets)
        .flatMap(replies -> read(asked, partitions, replies))
        .onFailure()
        .recoverWithItem(trouble -> new Changes.Unavailable(detail(trouble)));
  }

  private Uni<Changes> read(
      Map<PartitionId, Long> known,
      List<PartitionId> partitions,
      List<@Nullable Response> offsets) {
    List<PartitionId> missing = new ArrayList<>();
    List<PartitionId> differing = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      PartitionId partition = partitions.get(i);
      long stored = SnapshotHash.offset(offsets.get(i));
      if (stored == ABSENT) {
        missing.add(partition);
      } else if (!Long.valueOf(stored).equals(known.get(partition))) {
        differing.add(partition);
      }
    }
    List<Request> snapshots =
        differing.stream().map(id -> SnapshotHash.readAll(keys.partition(id))).toList();
    return line.batch(snapshots, SNAPSHOTS).map(replies -> found(differing, replies, missing));
  }

  private static Changes found(
      List<PartitionId> differing, List<@Nullable Response> replies, List<PartitionId> missing) {
    Map<PartitionId, Snapshot> changed = new HashMap<>();
    for (int i = 0; i < differing.size(); i++) {
      Snapshot snapshot = SnapshotHash.snapshot(replies.get(i));
      if (snapshot == null) {
        missing.add(differing.get(i));
      } else {
        changed.put(differing.get(i), snapshot);
      }
    }
    return new Changes.Found(changed, missing);
  }

  private static Load loaded(@Nullable Snapshot snapshot) {
    return snapshot == null ? new Load.Missing() : new Load.Found(snapshot);
  }

  private static List<CommitResult> results(
      List<Commit> commits, List<@Nullable Response> replies) {
    List<CommitResult> results = new ArrayList<>(commits.size());
    for (int i = 0; i < commits.size(); i++) {
      results.add(SnapshotHash.result(commits.get(i), replies.get(i)));
    }
    return results;
  }

  private static List<CommitResult> unavailable(int count, String detail) {
    return Collections.nCopies(count, new CommitResult.Unavailable(detail));
  }

  private static String detail(Throwable trouble) {
    return RedisUnavailable.of(trouble).detail();
  }
}
