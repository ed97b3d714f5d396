package dev.weir.telemetry;

import dev.weir.monitor.Tallies.LatencyTally;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The catalogue: every metric family, with its name, unit, labels and help. A name that ends in its
 * unit says so to OpenMetrics as well.
 */
// Its lists are made by List.of, which the checker cannot see.
@SuppressWarnings("ImmutableEnumChecker")
enum Family {
  STAGE_EVENTS(
      "weir_stage_events_total",
      Collector.Type.COUNTER,
      "",
      "Records read from the topics of a stage by this process.",
      "stage",
      "topic"),
  STAGE_BYTES(
      "weir_stage_bytes_total",
      Collector.Type.COUNTER,
      "bytes",
      "Key and value bytes of those records, without headers.",
      "stage",
      "topic"),
  STAGE_REJECTED(
      "weir_stage_rejected_total",
      Collector.Type.COUNTER,
      "",
      "Records of which something that was configured and present could not be read.",
      "stage",
      "reason"),
  STAGE_TRACES(
      "weir_stage_traces_total",
      Collector.Type.COUNTER,
      "",
      "Records with a usable trace id by the notation that it was found in.",
      "stage",
      "format"),
  STAGE_CLOCK_EVENTS(
      "weir_stage_clock_events_total",
      Collector.Type.COUNTER,
      "",
      "Records whose time is ahead of or far behind their record's, missing, or not believed.",
      "stage",
      "kind"),
  STAGE_CLOCK_SKEW(
      "weir_stage_clock_skew_seconds",
      Collector.Type.GAUGE,
      "seconds",
      "The most that event times of the last 60 seconds were ahead or behind; 0 below a second.",
      "stage",
      "direction"),
  STAGE_APPEND_DELAY(
      "weir_stage_append_delay_seconds",
      Collector.Type.HISTOGRAM,
      "seconds",
      "From an event's time to its record's where the broker stamps it; one record of each fetch.",
      "stage"),
  STAGE_READ_DELAY(
      "weir_stage_read_delay_seconds",
      Collector.Type.HISTOGRAM,
      "seconds",
      "From a record's time to when Weir read it; one record of each fetch.",
      "stage"),
  STAGE_FRESHNESS(
      "weir_stage_freshness_seconds",
      Collector.Type.GAUGE,
      "seconds",
      "Age of the newest event of a stage over all partitions.",
      "stage"),
  STAGE_RATE(
      "weir_stage_rate",
      Collector.Type.GAUGE,
      "",
      "Events per second of a stage by event time over the last 60 seconds.",
      "stage"),
  STAGE_STATUS(
      "weir_stage_status",
      Collector.Type.GAUGE,
      "",
      "1 for the status that a stage has now, 0 for the others.",
      "stage",
      "status"),
  STAGE_CAUSE(
      "weir_stage_cause",
      Collector.Type.GAUGE,
      "",
      "1 for the upstream stage that a stage only suffers from now; absent while there is none.",
      "stage",
      "cause"),
  STAGE_KEYS(
      "weir_stage_keys",
      Collector.Type.GAUGE,
      "",
      "Keys of a stage, such as symbols, by the age of their newest event.",
      "stage",
      "status"),
  HOP_LATENCY(
      "weir_hop_latency_seconds",
      Collector.Type.HISTOGRAM,
      "seconds",
      "Event time of a child minus that of its parent; negative ones are left out.",
      "from",
      "to"),
  HOP_NEGATIVE_LATENCY(
      "weir_hop_negative_latency_total",
      Collector.Type.COUNTER,
      "",
      "Children that are older than their parent, because clocks differ.",
      "from",
      "to"),
  HOP_COMPLETED(
      "weir_hop_completed_total",
      Collector.Type.COUNTER,
      "",
      "Parents whose child came in time, counted by the leader.",
      "from",
      "to"),
  HOP_LOST(
      "weir_hop_lost_total",
      Collector.Type.COUNTER,
      "",
      "Parents judged to be without a child, also those whose child came later.",
      "from",
      "to"),
  HOP_LATE(
      "weir_hop_late_total",
      Collector.Type.COUNTER,
      "",
      "Parents whose child came after its deadline.",
      "from",
      "to"),
  HOP_DUPLICATED(
      "weir_hop_duplicated_total",
      Collector.Type.COUNTER,
      "",
      "Children of a parent that already had its child.",
      "from",
      "to"),
  HOP_EXTRA(
      "weir_hop_extra_total",
      Collector.Type.COUNTER,
      "",
      "Children without an expected parent.",
      "from",
      "to"),
  PIPELINE_LATENCY(
      "weir_pipeline_latency_seconds",
      Collector.Type.HISTOGRAM,
      "seconds",
      "Event time of the last stage's event minus that of its trace's earliest."),
  PIPELINE_STATUS(
      "weir_pipeline_status",
      Collector.Type.GAUGE,
      "",
      "1 for the status that the pipeline has now, 0 for the others.",
      "status"),
  BOTTLENECK(
      "weir_bottleneck",
      Collector.Type.GAUGE,
      "",
      "1 for the stage that holds the pipeline back now, 0 for the others.",
      "stage"),
  OBSERVER_LAG_RECORDS(
      "weir_observer_lag_records",
      Collector.Type.GAUGE,
      "",
      "Records in this process's partitions of a topic that Weir has not read yet.",
      "topic"),
  OBSERVER_LAG_SECONDS(
      "weir_observer_lag_seconds",
      Collector.Type.GAUGE,
      "seconds",
      "Time lag of this process's partition of a topic that is furthest behind.",
      "topic"),
  COMMITS(
      "weir_commits_total",
      Collector.Type.COUNTER,
      "",
      "Writes of partition state to the store by what became of them.",
      "outcome"),
  COMMIT_DURATION(
      "weir_commit_duration_seconds",
      Collector.Type.HISTOGRAM,
      "seconds",
      "How long writes of partition state to the store took."),
  JOURNAL_SIGHTINGS(
      "weir_journal_sightings_total",
      Collector.Type.COUNTER,
      "",
      "Sightings of traces by what became of them: kept, surplus beyond those of a trace, or dropped.",
      "outcome"),
  JOURNAL_SAMPLING(
      "weir_journal_sampling_ratio",
      Collector.Type.GAUGE,
      "ratio",
      "The share of traces of which this process keeps sightings now, from 0 to 1."),
  TRACES(
      "weir_traces_total",
      Collector.Type.COUNTER,
      "",
      "Traces by what was decided on sending spans of them.",
      "decision"),
  SPANS(
      "weir_spans_total",
      Collector.Type.COUNTER,
      "",
      "Spans that were made of traces, by what became of them.",
      "outcome"),
  KAFKA_UP(
      "weir_kafka_up",
      Collector.Type.GAUGE,
      "",
      "1 while the Kafka brokers can be reached, 0 if not."),
  STORE_UP(
      "weir_store_up", Collector.Type.GAUGE, "", "1 while the store can be reached, 0 if not."),
  LEADER(
      "weir_leader",
      Collector.Type.GAUGE,
      "",
      "1 if this replica validates, 0 if another one does."),
  BUILD_INFO(
      "weir_build_info",
      Collector.Type.GAUGE,
      "",
      "Always 1; the labels say what is running.",
      "version",
      "java",
      "native");

