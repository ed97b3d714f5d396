package dev.weir.telemetry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.ClockView;
import dev.weir.monitor.FakeMonitoring;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.LatencyCells;
import dev.weir.monitor.Samples;
import dev.weir.monitor.SurfacesProfile;
import dev.weir.monitor.Tallies;
import dev.weir.monitor.Tallies.DelayTally;
import dev.weir.monitor.Tallies.Exemplar;
import dev.weir.monitor.Tallies.HopName;
import dev.weir.monitor.Tallies.HopTally;
import dev.weir.monitor.Tallies.LatencyTally;
import dev.weir.monitor.Tallies.NativeTally;
import dev.weir.monitor.Tallies.StageTally;
import dev.weir.monitor.Tallies.StageTopic;
import dev.weir.monitor.Tallies.TopicLag;
import dev.weir.monitoring.MonitoringFiles;
import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.Rejection;
import dev.weir.stack.PrometheusBinary;
import dev.weir.trace.TraceNotation;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SurfacesProfile.class)
@NullMarked
class MetricsTest {
  private static final String PIPELINE = "namespace=\"paper\",pipeline=\"trading\",";

  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Inject FakeMonitoring monitoring;

  @TestHTTPResource(value = "/metrics", management = true)
  URI metrics = URI.create("http://localhost/");

  @BeforeEach
  void reset() {
    monitoring.reset();
    var view = Samples.view(monitoring.pipeline, 75.5, 75.5, 0.25);
    var stages = new ArrayList<>(view.stages());
    var skewed = new ClockView(Duration.ofHours(3), null, null, 0, 0, 0, 0, null);
    stages.set(2, Samples.clocked(stages.get(2), skewed));
    monitoring.view = Samples.view(monitoring.pipeline, stages);
    var rejected = new long[Rejection.count()];
    rejected[1] = 5;
    var clock = new long[ClockCase.count()];
    clock[0] = 3;
    var traces = new long[TraceNotation.count()];
    traces[1] = 4;
    var latency =
        new LatencyTally(
            new double[] {0.1, 1},
            new long[] {3, 2, 1},
            7.5,
            4,
            new NativeTally(1, new int[] {-500, -499, 300}, new long[] {2, 2, 1}),
            List.of(new Exemplar(1, TRACE, 0.25, Instant.parse("2026-11-20T10:00:00.125Z"))));
    var none = new LatencyCells().toTally();
    monitoring.journal = new JournalQueue.Tally(12, 3, 4, 2);
    monitoring.tallies =
        new Tallies(
            Map.of(
                new StageTopic("market-data", "a"),
                    new StageTally(10, 1000, rejected, clock, traces),
                new StageTopic("market-data", "b"),
                    new StageTally(20, 2000, rejected, clock, traces)),
            Map.of(
                "market-data", new DelayTally(latency, latency),
                "risk", new DelayTally(none, latency)),
            Map.of(new HopName("market-data", "strategy"), latency),
            Map.of(new HopName("strategy", "risk"), new HopTally(100, 5, 4, 3, 2)),
            none,
            Map.of("committed", 17L),
            latency,
            Map.of("a", new TopicLag(12, 0.5)));
  }

  private String scrape(String accept) {
    return given().accept(accept).get(metrics).then().statusCode(200).extract().asString();
  }

  private static List<String> weir(String text) {
    return text.lines().filter(line -> line.startsWith("weir_")).toList();
  }

