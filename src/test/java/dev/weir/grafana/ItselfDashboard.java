package dev.weir.grafana;

import static dev.weir.grafana.Dashboards.CHOSEN;
import static dev.weir.grafana.Dashboards.ofReplicas;
import static dev.weir.grafana.Panel.graph;
import static dev.weir.grafana.Panel.timeline;

import dev.weir.grafana.Dashboard.Row;
import java.util.List;

/** Weir's own health: whether it can be relied on now. */
final class ItselfDashboard {
  private static final String RATE = "[$__rate_interval]";

  private ItselfDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "weir-itself",
        "Weir: its own health",
        "The replicas of Weir: what they reach, how far they are behind, and what they need.",
        List.of(Variable.NAMESPACE, Variable.PIPELINE),
        List.of(replicas(), reading(), state(), traces(), process()));
  }

  private static Row replicas() {
    return Row.of(
        "Replicas",
        flag(
            "Scraped",
            "Replicas of the last day that Prometheus reaches.",
            Look.UP,
            "up and on (job, instance) last_over_time(weir:replica{" + CHOSEN + "}[1d])"),
        flag(
            "Leads",
            "The replica that judges and counts losses.",
            Look.YES,
            ofReplicas("weir_leader")),
        flag("Kafka", "Whether the brokers are reached.", Look.UP, ofReplicas("weir_kafka_up")),
        flag("Store", "Whether the store is reached.", Look.UP, ofReplicas("weir_store_up")),
        timeline(
                "Versions",
                "What runs.",
                Look.YES,
                Query.of(
                    ofReplicas("weir_build_info"),
                    "{{instance}}: {{version}}, Java {{java}}, native: {{native}}"))
            .wide(24));
  }

  private static Panel flag(String title, String description, Look look, String expression) {
    return timeline(title, description, look, Query.of(expression, "{{instance}}"));
  }

  private static Row reading() {
    return Row.of(
        "Reading",
        graph(
            "Behind, by topic",
            "How long ago the records were written that are read now.",
            Look.SECONDS.redFrom(10),
            Query.of("max by (topic) (weir_observer_lag_seconds{" + CHOSEN + "})", "{{topic}}")),
        graph(
            "Not read yet, by topic",
            "Records in the topics that Weir has not read.",
            Look.COUNT,
            Query.of("sum by (topic) (weir_observer_lag_records{" + CHOSEN + "})", "{{topic}}")),
        graph(
            "Records a second, by replica",
            "How the replicas share what is read.",
            Look.PER_SECOND,
            rate("instance", "weir_stage_events_total")));
  }

  private static Row state() {
    return Row.of(
        "State",
        graph(
            "Commits a second, by outcome",
            "Writes of state to the store.",
            Look.PER_SECOND,
            rate("outcome", "weir_commits_total")),
        graph(
            "Commits that fail",
            "The share of those writes that do not succeed; an alert from 10 % on.",
            Look.SHARE.redFrom(0.1),
            Query.of("weir:commits_failed:ratio_rate5m{" + CHOSEN + "}", "share")),
        graph(
            "Commit, p99",
            "One in a hundred of those writes takes longer.",
            Look.SECONDS,
            Query.of("weir:commit_duration_seconds:p99_rate5m{" + CHOSEN + "}", "p99")));
  }

  private static Row traces() {
    return Row.of(
        "Journal and traces",
        graph(
                "Sightings a second",
                "Events noted for the look-up of traces, by what became of the notes.",
                Look.PER_SECOND,
                rate("outcome", "weir_journal_sightings_total"))
            .wide(6),
        graph(
                "Sampled",
                "The share of traces of which sightings are kept.",
                Look.SHARE,
                Query.of(
                    "max by (instance) (weir_journal_sampling_ratio{" + CHOSEN + "})",
                    "{{instance}}"))
            .wide(6),
        graph(
                "Traces a second",
                "Traces by what was decided on sending spans of them; only where spans are exported.",
                Look.PER_SECOND,
                rate("decision", "weir_traces_total"))
            .wide(6),
        graph(
                "Spans a second",
                "Spans by what became of them; only where spans are exported.",
                Look.PER_SECOND,
                rate("outcome", "weir_spans_total"))
            .wide(6));
  }

  private static Row process() {
    return Row.of(
        "Process",
        graph(
                "Heap",
                "Memory that objects take.",
                Look.BYTES,
                Query.of(
                    "sum by (instance) ("
                        + ofReplicas("jvm_memory_used_bytes{area=\"heap\"}")
                        + ")",
                    "{{instance}}"))
            .wide(6),
        graph(
                "Processor",
                "The share of the machine's processors that is used.",
                Look.SHARE,
                Query.of(ofReplicas("process_cpu_usage"), "{{instance}}"))
            .wide(6),
        graph(
                "Threads",
                "Threads that live.",
                Look.COUNT,
                Query.of(ofReplicas("jvm_threads_live_threads"), "{{instance}}"))
            .wide(6),
        graph(
                "Requests a second",
                "Requests of the API by their answer's status.",
                Look.PER_SECOND,
                Query.of(
                    "sum by (instance, status) ("
                        + ofReplicas("rate(http_server_requests_seconds_count" + RATE + ")")
                        + ")",
                    "{{instance}} {{status}}"))
            .wide(6));
  }

  private static Query rate(String label, String counter) {
    return Query.of(
        "sum by (" + label + ") (rate(" + counter + "{" + CHOSEN + "}" + RATE + "))",
        "{{" + label + "}}");
  }
}
