package dev.weir.telemetry;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats in which metrics are told. */
enum Exposition {
  /** Length-delimited messages, which alone can carry native histograms. */
  PROTOBUF(
      "application/vnd.google.protobuf;"
          + " proto=io.prometheus.client.MetricFamily; encoding=delimited"),
  /** OpenMetrics text, with exemplars. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
  /** Text as Prometheus always had it. */
  TEXT("text/plain; version=0.0.4; charset=utf-8");

  private final String contentType;

  Exposition(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /**
   * The format that an {@code Accept} header likes best; of several the one that it names first.
   *
   * @param accept the header, or null for none
   * @return OpenMetrics if it asks for nothing that we have
   */
  static Exposition accepted(@Nullable String accept) {
    var best = OPEN_METRICS;
    double bestQuality = 0;
    for (var range : accept == null ? new String[0] : accept.split(",", -1)) {
      var parts = range.split(";", -1);
      var format = named(parts);
      double quality = quality(parts);
      if (format != null && quality > bestQuality) {
        best = format;
        bestQuality = quality;
      }
    }
    return best;
  }

  private static @Nullable Exposition named(String[] parts) {
    return switch (word(parts[0])) {
      case "application/vnd.google.protobuf" -> isOurProtobuf(parts) ? PROTOBUF : null;
      case "application/openmetrics-text", "application/*", "*/*" -> OPEN_METRICS;
      // Browsers show text.
      case "text/plain", "text/html", "text/*" -> TEXT;
      default -> null;
    };
  }

  /** Whether it asks for delimited messages of metric families: there are other encodings. */
  private static boolean isOurProtobuf(String[] parts) {
    return parameter(parts, "proto", "").equals("io.prometheus.client.metricfamily")
        && parameter(parts, "encoding", "").equals("delimited");
  }

  private static double quality(String[] parts) {
    try {
      return Math.clamp(Double.parseDouble(parameter(parts, "q", "1")), 0, 1);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String parameter(String[] parts, String name, String otherwise) {
    for (int at = 1; at < parts.length; at++) {
      int equals = parts[at].indexOf('=');
      if (equals >= 0 && word(parts[at].substring(0, equals)).equals(name)) {
        return word(parts[at].substring(equals + 1)).replace("\"", "");
      }
    }
    return otherwise;
  }

  private static String word(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
