package dev.weir.grafana;

import static dev.weir.grafana.Dashboards.CHOSEN;
import static dev.weir.grafana.Panel.graph;
import static dev.weir.grafana.Panel.stat;
import static dev.weir.grafana.Panel.timeline;

import dev.weir.grafana.Dashboard.Row;
import java.util.List;

/** All that is known of one stage, and of the hops that lead to it and from it. */
final class StageDashboard {
  private static final String STAGE = "{" + CHOSEN + ",stage=\"$stage\"}";
  private static final String INTO = "{" + CHOSEN + ",to=\"$stage\"}";
  private static final String OUT_OF = "{" + CHOSEN + ",from=\"$stage\"}";
  private static final String RATE = "[$__rate_interval]";

  private StageDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "weir-stage",
        "Weir: stage",
        "One stage: what it writes, what of it cannot be read, and its hops.",
        List.of(Variable.NAMESPACE, Variable.PIPELINE, Variable.stages(false)),
        List.of(now(), events(), oddities(), into(), onTheWay(), outOf()));
  }

  private static Row now() {
    return Row.of(
        "Now",
        stat(
            "Verdict",
            "What Weir says of the stage; its page and /monitoring/health say why.",
            Look.STATUS,
            Query.of("weir:stage_status:code" + STAGE, "")),
        stat(
            "Freshness",
            "The age of the newest event.",
            Look.SECONDS,
            Query.of("weir:stage_freshness_seconds" + STAGE, "")),
        stat(
            "Events a second",
            "By the events' own times, over the last 60 seconds.",
            Look.PER_SECOND,
            Query.of("max(weir_stage_rate" + STAGE + ")", "")),
        timeline(
            "Trouble comes from",
            "The stage to blame: this one, or one above it from which it suffers.",
            Look.YES,
            Query.of("weir:stage_root" + STAGE, "{{root}}")));
  }

  private static Row events() {
    return Row.of(
        "Events",
        graph(
                "Events a second by topic",
                "Records that were read.",
                Look.PER_SECOND,
                sum("topic", "weir_stage_events_total"))
            .wide(6),
        graph(
                "Bytes a second by topic",
                "Keys and values, without headers.",
                Look.BYTES_PER_SECOND,
                sum("topic", "weir_stage_bytes_total"))
            .wide(6),
        graph(
                "Freshness",
                "The age of the newest event.",
                Look.SECONDS,
                Query.of("weir:stage_freshness_seconds" + STAGE, "{{stage}}"))
            .wide(6),
        graph(
                "Keys",
                "Keys, such as symbols, by the age of their newest event.",
                Look.COUNT,
                Query.of("max by (status) (weir_stage_keys" + STAGE + ")", "{{status}}"))
            .wide(6));
  }

  private static Row oddities() {
    return Row.of(
        "What could not be read, and clocks",
        graph(
                "Rejected a second",
                "Records of which something could not be read, by the reason.",
                Look.PER_SECOND,
                sum("reason", "weir_stage_rejected_total"))
            .wide(6),
        graph(
                "Traced a second",
                "Records with a trace id, by the notation that it is in.",
                Look.PER_SECOND,
                sum("format", "weir_stage_traces_total"))
            .wide(6),
        graph(
                "Odd times a second",
                "Records whose time is ahead, far behind, missing or not believed.",
                Look.PER_SECOND,
                sum("kind", "weir_stage_clock_events_total"))
            .wide(6),
        graph(
                "Clock skew",
                "The most that event times of the last minute were ahead or behind.",
                Look.SECONDS,
                Query.of(
                    "max by (direction) (weir_stage_clock_skew_seconds" + STAGE + ")",
                    "{{direction}}"))
            .wide(6));
  }

  private static Row into() {
    return Row.of(
        "From the stage before",
        graph(
            "Latency",
            "From the stage before to this one; points are single messages and lead to their traces.",
            Look.SECONDS,
            quantile(0.5, "p50"),
            quantile(0.95, "p95"),
            quantile(0.99, "p99").withExemplars()),
        graph(
            "Accounts, a second",
            "What became of the messages that this stage was to follow up.",
            Look.PER_SECOND,
            account("completed", "in time"),
            account("lost", "lost"),
            account("late", "late"),
            account("duplicated", "duplicated"),
            account("extra", "extra")),
        graph(
            "Older than their parents, a second",
            "Events that are older than what they follow from, because clocks differ.",
            Look.PER_SECOND,
            account("negative_latency", "negative")));
  }

  private static Row onTheWay() {
    return Row.of(
        "On the way to Weir",
        graph(
                "From the event to the log",
                "How long producers took, where the broker stamps records; a sample.",
                Look.SECONDS,
                delay("append", 0.5, "p50"),
                delay("append", 0.99, "p99"))
            .wide(12),
        graph(
                "From the log to Weir",
                "How old records were when Weir read them; a sample.",
                Look.SECONDS,
                delay("read", 0.5, "p50"),
                delay("read", 0.99, "p99"))
            .wide(12));
  }

  private static Row outOf() {
    return Row.of(
        "To the stages after",
        graph(
                "Latency, p99",
                "One in a hundred events takes longer from this stage to the next.",
                Look.SECONDS.redFrom(1),
                Query.of("weir:hop_latency_seconds:p99_rate5m" + OUT_OF, "→ {{to}}"))
            .wide(12),
        graph(
                "Share that is lost",
                "Of this stage's messages, those that the next one did not follow up in time.",
                Look.SHARE.redFrom(0.01),
                Query.of("weir:hop_lost:ratio_rate5m" + OUT_OF, "→ {{to}}"))
            .wide(12));
  }

  private static Query sum(String label, String counter) {
    return Query.of(
        "sum by (" + label + ") (rate(" + counter + STAGE + RATE + "))", "{{" + label + "}}");
  }

  private static Query account(String what, String legend) {
    return Query.of(
        "sum by (from) (rate(weir_hop_" + what + "_total" + INTO + RATE + "))",
        "{{from}} " + legend);
  }

  private static Query quantile(double quantile, String legend) {
    return quantile("weir_hop_latency_seconds", INTO, "from", quantile, "{{from}} " + legend);
  }

  private static Query delay(String what, double quantile, String legend) {
    return quantile("weir_stage_" + what + "_delay_seconds", STAGE, "stage", quantile, legend);
  }

  /** From native histograms where there are some, else from classic ones. */
  private static Query quantile(
      String metric, String chosen, String label, double quantile, String legend) {
    var ofNative = "sum by (%s) (rate(%s%s%s))".formatted(label, metric, chosen, RATE);
    var ofClassic = "sum by (%s, le) (rate(%s_bucket%s%s))".formatted(label, metric, chosen, RATE);
    return Query.of(
        "histogram_quantile(%s, %s) or histogram_quantile(%s, %s)"
            .formatted(quantile, ofNative, quantile, ofClassic),
        legend);
  }
}
