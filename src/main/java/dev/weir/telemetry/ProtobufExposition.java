package dev.weir.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.exemplars.Exemplar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Metric families as messages of <a
 * href="https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto">
 * Prometheus' data model</a>. The field numbers are from there. Pure.
 */
final class ProtobufExposition {
  private static final int TYPE_COUNTER = 0;
  private static final int TYPE_GAUGE = 1;
  private static final int TYPE_SUMMARY = 2;
  private static final int TYPE_UNTYPED = 3;
  private static final int TYPE_HISTOGRAM = 4;

  private static final int METRIC_GAUGE = 2;
  private static final int METRIC_COUNTER = 3;
  private static final int METRIC_SUMMARY = 4;
  private static final int METRIC_UNTYPED = 5;
  private static final int METRIC_TIMESTAMP = 6;
  private static final int METRIC_HISTOGRAM = 7;

  private final Protobuf out = new Protobuf();

  private ProtobufExposition() {}

  /** The families, each behind its length. */
  static byte[] write(Iterable<MetricFamilySamples> families) {
    var exposition = new ProtobufExposition();
    for (var family : families) {
      exposition.add(family);
    }
    return exposition.out.toBytes();
  }

  private void add(MetricFamilySamples family) {
    switch (family.type) {
      case COUNTER -> addSingles(family, family.samples, TYPE_COUNTER);
      case GAUGE, INFO, STATE_SET -> addSingles(family, family.samples, TYPE_GAUGE);
      case SUMMARY -> addGroups(family, "quantile", "");
      case HISTOGRAM -> addGroups(family, "le", "_bucket");
      // Its counts fall, which a histogram's never do: its series are told one by one.
      case UNKNOWN, GAUGE_HISTOGRAM -> addSingles(family, family.samples, TYPE_UNTYPED);
    }
  }

  /** Families of one value a series, which are named like their series. */
  private void addSingles(MetricFamilySamples family, List<Sample> samples, int type) {
    var byName = new LinkedHashMap<String, List<Sample>>();
    for (var sample : samples) {
      byName.computeIfAbsent(sample.name, _ -> new ArrayList<>()).add(sample);
    }
    byName.forEach(
        (name, all) -> {
          // When a counter was made is no counter.
          boolean counts = type == TYPE_COUNTER && !name.endsWith("_created");
          int actual = type == TYPE_COUNTER && !counts ? TYPE_GAUGE : type;
          var message = head(family, name, actual);
          for (var sample : all) {
            message.message(4, single(sample, actual));
          }
          out.delimited(message);
        });
  }

  private static Protobuf single(Sample sample, int type) {
    var value = new Protobuf().real(1, sample.value);
    if (type == TYPE_COUNTER && sample.exemplar != null) {
      value.message(2, exemplar(sample.exemplar));
    }
    int field =
        switch (type) {
          case TYPE_COUNTER -> METRIC_COUNTER;
          case TYPE_GAUGE -> METRIC_GAUGE;
          default -> METRIC_UNTYPED;
        };
    var metric = labels(sample.labelNames, sample.labelValues, "").message(field, value);
    return timed(metric, sample);
  }

  /** The samples of one summary or histogram. */
  private static final class Group {
    private final Sample first;
    private final List<Sample> parts = new ArrayList<>();
    private @Nullable Sample count;
    private @Nullable Sample sum;

    private Group(Sample first) {
      this.first = first;
    }
  }