  private final String metric;
  private final Collector.Type type;
  private final String unit;
  private final String help;
  private final List<String> labels;

  Family(String metric, Collector.Type type, String unit, String help, String... labels) {
    this.metric = metric;
    this.type = type;
    this.unit = unit;
    this.help = help;
    this.labels = List.of(labels);
  }

  String metric() {
    return metric;
  }

  List<String> labels() {
    return labels;
  }

  /** Whether its series carry the namespace and the pipeline: all but what is of the process. */
  boolean ofPipeline() {
    return switch (this) {
      case KAFKA_UP, STORE_UP, LEADER, BUILD_INFO -> false;
      default -> true;
    };
  }

  /** The family with these samples. */
  MetricFamilySamples samples(List<Sample> samples) {
    // A counter's family has its name without the suffix that its series have.
    var name = type == Collector.Type.COUNTER ? metric.replaceAll("_total$", "") : metric;
    return new MetricFamilySamples(name, unit, type, help, new ArrayList<>(samples));
  }

  /**
   * The family of histograms with these samples.
   *
   * @param tallies by the values of their labels
   */
  MetricFamilySamples samples(List<Sample> samples, Map<List<String>, LatencyTally> tallies) {
    return new NativeFamily(metric, unit, help, new ArrayList<>(samples), tallies);
  }
}