  @Test
  void seriesCarryNamesLabelsAndValuesOfTheContract() {
    var lines = weir(scrape("text/plain"));
    assertThat(lines)
        .contains(
            "weir_stage_events_total{" + PIPELINE + "stage=\"market-data\",topic=\"b\",} 20.0",
            "weir_stage_bytes_total{" + PIPELINE + "stage=\"market-data\",topic=\"a\",} 1000.0",
            "weir_stage_rejected_total{"
                + PIPELINE
                + "stage=\"market-data\",reason=\"body-missing\",} 10.0",
            "weir_stage_rejected_total{" + PIPELINE + "stage=\"risk\",reason=\"time-absurd\",} 0.0",
            "weir_stage_traces_total{"
                + PIPELINE
                + "stage=\"market-data\",format=\"b3-single\",} 8.0",
            "weir_stage_traces_total{" + PIPELINE + "stage=\"risk\",format=\"w3c\",} 0.0",
            "weir_stage_append_delay_seconds_count{" + PIPELINE + "stage=\"market-data\",} 6.0",
            "weir_stage_read_delay_seconds_sum{" + PIPELINE + "stage=\"risk\",} 7.5",
            "weir_stage_clock_events_total{"
                + PIPELINE
                + "stage=\"market-data\",kind=\"ahead\",} 6.0",
            "weir_stage_clock_events_total{"
                + PIPELINE
                + "stage=\"risk\",kind=\"quarantined\",} 0.0",
            "weir_stage_clock_skew_seconds{"
                + PIPELINE
                + "stage=\"risk\",direction=\"ahead\",} 10800.0",
            "weir_stage_clock_skew_seconds{"
                + PIPELINE
                + "stage=\"risk\",direction=\"behind\",} 0.0",
            "weir_stage_freshness_seconds{" + PIPELINE + "stage=\"market-data\",} 75.5",
            "weir_stage_rate{" + PIPELINE + "stage=\"risk\",} 120.0",
            "weir_stage_status{" + PIPELINE + "stage=\"market-data\",status=\"DOWN\",} 1.0",
            "weir_stage_status{" + PIPELINE + "stage=\"market-data\",status=\"HEALTHY\",} 0.0",
            "weir_stage_cause{" + PIPELINE + "stage=\"strategy\",cause=\"market-data\",} 1.0",
            "weir_stage_keys{" + PIPELINE + "stage=\"risk\",status=\"LIVE\",} 40.0",
            "weir_pipeline_status{" + PIPELINE + "status=\"DOWN\",} 1.0",
            "weir_bottleneck{" + PIPELINE + "stage=\"market-data\",} 1.0",
            "weir_bottleneck{" + PIPELINE + "stage=\"risk\",} 0.0",
            "weir_observer_lag_records{" + PIPELINE + "topic=\"a\",} 12.0",
            "weir_observer_lag_seconds{" + PIPELINE + "topic=\"a\",} 0.5",
            "weir_commits_total{" + PIPELINE + "outcome=\"committed\",} 17.0",
            "weir_commits_total{" + PIPELINE + "outcome=\"unavailable\",} 0.0",
            "weir_journal_sightings_total{" + PIPELINE + "outcome=\"kept\",} 12.0",
            "weir_journal_sightings_total{" + PIPELINE + "outcome=\"surplus\",} 3.0",
            "weir_journal_sightings_total{" + PIPELINE + "outcome=\"dropped\",} 4.0",
            "weir_journal_sampling_ratio{" + PIPELINE + "} 0.25",
            "weir_kafka_up 1.0",
            "weir_store_up 1.0",
            "weir_leader 1.0");
    assertThat(lines).anyMatch(line -> line.startsWith("weir_build_info{version=\""));
    assertThat(lines).filteredOn(line -> line.startsWith("weir_stage_cause")).hasSize(1);
  }

  @Test
  void histogramsAreCumulative() {
    var hop = PIPELINE + "from=\"market-data\",to=\"strategy\",";
    assertThat(weir(scrape("text/plain")))
        .contains(
            "weir_hop_latency_seconds_bucket{" + hop + "le=\"0.1\",} 3.0",
            "weir_hop_latency_seconds_bucket{" + hop + "le=\"1.0\",} 5.0",
            "weir_hop_latency_seconds_bucket{" + hop + "le=\"+Inf\",} 6.0",
            "weir_hop_latency_seconds_count{" + hop + "} 6.0",
            "weir_hop_latency_seconds_sum{" + hop + "} 7.5",
            "weir_hop_negative_latency_total{" + hop + "} 4.0");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    assertThat(scrape("text/plain")).doesNotContain("weir_pipeline_latency_seconds");
    monitoring.view = null;
    var before = weir(scrape("text/plain"));
    assertThat(before).noneMatch(line -> line.startsWith("weir_stage_freshness"));
    assertThat(before).contains("weir_pipeline_status{" + PIPELINE + "status=\"UNKNOWN\",} 1.0");
    assertThat(before).noneMatch(line -> line.endsWith("NaN"));
  }

  @Test
  void everyFamilyHasHelpAndTypeAndEveryCounterEndsInTotal() {
    var text = scrape("text/plain");
    var helped = new HashSet<String>();
    for (var line : text.lines().filter(one -> one.startsWith("# HELP weir_")).toList()) {
      var words = line.split(" ", 4);
      assertThat(words[3]).as(line).endsWith(".");
      helped.add(words[2]);
    }
    var typed = new TreeSet<String>();
    for (var line : text.lines().filter(one -> one.startsWith("# TYPE weir_")).toList()) {
      var words = line.split(" ", -1);
      assertThat(typed.add(words[2])).as("declared once: " + line).isTrue();
      assertThat(words[2].endsWith("_total")).as(line).isEqualTo(words[3].equals("counter"));
    }
    assertThat(typed).isEqualTo(new TreeSet<>(helped));
    // There is neither an origin time here nor a collector.
    var absent = EnumSet.of(Family.PIPELINE_LATENCY, Family.TRACES, Family.SPANS);
    var present = EnumSet.complementOf(absent).stream().map(Family::metric).toList();
    assertThat(typed).containsExactlyInAnyOrderElementsOf(present);
  }

