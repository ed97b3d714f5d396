package dev.weir.telemetry;

import dev.weir.monitor.Tallies.LatencyTally;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A family of histograms that are native as well: the samples are all that the registry and its
 * texts know of, so the rest goes beside them.
 */
final class NativeFamily extends MetricFamilySamples {
  private final Map<List<String>, LatencyTally> tallies;

  /**
   * A family.
   *
   * @param tallies by the values of the labels
   */
  NativeFamily(
      String name,
      String unit,
      String help,
      List<Sample> samples,
      Map<List<String>, LatencyTally> tallies) {
    super(name, unit, Collector.Type.HISTOGRAM, help, samples);
    this.tallies = Map.copyOf(tallies);
  }

  /** What is in the histogram with these values of its labels. */
  @Nullable LatencyTally tally(List<String> labelValues) {
    return tallies.get(labelValues);
  }
}
