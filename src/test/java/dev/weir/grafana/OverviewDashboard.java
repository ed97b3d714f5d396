package dev.weir.grafana;

import static dev.weir.grafana.Dashboards.CHOSEN;
import static dev.weir.grafana.Dashboards.ofReplicas;
import static dev.weir.grafana.Panel.graph;
import static dev.weir.grafana.Panel.stat;
import static dev.weir.grafana.Panel.timeline;

import dev.weir.grafana.Dashboard.Row;
import java.util.List;

/** The whole pipeline, from what a trading desk asks first to what explains it. */
final class OverviewDashboard {
  private static final String STAGES = "{" + CHOSEN + ",stage=~\"$stage\"}";
  private static final String HOPS = "{" + CHOSEN + ",to=~\"$stage\"}";
  private static final String HOP = "{{from}} → {{to}}";

  private OverviewDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "weir-overview",
        "Weir: pipeline",
        "Whether data flows through the pipeline, how fresh, how fast and how completely.",
        List.of(Variable.NAMESPACE, Variable.PIPELINE, Variable.stages(true)),
        List.of(health(), stages(), hops(), orders(), itself()));
  }

  private static Row health() {
    return Row.of(
        "System health",
        stat(
            "Pipeline",
            "The verdict on the whole pipeline.",
            Look.STATUS,
            Query.of("weir:pipeline_status:code{" + CHOSEN + "}", "")),
        stat(
            "Alerts",
            "Alerts of this pipeline that fire now.",
            Look.COUNT.redFrom(1),
            Query.of("count(" + Dashboards.ALERTS + ") or vector(0)", "")),
        stat(
            "End to end, p99",
            "One in a hundred events takes longer from the first stage to the last.",
            Look.SECONDS,
            Query.of("weir:pipeline_latency_seconds:p99_rate5m{" + CHOSEN + "}", "")),
        stat(
            "Kafka",
            "Whether every replica of Weir reaches the brokers.",
            Look.UP,
            Query.of("min(" + ofReplicas("weir_kafka_up") + ")", "")),
        stat(
            "Store",
            "Whether every replica of Weir reaches its store.",
            Look.UP,
            Query.of("min(" + ofReplicas("weir_store_up") + ")", "")),
        stat(
            "Weir is behind",
            "How long ago the records were written that Weir reads now; it judges nothing from 10 s on.",
            Look.SECONDS.redFrom(10),
            Query.of("weir:observer_lag_seconds:max{" + CHOSEN + "}", "")),
        timeline(
            "Stages",
            "The verdict on each stage.",
            Look.STATUS,
            Query.of("weir:stage_status:code" + STAGES, "{{stage}}")),
        timeline(
            "Bottleneck",
            "The stage that holds the pipeline back: the first in trouble that does not merely suffer.",
            Look.YES,
            Query.of("max by (stage) (weir_bottleneck" + STAGES + ")", "{{stage}}")));
  }

  private static Row stages() {
    return Row.of(
        "Stages",
        graph(
            "Events a second",
            "Records that were read from the topics of each stage.",
            Look.PER_SECOND,
            Query.of("weir:stage_events:rate5m" + STAGES, "{{stage}}")),
        graph(
            "Freshness",
            "The age of each stage's newest event.",
            Look.SECONDS,
            Query.of("weir:stage_freshness_seconds" + STAGES, "{{stage}}")),
        graph(
            "Keys that are not live",
            "Keys, such as symbols, whose newest event is older than the stage's thresholds.",
            Look.COUNT,
            Query.of(
                "max by (stage, status) (weir_stage_keys{"
                    + CHOSEN
                    + ",stage=~\"$stage\",status!=\"LIVE\"})",
                "{{stage}} {{status}}")));
  }

  private static Row hops() {
    return Row.of(
        "Hops",
        graph(
            "Latency, p50",
            "Half of the events take longer from one stage to the next.",
            Look.SECONDS,
            Query.of("weir:hop_latency_seconds:p50_rate5m" + HOPS, HOP)),
        graph(
            "Latency, p95",
            "One in twenty events takes longer from one stage to the next.",
            Look.SECONDS,
            Query.of("weir:hop_latency_seconds:p95_rate5m" + HOPS, HOP)),
        graph(
            "Latency, p99",
            "One in a hundred events takes longer from one stage to the next; an alert from 1 s on.",
            Look.SECONDS.redFrom(1),
            Query.of("weir:hop_latency_seconds:p99_rate5m" + HOPS, HOP)));
  }

  private static Row orders() {
    return Row.of(
        "Signals and orders",
        stat(
                "Events",
                "Records of each stage in the time that is shown.",
                Look.COUNT,
                Query.of(
                    "sum by (stage) (increase(weir_stage_events_total" + STAGES + "[$__range]))",
                    "{{stage}}"))
            .wide(24),
        count("Lost", "Messages without a successor before their deadline.", "lost"),
        count("Late", "Messages whose successor came after its deadline.", "late"),
        count("Duplicated", "Successors of messages that already had theirs.", "duplicated"),
        count("Extra", "Successors of no message that is known.", "extra"),
        graph(
                "In time, a second",
                "Messages whose successor came before its deadline.",
                Look.PER_SECOND,
                Query.of(
                    "sum by (from, to) (rate(weir_hop_completed_total"
                        + HOPS
                        + "[$__rate_interval]))",
                    HOP))
            .wide(12),
        graph(
                "Share that is lost",
                "Of the messages that were judged, also those that came late; an alert from 1 % on.",
                Look.SHARE.redFrom(0.01),
                Query.of("weir:hop_lost:ratio_rate5m" + HOPS, HOP))
            .wide(12));
  }

  private static Panel count(String title, String description, String what) {
    return stat(
            title,
            description,
            Look.COUNT.redFrom(1),
            Query.of(
                "sum by (from, to) (increase(weir_hop_" + what + "_total" + HOPS + "[$__range]))",
                HOP))
        .wide(6);
  }

  private static Row itself() {
    return Row.of(
        "Weir itself",
        stat(
            "Replicas",
            "Replicas of Weir that can be scraped.",
            Look.COUNT,
            Query.of("count(weir:replica{" + CHOSEN + "})", "")),
        stat(
            "Leads",
            "How many replicas lead: one, but for moments.",
            Look.COUNT,
            Query.of("sum(" + ofReplicas("weir_leader") + ")", "")),
        stat(
            "Not read yet",
            "Records in the topics that Weir has not read.",
            Look.COUNT,
            Query.of("weir:observer_lag_records:sum{" + CHOSEN + "}", "")),
        stat(
            "Commits that fail",
            "The share of writes of Weir's state that do not succeed; an alert from 10 % on.",
            Look.SHARE.redFrom(0.1),
            Query.of("weir:commits_failed:ratio_rate5m{" + CHOSEN + "}", "")),
        stat(
            "Commit, p99",
            "One in a hundred writes of Weir's state takes longer.",
            Look.SECONDS,
            Query.of("weir:commit_duration_seconds:p99_rate5m{" + CHOSEN + "}", "")),
        stat(
            "Rejected",
            "The largest share of a stage's records of which something could not be read.",
            Look.SHARE.redFrom(0.01),
            Query.of("max(weir:stage_rejected:ratio_rate5m" + STAGES + ")", "")));
  }
}
