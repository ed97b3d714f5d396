package dev.weir.monitor;

import dev.weir.monitor.Tallies.DelayTally;
import dev.weir.pipeline.StageEvent;
import java.util.Collection;

/**
 * Where a record's time went before Weir had it: from what happened to the log, and from the log to
 * our read. Filled by one thread with one record of each fetch, so that it costs little at full
 * rate; at a low rate that is every record.
 */
final class DelayCells {
  // Kafka's times are in milliseconds, cut off.
  private static final long RESOLUTION_MICROS = 1_000;

  private final LatencyCells append = new LatencyCells();
  private final LatencyCells read = new LatencyCells();

  /**
   * Counts one record.
   *
   * @param stamped whether the record's time is when the broker appended it, not the producer's
   * @param readMicros when it was read
   */
  void add(StageEvent event, boolean stamped, long readMicros) {
    if (event.recordTimeMicros == StageEvent.NO_TIME) {
      return;
    }
    if (stamped && event.skewMicros != StageEvent.NO_TIME) {
      append.add(resolved(-event.skewMicros));
    }
    read.add(resolved(readMicros - event.recordTimeMicros));
  }

  /** Less than what Kafka's times tell apart is no delay, and no clock that differs either. */
  private static long resolved(long micros) {
    return micros > -RESOLUTION_MICROS && micros < 0 ? 0 : micros;
  }

  /** A copy for readers. */
  DelayTally toTally() {
    return new DelayTally(append.toTally(), read.toTally());
  }

  /** The sum of several. */
  static DelayTally sum(Collection<DelayTally> parts) {
    return new DelayTally(
        LatencyCells.sum(parts.stream().map(DelayTally::append).toList()),
        LatencyCells.sum(parts.stream().map(DelayTally::read).toList()));
  }
}
