package dev.weir.monitor;

import dev.weir.flow.ObserverView;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PipelineMirror;
import dev.weir.flow.ViewBuilder.Merged;
import dev.weir.monitor.SnapshotStore.Snapshot;
import dev.weir.pipeline.Pipeline;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** What somebody sees who asks a replica, for simulations in other packages. */
public final class SimulatedReader {
  private final Pipeline pipeline;
  private final int keyLimit;
  private final ReplicaStates states;
  private final PipelineMirror mirror;

  /** A reader of a replica's board and of the store that all replicas share. */
  public SimulatedReader(
      Pipeline pipeline,
      int keyLimit,
      SnapshotStore store,
      IngestBoard board,
      InstantSource clock) {
    this.pipeline = pipeline;
    this.keyLimit = keyLimit;
    this.states = new ReplicaStates(store, board, clock, clock);
    this.mirror = new PipelineMirror(pipeline, keyLimit);
  }

  /** Asks for what other replicas have; what comes is seen by a later look. */
  public void ask(Map<PartitionId, Long> ends) {
    states.ask(ends.keySet());
  }

  /** The view of what is known now. */
  public Merged look(Map<PartitionId, Long> ends, Instant now) {
    var newest = states.newest(ends);
    mirror.retain(newest.keySet());
    return view(mirror, newest, now);
  }

  /** The view that these states give. */
  public Merged viewOf(Map<PartitionId, Snapshot> snapshots, Instant now) {
    return view(new PipelineMirror(pipeline, keyLimit), snapshots, now);
  }

  private static Merged view(
      PipelineMirror mirror, Map<PartitionId, Snapshot> snapshots, Instant now) {
    snapshots.forEach(
        (id, snapshot) -> {
          var trouble = mirror.update(id, snapshot.offset(), snapshot.sections());
          if (trouble != null) {
            throw new AssertionError(trouble);
          }
        });
    var link = new ObserverView.Link(true, Instant.EPOCH, "");
    var observer = new ObserverView("one", 1, true, 0L, null, null, link, link);
    return mirror.view(Map.of(), Map.of(), observer, now);
  }
}
