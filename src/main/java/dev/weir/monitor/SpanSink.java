package dev.weir.monitor;

import java.time.Duration;
import java.util.List;

/** Where spans go. */
public interface SpanSink {
  /** Whether spans are exported at all; never changes. */
  boolean isOn();

  /**
   * Takes the spans of one trace, all or none of them; returns at once.
   *
   * @return whether there was room
   */
  boolean offer(List<TraceSpan> trace);

  /** What became of those that were taken. */
  Sent sent();

  /** Waits until what was taken is sent, or the limit is over; takes no more then. */
  void close(Duration limit) throws InterruptedException;

  /**
   * Spans of the pipeline so far, without those of our own work.
   *
   * @param sent those that the collector has
   * @param failed those that it did not take
   */
  record Sent(long sent, long failed) {}
}
