package dev.weir.telemetry;

import static dev.weir.telemetry.MetricMessages.get;
import static dev.weir.telemetry.MetricMessages.has;
import static dev.weir.telemetry.MetricMessages.message;
import static dev.weir.telemetry.MetricMessages.messages;
import static dev.weir.telemetry.MetricMessages.real;
import static dev.weir.telemetry.MetricMessages.whole;

import com.google.protobuf.DynamicMessage;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Values by series, from either format, so that they can be compared. */
final class MetricSeries {
  private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private MetricSeries() {}

  /** Series in the classic text. */
  static Map<String, Double> ofText(String text) {
    var series = new TreeMap<String, Double>();
    for (var line : text.lines().filter(one -> !one.startsWith("#")).toList()) {
      var parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IllegalArgumentException("not a sample: " + line);
      }
      var labels = new TreeMap<String, String>();
      var found = LABEL.matcher(parts.group(2) == null ? "" : parts.group(2));
      while (found.find()) {
        labels.put(
            found.group(1),
            found.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
      }
      var value = parts.group(3).replace("Inf", "Infinity");
      series.put(parts.group(1) + labels, Double.valueOf(value));
    }
    return series;
  }

  /** The series that messages stand for. */
  static Map<String, Double> ofMessages(List<DynamicMessage> families) {
    var series = new TreeMap<String, Double>();
    for (var family : families) {
      var name = (String) get(family, "name");
      for (var metric : messages(family, "metric")) {
        var labels = new TreeMap<String, String>();
        for (var label : messages(metric, "label")) {
          labels.put((String) get(label, "name"), (String) get(label, "value"));
        }
        add(series, name, labels, metric);
      }
    }
    return series;
  }

  private static void add(
      Map<String, Double> series, String name, Map<String, String> labels, DynamicMessage metric) {
    for (var single : List.of("counter", "gauge", "untyped")) {
      if (has(metric, single)) {
        series.put(name + labels, real(message(metric, single), "value"));
      }
    }
    for (var group : List.of("summary", "histogram")) {
      if (has(metric, group)) {
        var totals = message(metric, group);
        series.put(name + "_count" + labels, (double) whole(totals, "sample_count"));
        series.put(name + "_sum" + labels, real(totals, "sample_sum"));
        boolean isSummary = group.equals("summary");
        for (var part : messages(totals, isSummary ? "quantile" : "bucket")) {
          var all = new TreeMap<>(labels);
          double of = real(part, isSummary ? "quantile" : "upper_bound");
          all.put(isSummary ? "quantile" : "le", Collector.doubleToGoString(of));
          double value = isSummary ? real(part, "value") : (double) whole(part, "cumulative_count");
          series.put(name + (isSummary ? "" : "_bucket") + all, value);
        }
      }
    }
  }

  /** Those of Weir itself. */
  static Map<String, Double> weir(Map<String, Double> series) {
    var ours = new TreeMap<>(series);
    ours.keySet().removeIf(name -> !name.startsWith("weir_"));
    return ours;
  }
}
