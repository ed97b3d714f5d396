package dev.weir.kafka;

import dev.weir.monitor.BatchSpans;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.SnapshotStore;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link IngestLoop} asks of others, each without waiting.
 *
 * @param clock of the machine, for what readers see
 * @param ticks for intervals and time-outs
 * @param schemas null when no registry is configured
 * @param journal null when no sightings are kept
 * @param batches spans of the loop's own work
 */
record IngestPorts(
    SnapshotStore store,
    StartOffsets starts,
    InstantSource clock,
    LoopClock ticks,
    @Nullable SchemaSource schemas,
    @Nullable JournalQueue journal,
    BatchSpans batches) {
  /** Ports with the machine's clock for intervals, too, without a journal and spans. */
  IngestPorts(
      SnapshotStore store,
      StartOffsets starts,
      InstantSource clock,
      @Nullable SchemaSource schemas) {
    this(store, starts, clock, LoopClock.SYSTEM, schemas, null, BatchSpans.NONE);
  }
}
