package dev.weir.telemetry;

import dev.weir.monitor.Tallies.LatencyTally;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The series of one scrape. Values that are not known are never added, so none is NaN. */
final class Series {
  private final Map<Family, List<Sample>> byFamily = new EnumMap<>(Family.class);
  private final List<String> pipelineValues;

  Series(String namespace, String pipeline) {
    pipelineValues = List.of(namespace, pipeline);
  }

  /** Adds a series. */
  void add(Family family, double value, String... labels) {
    if (!Double.isNaN(value)) {
      append(family, family.metric(), value, List.of(), List.of(), labels);
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

  /** Adds a histogram with cumulative buckets. */
  void histogram(Family family, LatencyTally tally, String... labels) {
    long total = 0;
    var bounds = tally.upperBounds();
    for (int i = 0; i < tally.counts().length; i++) {
      total += tally.counts()[i];
      var bound = i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY;
      append(
          family,
          family.metric() + "_bucket",
          (double) total,
          List.of("le"),
          List.of(Collector.doubleToGoString(bound)),
          labels);
    }
    append(family, family.metric() + "_count", (double) total, List.of(), List.of(), labels);
    append(family, family.metric() + "_sum", tally.sumSeconds(), List.of(), List.of(), labels);
  }

  /** Every family that has series, in the catalogue's order. */
  List<MetricFamilySamples> families() {
    return byFamily.entrySet().stream()
        .map(entry -> entry.getKey().samples(entry.getValue()))
        .toList();
  }

  private void append(
      Family family,
      String name,
      double value,
      List<String> moreNames,
      List<String> moreValues,
      String... labels) {
    if (labels.length != family.labels().size()) {
      throw new IllegalArgumentException(
          family.metric() + " has labels " + family.labels() + ", got " + List.of(labels));
    }
    var names = new ArrayList<String>();
    var values = new ArrayList<String>();
    if (family.ofPipeline()) {
      names.addAll(List.of("namespace", "pipeline"));
      values.addAll(pipelineValues);
    }
    names.addAll(family.labels());
    values.addAll(List.of(labels));
    names.addAll(moreNames);
    values.addAll(moreValues);
    byFamily
        .computeIfAbsent(family, added -> new ArrayList<>())
        .add(new Sample(name, names, values, value));
  }
}