  @Test
  void openMetricsStatesUnitsAndEnds() {
    var text = scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(text)
        .contains(
            "# UNIT weir_stage_bytes bytes",
            "# TYPE weir_stage_bytes counter",
            "# UNIT weir_hop_latency_seconds seconds",
            "# TYPE weir_stage_events counter")
        .endsWith("# EOF\n");
  }

  @Test
  void prometheusGetsTheExemplarsThatOnlyOpenMetricsHas() {
    var accept =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    var bucket = "weir_hop_latency_seconds_bucket{" + PIPELINE;
    assertThat(weir(scrape(accept)))
        .contains(
            bucket
                + "from=\"market-data\",to=\"strategy\",le=\"1.0\"} 5.0"
                + " # {trace_id=\""
                + TRACE
                + "\"} 0.25 1795168800.125");
    assertThat(scrape("text/plain")).doesNotContain(TRACE);
  }

  @Test
  void protobufTellsEverySeriesThatTextTells() throws IOException {
    given().get("/monitoring/health");
    var before = MetricSeries.ofText(scrape("text/plain"));
    var answer = given().accept(PROTOBUF).get(metrics).then().statusCode(200).extract();
    var after = MetricSeries.ofText(scrape("text/plain"));
    assertThat(answer.contentType())
        .isEqualTo(
            "application/vnd.google.protobuf;"
                + " proto=io.prometheus.client.MetricFamily; encoding=delimited");
    var told = MetricSeries.ofMessages(MetricMessages.read(answer.asByteArray()));
    // What the process measures of itself moves meanwhile.
    assertThat(told.keySet()).containsAll(before.keySet());
    assertThat(after.keySet()).containsAll(told.keySet());
    assertThat(told.keySet()).anyMatch(series -> series.startsWith("jvm_memory_used_bytes"));
    assertThat(told).containsAllEntriesOf(MetricSeries.weir(before));
    assertThat(MetricSeries.weir(before)).hasSizeGreaterThan(100);
  }

  @Test
  void everyHistogramOfOursIsNativeInProtobuf() throws IOException {
    var accept =
        PROTOBUF + ";q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3";
    var answer = given().accept(accept).get(metrics).asByteArray();
    var histograms = new TreeSet<String>();
    for (var family : MetricMessages.read(answer)) {
      var name = (String) MetricMessages.get(family, "name");
      if (name.startsWith("weir_") && MetricMessages.whole(family, "type") == 4) {
        for (var metric : MetricMessages.messages(family, "metric")) {
          var histogram = MetricMessages.message(metric, "histogram");
          assertThat(MetricMessages.has(histogram, "schema")).as(name).isTrue();
          assertThat(MetricMessages.messages(histogram, "positive_span")).as(name).hasSize(2);
          assertThat(MetricMessages.messages(histogram, "exemplars")).as(name).hasSize(1);
          histograms.add(name);
        }
      }
    }
    assertThat(histograms)
        .containsExactly(
            "weir_commit_duration_seconds",
            "weir_hop_latency_seconds",
            "weir_stage_append_delay_seconds",
            "weir_stage_read_delay_seconds");
  }

  @Test
  void metersOfTheProcessStay() {
    given().get("/monitoring/health");
    assertThat(scrape("text/plain")).contains("jvm_memory_used_bytes", "http_server_requests");
  }

  @Test
  void promtoolFindsNothing() throws IOException, InterruptedException {
    var promtool = MonitoringFiles.need(PrometheusBinary::promtool);
    var file = Files.createTempFile("metrics", ".txt");
    var ours = new StringBuilder();
    scrape("text/plain")
        .lines()
        .filter(line -> line.startsWith("weir_") || line.matches("# \\w+ weir_.*"))
        .forEach(line -> ours.append(line).append('\n'));
    assertThat(ours).isNotEmpty();
    Files.writeString(file, ours);
    var process =
        new ProcessBuilder(promtool.path().toString(), "check", "metrics")
            .redirectInput(file.toFile())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
    Files.delete(file);
  }
}
