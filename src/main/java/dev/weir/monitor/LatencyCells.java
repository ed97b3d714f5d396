package dev.weir.monitor;

import dev.weir.monitor.Tallies.LatencyTally;
import dev.weir.pipeline.StageEvent;
import java.util.Arrays;
import java.util.Collection;

/**
 * A cumulative histogram that one thread fills, for scrapers: in a few buckets that people know,
 * and in the many of a native histogram.
 */
public final class LatencyCells {
  private static final double[] UPPER_SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private static final long[] UPPER_MICROS =
      Arrays.stream(UPPER_SECONDS).mapToLong(seconds -> Math.round(seconds * 1e6)).toArray();

  private final long[] counts = new long[UPPER_SECONDS.length + 1];
  private final NativeCells cells = new NativeCells();
  private final Exemplars exemplars = new Exemplars(UPPER_SECONDS.length + 1);
  private long sumMicros;
  private long negative;

  /** Counts one latency; a negative one apart. */
  public void add(long micros) {
    if (micros < 0) {
      negative++;
    } else {
      count(micros, bucket(micros));
    }
  }

  /** Counts one latency, which the event has told, and keeps its trace as an example. */
  void add(long micros, StageEvent event) {
    if (micros < 0) {
      negative++;
      return;
    }
    int bucket = bucket(micros);
    count(micros, bucket);
    exemplars.offer(bucket, micros, event);
  }

  private static int bucket(long micros) {
    int bucket = 0;
    while (bucket < UPPER_MICROS.length && micros > UPPER_MICROS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  private void count(long micros, int bucket) {
    counts[bucket]++;
    cells.add(micros);
    sumMicros += micros;
  }

  /** A copy for readers. */
  public LatencyTally toTally() {
    return new LatencyTally(
        UPPER_SECONDS.clone(),
        counts.clone(),
        sumMicros / 1e6,
        negative,
        cells.toTally(),
        exemplars.toTally());
  }

  /** The sum of several histograms. */
  static LatencyTally sum(Collection<LatencyTally> parts) {
    long[] counts = new long[UPPER_SECONDS.length + 1];
    double sum = 0;
    long negative = 0;
    var cells = new NativeCells();
    for (var part : parts) {
      for (int bucket = 0; bucket < counts.length; bucket++) {
        counts[bucket] += part.counts()[bucket];
      }
      sum += part.sumSeconds();
      negative += part.negative();
      cells.add(part.cells());
    }
    return new LatencyTally(
        UPPER_SECONDS.clone(),
        counts,
        sum,
        negative,
        cells.toTally(),
        Exemplars.newest(parts.stream().map(LatencyTally::exemplars).toList()));
  }
}
