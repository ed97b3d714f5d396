package dev.weir.flow;

import dev.weir.pipeline.StageEvent;

/**
 * Everything counted of a stage on one partition, or on several: a commutative monoid under {@link
 * #merge}. Not safe for use by several threads.
 */
public final class StageFigures {
  final StageShape shape;
  FlowCounts counts = new FlowCounts();
  RateWindow rate = new RateWindow();
  KeyTable keys;
  LatencyWindow hop = new LatencyWindow();
  LatencyWindow origin = new LatencyWindow();

  /** Empty figures: the neutral element of {@link #merge}. */
  public StageFigures(StageShape shape) {
    this.shape = shape;
    this.keys = new KeyTable(shape.keyLimit());
  }

  /** Counts one event. */
  public void add(StageEvent event) {
    long time = event.eventTimeMicros;
    boolean timed = time > 0;
    counts.add(event, timed);
    keys.add(event.key, timed ? time : StageEvent.NO_TIME);
    if (!timed) {
      return;
    }
    rate.add(time);
    if (shape.measuresHop() && event.parentTimeMicros != StageEvent.NO_TIME) {
      hop.add(time, time - event.parentTimeMicros);
    }
    if (shape.measuresOrigin() && event.originTimeMicros != StageEvent.NO_TIME) {
      origin.add(time, time - event.originTimeMicros);
    }
  }

  /** Adds what the other has counted; the other is left as it is. */
  public void merge(StageFigures other) {
    counts.merge(other.counts);
    rate.merge(other.rate);
    keys.merge(other.keys);
    hop.merge(other.hop);
    origin.merge(other.origin);
  }

  /** Counts and newest times. */
  public FlowCounts counts() {
    return counts;
  }

  /** Events per second. */
  public RateWindow rate() {
    return rate;
  }

  /** Per key. */
  public KeyTable keys() {
    return keys;
  }

  /** Parent to child latency of the stage's only incoming hop. */
  public LatencyWindow hop() {
    return hop;
  }

  /** Latency since the trace's first event. */
  public LatencyWindow origin() {
    return origin;
  }

  void markAllDirty() {
    keys.markAllDirty();
    hop.markAllDirty();
    origin.markAllDirty();
  }

  /** Starts a group over, because the definition behind it has changed. */
  void reset(StageShape.Group group) {
    switch (group) {
      case FLOW -> {
        counts.resetShaped();
        rate = new RateWindow();
      }
      case KEYS -> keys = new KeyTable(shape.keyLimit());
      case LATENCY -> {
        hop = new LatencyWindow();
        origin = new LatencyWindow();
      }
    }
  }
}
