package dev.weir.monitor;

/** A cumulative histogram that one thread fills, for scrapers. */
public final class LatencyCells {
  private static final double[] UPPER_SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final long[] counts = new long[UPPER_SECONDS.length + 1];
  private long sumMicros;
  private long negative;

  /** Counts one latency; a negative one apart. */
  public void add(long micros) {
    if (micros < 0) {
      negative++;
      return;
    }
    int bucket = 0;
    while (bucket < UPPER_SECONDS.length && micros > UPPER_SECONDS[bucket] * 1e6) {
      bucket++;
    }
    counts[bucket]++;
    sumMicros += micros;
  }

  /** A copy for readers. */
  public Tallies.LatencyTally toTally() {
    return new Tallies.LatencyTally(
        UPPER_SECONDS.clone(), counts.clone(), sumMicros / 1e6, negative);
  }

  /** The sum of several histograms. */
  static Tallies.LatencyTally sum(Iterable<Tallies.LatencyTally> parts) {
    long[] counts = new long[UPPER_SECONDS.length + 1];
    double sum = 0;
    long negative = 0;
    for (var part : parts) {
      for (int bucket = 0; bucket < counts.length; bucket++) {
        counts[bucket] += part.counts()[bucket];
      }
      sum += part.sumSeconds();
      negative += part.negative();
    }
    return new Tallies.LatencyTally(UPPER_SECONDS.clone(), counts, sum, negative);
  }
}
