package dev.weir.telemetry;

import dev.weir.monitor.Tallies.LatencyTally;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.exemplars.Exemplar;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The series of one scrape. Values that are not known are never added, so none is NaN. */
final class Series {
  private final Map<Family, List<Sample>> byFamily = new EnumMap<>(Family.class);
  private final Map<Family, Map<List<String>, LatencyTally>> histograms =
      new EnumMap<>(Family.class);
  private final List<String> pipelineValues;

  Series(String namespace, String pipeline) {
    pipelineValues = List.of(namespace, pipeline);
  }

  /** Adds a series. */
  void add(Family family, double value, String... labels) {
    if (!Double.isNaN(value)) {
      append(family, family.metric(), value, labels);
    }
  }

  /** Adds a count; exact up to 2^53, as everything in Prometheus. */
  void count(Family family, long value, String... labels) {
    add(family, (double) value, labels);
  }

  /** Adds 1 or 0. */
  void flag(Family family, boolean value, String... labels) {
    add(family, value ? 1 : 0, labels);
  }

  /** Adds a histogram with cumulative buckets, and the trace of one value in each. */
  void histogram(Family family, LatencyTally tally, String... labels) {
    long total = 0;
    var bounds = tally.upperBounds();
    for (int i = 0; i < tally.counts().length; i++) {
      total += tally.counts()[i];
      var bound = i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY;
      var names = names(family, labels);
      var values = values(family, labels);
      names.add("le");
      values.add(Collector.doubleToGoString(bound));
      append(
          family,
          new Sample(
              family.metric() + "_bucket", names, values, (double) total, exemplar(tally, i)));
    }
    append(family, family.metric() + "_count", (double) total, labels);
    append(family, family.metric() + "_sum", tally.sumSeconds(), labels);
    histograms.computeIfAbsent(family, _ -> new HashMap<>()).put(values(family, labels), tally);
  }

  private static @Nullable Exemplar exemplar(LatencyTally tally, int bucket) {
    for (var one : tally.exemplars()) {
      if (one.bucket() == bucket) {
        return new Exemplar(one.seconds(), one.at().toEpochMilli(), "trace_id", one.traceId());
      }
    }
    return null;
  }

  /** Every family that has series, in the catalogue's order. */
  List<MetricFamilySamples> families() {
    return byFamily.entrySet().stream()
        .map(
            entry -> {
              var tallies = histograms.get(entry.getKey());
              return tallies == null
                  ? entry.getKey().samples(entry.getValue())
                  : entry.getKey().samples(entry.getValue(), tallies);
            })
        .toList();
  }

  private void append(Family family, String name, double value, String... labels) {
    append(family, new Sample(name, names(family, labels), values(family, labels), value));
  }

  private void append(Family family, Sample sample) {
    byFamily.computeIfAbsent(family, _ -> new ArrayList<>()).add(sample);
  }

  private static List<String> names(Family family, String... labels) {
    if (labels.length != family.labels().size()) {
      throw new IllegalArgumentException(
          family.metric() + " has labels " + family.labels() + ", got " + List.of(labels));
    }
    var names = new ArrayList<String>();
    if (family.ofPipeline()) {
      names.addAll(List.of("namespace", "pipeline"));
    }
    names.addAll(family.labels());
    return names;
  }

  private List<String> values(Family family, String... labels) {
    var values = new ArrayList<String>();
    if (family.ofPipeline()) {
      values.addAll(pipelineValues);
    }
    values.addAll(List.of(labels));
    return values;
  }
}
