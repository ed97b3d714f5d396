package dev.weir.monitor;

import dev.weir.flow.PipelineView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells the probes how Weir itself is, from memory. */
final class VitalSigns {
  private static final Duration STALLED = Duration.ofSeconds(60);
  private static final Duration VIEW_SERVED = Duration.ofSeconds(60);

  private final int loops;
  private final IngestBoard board;
  private final Beats beats;
  private final Leadership leadership;
  private volatile boolean started;
  private volatile Instant viewAt = Instant.EPOCH;

  /**
   * Nothing has started yet.
   *
   * @param loops how many poll loops there are
   */
  VitalSigns(int loops, IngestBoard board, Beats beats, Leadership leadership) {
    this.loops = loops;
    this.board = board;
    this.beats = beats;
    this.leadership = leadership;
  }

  /**
   * There is a view: Weir has started once each loop has been assigned partitions, if only none.
   *
   * @param now of the {@link SteadyClock}, as below
   */
  void viewMade(Instant now) {
    viewAt = now;
    if (!started && board.assignedLoops() >= loops) {
      started = true;
    }
  }

  Vitals vitals(Optional<PipelineView> view, Instant now) {
    var stalled = beats.stalled(STALLED);
    boolean ready = view.isPresent() && Duration.between(viewAt, now).compareTo(VIEW_SERVED) < 0;
    return new Vitals(
        stalled.isEmpty(),
        stalled.isEmpty() ? "" : "no progress for 60 s: " + String.join(", ", stalled),
        ready,
        ready ? "" : view.isPresent() ? "the last view is older than 60 s" : waitingFor(),
        started,
        started ? "" : waitingFor());
  }

  /** What the first view waits for, in words. */
  String waitingFor() {
    if (!board.kafka().up()) {
      return "waiting for Kafka: " + board.kafka().detail();
    }
    if (!leadership.origin().toCompletableFuture().isDone()) {
      return "waiting for the store: " + board.store().detail();
    }
    return "waiting for partitions to be assigned";
  }
}