  /**
   * Summaries or histograms.
   *
   * @param partLabel the label that tells the quantiles or buckets of one apart
   * @param partSuffix what the names of these series end in
   */
  private void addGroups(MetricFamilySamples family, String partLabel, String partSuffix) {
    var groups = new LinkedHashMap<Map<String, String>, Group>();
    var others = new ArrayList<Sample>();
    for (var sample : family.samples) {
      boolean isPart =
          sample.name.equals(family.name + partSuffix) && sample.labelNames.contains(partLabel);
      boolean isCount = sample.name.equals(family.name + "_count");
      boolean isSum = sample.name.equals(family.name + "_sum");
      if (!isPart && !isCount && !isSum) {
        others.add(sample);
        continue;
      }
      var group = groups.computeIfAbsent(without(sample, partLabel), _ -> new Group(sample));
      if (isPart) {
        group.parts.add(sample);
      } else if (isCount) {
        group.count = sample;
      } else {
        group.sum = sample;
      }
    }
    boolean isHistogram = family.type == Collector.Type.HISTOGRAM;
    var message = head(family, family.name, isHistogram ? TYPE_HISTOGRAM : TYPE_SUMMARY);
    for (var group : groups.values()) {
      var first = group.first;
      var metric = labels(first.labelNames, first.labelValues, partLabel);
      if (isHistogram) {
        metric.message(METRIC_HISTOGRAM, histogram(family, group));
      } else {
        metric.message(METRIC_SUMMARY, summary(group));
      }
      message.message(4, timed(metric, first));
    }
    if (!groups.isEmpty()) {
      out.delimited(message);
    }
    addSingles(family, others, TYPE_GAUGE);
  }

  private static Map<String, String> without(Sample sample, String label) {
    var labels = new LinkedHashMap<String, String>();
    for (int at = 0; at < sample.labelNames.size(); at++) {
      if (!sample.labelNames.get(at).equals(label)) {
        labels.put(sample.labelNames.get(at), sample.labelValues.get(at));
      }
    }
    return labels;
  }

  private static Protobuf totals(Group group) {
    var message = new Protobuf();
    if (group.count != null) {
      message.unsigned(1, (long) group.count.value);
    }
    if (group.sum != null) {
      message.real(2, group.sum.value);
    }
    return message;
  }

  private static Protobuf summary(Group group) {
    var message = totals(group);
    for (var part : group.parts) {
      double quantile = number(label(part, "quantile"));
      message.message(3, new Protobuf().real(1, quantile).real(2, part.value));
    }
    return message;
  }

  private static Protobuf histogram(MetricFamilySamples family, Group group) {
    var message = totals(group);
    for (var part : group.parts) {
      var bucket = new Protobuf().unsigned(1, (long) part.value).real(2, number(label(part, "le")));
      if (part.exemplar != null) {
        bucket.message(3, exemplar(part.exemplar));
      }
      message.message(3, bucket);
    }
    if (family instanceof NativeFamily natives) {
      var values = new ArrayList<>(without(group.first, "le").values());
      var tally = natives.tally(values);
      if (tally != null) {
        NativeBuckets.write(message, tally.cells());
        for (var part : group.parts) {
          if (part.exemplar != null) {
            message.message(16, exemplar(part.exemplar));
          }
        }
      }
    }
    return message;
  }

  private static String label(Sample sample, String name) {
    return sample.labelValues.get(sample.labelNames.indexOf(name));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static Protobuf head(MetricFamilySamples family, String name, int type) {
    var head = new Protobuf().text(1, name).text(2, family.help).unsigned(3, type);
    if (!family.unit.isEmpty()) {
      head.text(5, family.unit);
    }
    return head;
  }

  private static Protobuf labels(List<String> names, List<String> values, String without) {
    var metric = new Protobuf();
    for (int at = 0; at < names.size(); at++) {
      if (!names.get(at).equals(without)) {
        metric.message(1, pair(names.get(at), values.get(at)));
      }
    }
    return metric;
  }

  private static Protobuf pair(String name, String value) {
    return new Protobuf().text(1, name).text(2, value);
  }

  private static Protobuf timed(Protobuf metric, Sample sample) {
    return sample.timestampMs == null
        ? metric
        : metric.unsigned(METRIC_TIMESTAMP, sample.timestampMs);
  }

  private static Protobuf exemplar(Exemplar exemplar) {
    var message = new Protobuf();
    for (int at = 0; at < exemplar.getNumberOfLabels(); at++) {
      message.message(1, pair(exemplar.getLabelName(at), exemplar.getLabelValue(at)));
    }
    message.real(2, exemplar.getValue());
    var millis = exemplar.getTimestampMs();
    if (millis != null) {
      var timestamp =
          new Protobuf()
              .unsigned(1, Math.floorDiv(millis, 1_000))
              .unsigned(2, Math.floorMod(millis, 1_000) * 1_000_000L);
      message.message(3, timestamp);
    }
    return message;
  }
}
