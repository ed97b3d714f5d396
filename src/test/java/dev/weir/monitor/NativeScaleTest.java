package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The buckets of native histograms, against their definition and against the true quantiles. */
class NativeScaleTest {
  /** Nothing but a power of two is a bound exactly, so logarithms may be off by this elsewhere. */
  private static final double LOGARITHM_ERROR = 1e-9;

  @Test
  void everyLatencyIsInTheBucketThatTheDefinitionNames() {
    var random = new Random(7);
    for (int at = 0; at < 1_000_000; at++) {
      long micros = 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
      assertInside(micros);
    }
  }

  @Test
  void theShortestAndTheLongestHaveTheirBuckets() {
    for (long micros = 1; micros < 200_000; micros++) {
      assertInside(micros);
    }
    assertInside(Long.MAX_VALUE);
  }

  private static void assertInside(long micros) {
    double steps = Math.log(micros / 1e6) / Math.log(2) * 128;
    assertThat((double) NativeScale.index(micros))
        .as("bucket of %d µs", micros)
        .isGreaterThanOrEqualTo(steps - LOGARITHM_ERROR)
        .isLessThan(steps + 1 + LOGARITHM_ERROR);
  }

  @ParameterizedTest
  @ValueSource(longs = {15_625, 31_250, 62_500, 125_000, 250_000, 500_000, 1_000_000, 64_000_000})
  void aPowerOfTwoIsTheBoundOfItsBucket(long micros) {
    assertThat(NativeScale.upperBound(NativeScale.index(micros))).isEqualTo(micros / 1e6);
    assertThat(NativeScale.index(micros + 1)).isEqualTo(NativeScale.index(micros) + 1);
  }

  @Test
  void theZeroBucketEndsWhereABucketBegins() {
    assertThat(NativeScale.upperBound(-20 * 128)).isEqualTo(NativeScale.ZERO_THRESHOLD);
    assertThat(NativeScale.ZERO_THRESHOLD).isLessThan(1e-6);
  }

  @Test
  void cellsHoldWhatWasAddedAndNoMore() {
    var random = new Random(8);
    var cells = new NativeCells();
    var values = new long[10_000];
    for (int at = 0; at < values.length; at++) {
      values[at] = at % 100 == 0 ? 0 : random.nextLong() >>> (1 + random.nextInt(62));
      cells.add(values[at]);
    }
    var tally = cells.toTally();
    assertThat(tally.zeros()).isEqualTo(Arrays.stream(values).filter(value -> value == 0).count());
    var indexes =
        Arrays.stream(values)
            .filter(value -> value > 0)
            .mapToInt(NativeScale::index)
            .sorted()
            .toArray();
    assertThat(tally.indexes()).isEqualTo(Arrays.stream(indexes).distinct().toArray());
    for (int at = 0; at < tally.indexes().length; at++) {
      int index = tally.indexes()[at];
      assertThat(tally.counts()[at])
          .isEqualTo(Arrays.stream(indexes).filter(other -> other == index).count());
    }
  }

  @Test
  void quantilesOfAnyShapeAreWithinOnePercent() {
    var random = new Random(9);
    assertQuantiles(() -> 5_000);
    // Just above a bound, where a bucket's upper end is furthest away.
    assertQuantiles(() -> 1_000_001);
    assertQuantiles(() -> random.nextLong(1_000, 900_000));
    assertQuantiles(() -> (long) Math.exp(4 + 3 * random.nextGaussian()) + 100);
    assertQuantiles(() -> random.nextInt(20) == 0 ? 30_000_000 : 2_000 + random.nextInt(50));
  }

  private static void assertQuantiles(LongSupplier latencies) {
    var cells = new LatencyCells();
    var values = new long[20_001];
    for (int at = 0; at < values.length; at++) {
      values[at] = latencies.getAsLong();
      cells.add(values[at]);
    }
    Arrays.sort(values);
    for (double q : new double[] {0.01, 0.5, 0.9, 0.95, 0.99, 0.999}) {
      double truth = values[(int) Math.ceil(q * values.length) - 1] / 1e6;
      for (boolean exponential : new boolean[] {false, true}) {
        assertThat(quantile(cells.toTally().cells(), q, exponential) / truth)
            .as("quantile %s, exponential %s", q, exponential)
            .isBetween(0.99, 1.01);
      }
    }
  }

  /** As {@code histogram_quantile} has it: linear in a bucket before Prometheus 3. */
  private static double quantile(Tallies.NativeTally tally, double q, boolean exponential) {
    double rank = q * (tally.zeros() + Arrays.stream(tally.counts()).sum());
    double seen = tally.zeros();
    int at = 0;
    while (seen + tally.counts()[at] < rank) {
      seen += tally.counts()[at++];
    }
    double fraction = (rank - seen) / tally.counts()[at];
    double lower = NativeScale.upperBound(tally.indexes()[at] - 1);
    double upper = NativeScale.upperBound(tally.indexes()[at]);
    return exponential
        ? lower * Math.pow(upper / lower, fraction)
        : lower + (upper - lower) * fraction;
  }
}
