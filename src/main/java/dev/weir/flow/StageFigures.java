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
  SkewWindow skew = new SkewWindow();

  /** Empty figures: the neutral element of {@link #merge}. */
  public StageFigures(StageShape shape) {
    this.shape = shape;
    this.keys = new KeyTable(shape.keyLimit());
  }

  /** Counts one event, and places it at its time. */
  public void add(StageEvent event) {
    long time = event.placeMicros();
    count(event);
    keys.add(event.key, time);
    if (time != StageEvent.NO_TIME) {
      place(event, time);
    }
  }

  /** Counts one event, but under no key and at no time. */
  void count(StageEvent event) {
    counts.add(event);
    if (event.eventTimeMicros > 0) {
      if (measuresHop(event)) {
        hop.count(event.eventTimeMicros - event.parentTimeMicros);
      }
      if (measuresOrigin(event)) {
        origin.count(event.eventTimeMicros - event.originTimeMicros);
      }
    }
    if (event.recordTimeMicros == StageEvent.NO_TIME) {
      return;
    }
    if (event.skewMicros != StageEvent.NO_TIME) {
      skew.add(event.recordTimeMicros, event.skewMicros);
    }
    if (event.eventTimeMicros < event.parentTimeMicros) {
      // No event happens before its parent: one of the two clocks is off, most likely this one.
      skew.add(event.recordTimeMicros, event.eventTimeMicros - event.parentTimeMicros);
    }
  }

  /** Places a counted event, but for its key; its latencies are those of its own clock. */
  void place(StageEvent event, long time) {
    counts.reach(time);
    rate.add(time);
    if (measuresHop(event)) {
      hop.place(time, event.eventTimeMicros - event.parentTimeMicros);
    }
    if (measuresOrigin(event)) {
      origin.place(time, event.eventTimeMicros - event.originTimeMicros);
    }
  }

  private boolean measuresHop(StageEvent event) {
    return shape.measuresHop() && event.parentTimeMicros != StageEvent.NO_TIME;
  }

  private boolean measuresOrigin(StageEvent event) {
    return shape.measuresOrigin() && event.originTimeMicros != StageEvent.NO_TIME;
  }

  /** Adds what the other has counted; the other is left as it is. */
  public void merge(StageFigures other) {
    counts.merge(other.counts);
    keys.merge(other.keys);
    skew.merge(other.skew);
    rate.merge(other.rate);
    hop.merge(other.hop);
    origin.merge(other.origin);
  }

  /** Adds what rates and latencies show at an instant. */
  void mergeWindows(StageFigures other, long nowMicros) {
    rate.mergeUpTo(other.rate, nowMicros);
    hop.mergeRecent(other.hop, nowMicros);
    origin.mergeRecent(other.origin, nowMicros);
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

  /** By how much event times were ahead and behind. */
  SkewWindow skew() {
    return skew;
  }

  void markAllDirty() {
    rate.markDirty();
    skew.markDirty();
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
        skew = new SkewWindow();
      }
      case KEYS -> keys = new KeyTable(shape.keyLimit());
      case LATENCY -> {
        hop = new LatencyWindow();
        origin = new LatencyWindow();
      }
      case LEDGER -> {
        // Kept beside these figures.
      }
    }
  }
}
