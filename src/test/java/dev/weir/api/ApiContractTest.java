package dev.weir.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.flow.ClockView;
import dev.weir.flow.Gap;
import dev.weir.flow.HopAccount;
import dev.weir.flow.HopAccount.Kind;
import dev.weir.flow.HopItem;
import dev.weir.flow.HopView;
import dev.weir.flow.KeyCounts;
import dev.weir.flow.KeyStatus;
import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PipelineView;
import dev.weir.flow.Quantiles;
import dev.weir.flow.Reading;
import dev.weir.flow.RecordPlace;
import dev.weir.flow.StageView;
import dev.weir.ledger.IdWords;
import dev.weir.monitor.FakeMonitoring;
import dev.weir.monitor.KeyQuery;
import dev.weir.monitor.Samples;
import dev.weir.monitor.Sighting;
import dev.weir.monitor.SurfacesProfile;
import dev.weir.monitor.TracePath;
import dev.weir.monitor.Traces;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import dev.weir.trace.Sampling;
import dev.weir.trace.TraceNotation;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pins the JSON of the API byte by byte, but for blanks and the order of an object's fields. */
@QuarkusTest
@TestProfile(SurfacesProfile.class)
@NullMarked
class ApiContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject FakeMonitoring monitoring;

  @BeforeEach
  void reset() {
    monitoring.reset();
    monitoring.pipeline =
        Samples.pipeline(
            Samples.stage("feed", null, Samples.seconds(1, 60)),
            Samples.stage("sink", null, Samples.seconds(1, 60), "feed"));
    var feed =
        new StageView(
            "feed",
            List.of("a", "b"),
            5_000_000_000L,
            64_000,
            120.5,
            Samples.NOW.minusMillis(75_250),
            10,
            7,
            Map.of(Rejection.TIME_ABSURD, 2L, Rejection.BODY_MALFORMED, 3L),
            List.of(new Gap("a", 3, 10, 20)),
            new KeyCounts(40, 2, 1),
            new Reading(0, Duration.ZERO, null),
            new ClockView(Duration.ofMillis(1500), Duration.ofHours(3), null, 4, 5, 6, 7, null),
            Map.of(TraceNotation.B3_SINGLE, 4L, TraceNotation.W3C, 6L));
    var view = Samples.view(monitoring.pipeline, List.of(feed, Samples.wrote("sink", Double.NaN)));
    monitoring.view =
        new PipelineView(
            view.at(),
            view.stages(),
            view.hops(),
            new Quantiles(0.1, 0.2, 0.3, 0.4),
            view.observer());
  }

  private static void expect(String path, int status, String json) throws Exception {
    var answer = given().get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/json");
    assertThat(JSON.readTree(answer.asString())).isEqualTo(JSON.readTree(json));
  }

  private static final String OBSERVER =
      """
      {"replica": "weir-0", "replicas": 2, "leader": true, "lagRecords": 12, "lagSeconds": 0.25,
       "since": "2026-03-02T05:45:00Z", "kafka": "up", "store": "up", "problems": []}
      """;

  @Test
  void health() throws Exception {
    monitoring.view = Samples.view(monitoring.pipeline, 75.25, 75.25);
    expect(
        "/monitoring/health",
        503,
        """
        {"status": "DOWN",
         "reason": "feed: no event for 75 s (down from 60 s on), newest at 2026-03-02T05:58:44.750Z",
         "namespace": "paper", "pipeline": "trading", "checkedAt": "2026-03-02T06:00:00Z",
         "bottleneck": "feed",
         "stages": {
           "feed": {"status": "DOWN", "cause": null,
             "reason": "no event for 75 s (down from 60 s on), newest at 2026-03-02T05:58:44.750Z"},
           "sink": {"status": "DOWN", "cause": "feed",
             "reason": "starved: feed has been silent for 75 s"}},
         "observer": %s}
        """
            .formatted(OBSERVER));
  }

  @Test
  void healthBeforeTheFirstView() throws Exception {
    monitoring.withoutView = monitoring.observer();
    monitoring.view = null;
    expect(
        "/monitoring/health",
        503,
        """
        {"status": "UNKNOWN", "reason": "Weir has no figures yet", "namespace": "paper",
         "pipeline": "trading", "checkedAt": "2026-03-02T06:00:00Z", "bottleneck": null,
         "stages": {
           "feed": {"status": "UNKNOWN", "reason": "Weir has no figures yet", "cause": null},
           "sink": {"status": "UNKNOWN", "reason": "Weir has no figures yet", "cause": null}},
         "observer": %s}
        """
            .formatted(OBSERVER));
  }

  @Test
  void healthIsOkWhileDataFlows() {
    monitoring.view = Samples.view(monitoring.pipeline, 0.1, 0.1);
    given().get("/monitoring/health").then().statusCode(200);
    monitoring.view = Samples.view(monitoring.pipeline, 2, 0.1);
    assertThat(
            given()
                .get("/monitoring/health")
                .then()
                .statusCode(200)
                .extract()
                .path("status")
                .toString())
        .isEqualTo("DEGRADED");
  }

  @Test
  void pipeline() throws Exception {
    expect(
        "/monitoring/pipeline",
        200,
        """
        {"namespace": "paper", "pipeline": "trading", "status": "DOWN", "bottleneck": "feed",
         "reason": "feed: no event for 75 s (down from 60 s on), newest at 2026-03-02T05:58:44.750Z; sink: no event ever, looked for 15 min (down from 60 s on)",
         "at": "2026-03-02T06:00:00Z",
         "stages": [
           {"name": "feed", "status": "DOWN", "cause": null,
            "reason": "no event for 75 s (down from 60 s on), newest at 2026-03-02T05:58:44.750Z",
            "topics": ["a", "b"], "events": 5000000000, "bytes": 64000, "ratePerSecond": 120.5,
            "newestEventTime": "2026-03-02T05:58:44.750Z", "freshnessSeconds": 75.25,
            "traced": 10, "outOfOrder": 7, "rejected": {"body-malformed": 3, "time-absurd": 2},
            "gaps": [{"topic": "a", "partition": 3, "from": 10, "to": 20}],
            "keys": {"live": 40, "delayed": 2, "stale": 1},
            "clock": {"aheadSeconds": 1.5, "behindSeconds": 10800.0, "ahead": 4, "behind": 5,
              "untimed": 6, "quarantined": 7},
            "traceFormats": {"w3c": 6, "b3-single": 4}},
           {"name": "sink", "status": "DOWN", "cause": null,
            "reason": "no event ever, looked for 15 min (down from 60 s on)",
            "topics": ["topic.sink"], "events": 0, "bytes": 0, "ratePerSecond": null,
            "newestEventTime": null, "freshnessSeconds": null, "traced": 0, "outOfOrder": 0,
            "rejected": {}, "gaps": [], "keys": {"live": 0, "delayed": 0, "stale": 0},
            "clock": {"aheadSeconds": null, "behindSeconds": null, "ahead": 0, "behind": 0,
              "untimed": 0, "quarantined": 0},
            "traceFormats": {}}],
         "hops": [
           {"from": "feed", "to": "sink", "expect": "some",
            "latency": {"p50": 0.001, "p95": 0.005, "p99": 0.02, "max": 0.25},
            "completed": 1000, "pending": null, "lost": null, "late": null, "surplus": null,
            "duplicated": null, "extra": null, "unclassified": null, "unlinked": null,
            "unaccounted": null, "ratio": null,
            "negativeLatency": 2, "basis": "every", "samplingRate": 1.0}],
         "endToEnd": {"from": "feed", "to": "sink", "p50": 0.1, "p95": 0.2, "p99": 0.3, "max": 0.4},
         "observer": %s, "groups": []}
        """
            .formatted(OBSERVER));
  }

  @Test
  void observerSaysWhatIsWrong() {
    monitoring.view =
        Samples.seenBy(Samples.view(monitoring.pipeline, 0.1, 0.1), Samples.cutOff(false, true));
    var body = given().get("/monitoring/pipeline").jsonPath();
    assertThat(body.getString("observer.store")).isEqualTo("down");
    assertThat(body.getString("observer.kafka")).isEqualTo("up");
    assertThat(body.getString("observer.lagSeconds")).isNull();
    assertThat(body.getList("observer.problems", String.class))
        .containsExactly(
            "the store cannot be reached since 2026-03-02T05:59:55Z: connection refused");
  }

  private void account() {
    var hop = new Hop("feed", "sink", Hop.Expect.EVERY, Duration.ofSeconds(5), null);
    monitoring.pipeline =
        Samples.pipeline(
            Samples.stage("feed", null, null),
            new Stage(
                "sink", List.of(new TopicSelector.Exact("topic.sink")), List.of(hop), null, null));
    var view = Samples.view(monitoring.pipeline, 0.1, 0.1);
    var place =
        new RecordPlace(new PartitionId("topic.feed", 3), 17, 1_772_431_200_500_000L, "t-1");
    // Texts of one character.
    long letter = 1L << 50;
    var lost =
        new HopItem(new IdWords(letter | (0x41L << 42), 0, 0), 2, 1_772_431_200_000_000L, place);
    var unplaced =
        new HopItem(new IdWords(letter | (0x42L << 42), 0, 0), 1, 1_772_431_100_000_000L, null);
    var account =
        new HopAccount(
            100,
            3,
            Map.of(Kind.LOST, 3L, Kind.LATE, 4L, Kind.EXTRA, 5L, Kind.UNCLASSIFIED, 1L),
            6,
            7,
            2,
            List.of(100L, 3L, 4L, 0L, 5L),
            Map.of(Kind.LOST, List.of(unplaced, lost)),
            1_772_431_100_000_000L);
    monitoring.view =
        new PipelineView(
            view.at(),
            view.stages(),
            List.of(new HopView(hop, null, 0, 0, 0.5, account, false, null)),
            null,
            view.observer());
  }

  @Test
  void accountedHops() {
    account();
    var hop = given().get("/monitoring/pipeline").jsonPath().getMap("hops[0]");
    assertThat(hop)
        .containsEntry("completed", 100)
        .containsEntry("pending", 3)
        .containsEntry("lost", 3)
        .containsEntry("late", 4)
        .containsEntry("surplus", 6)
        .containsEntry("duplicated", 0)
        .containsEntry("extra", 5)
        .containsEntry("unclassified", 1)
        .containsEntry("unlinked", 6)
        .containsEntry("unaccounted", 7)
        .containsEntry("ratio", 0.5f)
        .containsEntry("basis", "every");
  }

  @Test
  void lostItems() {
    account();
    var first = given().get("/monitoring/hops/feed/sink/lost?limit=1").jsonPath();
    assertThat(first.getBoolean("more")).isTrue();
    assertThat(first.getBoolean("exact")).isFalse();
    assertThat(first.getMap("items[0]"))
        .containsEntry("id", "A")
        .containsEntry("traceId", "t-1")
        .containsEntry("stage", "feed")
        .containsEntry("eventTime", "2026-03-02T06:00:00.500Z")
        .containsEntry("topic", "topic.feed")
        .containsEntry("partition", 3)
        .containsEntry("offset", 17)
        .containsEntry("multiplicity", 2);
    var older =
        given().get("/monitoring/hops/feed/sink/lost?before=2026-03-02T06:00:00.500Z").jsonPath();
    assertThat(older.getBoolean("more")).isFalse();
    assertThat(older.getMap("items[0]"))
        .containsEntry("topic", null)
        .containsEntry("offset", null)
        .containsEntry("eventTime", "2026-03-02T05:58:20Z");
    assertThat(given().get("/monitoring/hops/feed/sink/late").jsonPath().getList("items"))
        .isEmpty();
    assertThat(given().get("/monitoring/hops/feed/sink/lost?since=10s").jsonPath().getList("items"))
        .hasSize(1);
  }

  @Test
  void rejected() throws Exception {
    expect(
        "/monitoring/stages/feed/rejected",
        200,
        """
        {"stage": "feed", "items": [
          {"reason": "trace-malformed", "topic": "ticks", "partition": 3, "offset": 4711,
           "recordTime": "2026-03-02T06:00:00Z", "headers": ["traceparent", "ce_id"],
           "detail": "trace: header traceparent is not of its form"},
          {"reason": "body-malformed", "topic": "ticks", "partition": 0, "offset": 12,
           "recordTime": null, "headers": [], "detail": "JSON is wrong at byte 17"}]}
        """);
    expect(
        "/monitoring/stages/feed/rejected?reason=body-missing&limit=10000",
        200,
        """
        {"stage": "feed", "items": []}
        """);
  }

  @Test
  void trace() throws Exception {
    var tick =
        new Sighting(
            "e-1",
            null,
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "00f067aa0ba902b7",
            Sampling.NOT_SAMPLED,
            TraceNotation.B3_MULTI,
            "INFY",
            "a",
            3,
            5_000_000_000L,
            Micros.of(Samples.NOW) + 125,
            Micros.of(Samples.NOW) + 1_500_000,
            0,
            0);
    var other =
        new Sighting(
            null,
            "e-1",
            null,
            null,
            Sampling.UNKNOWN,
            null,
            null,
            "topic.sink",
            0,
            0,
            0,
            Micros.of(Samples.NOW),
            0,
            2);
    monitoring.answer =
        new Traces.Answer.Found(
            new TracePath(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                List.of(new TracePath.Step("feed", tick), new TracePath.Step("sink", other)),
                List.of(
                    new TracePath.Passage("feed", "sink", 1_250L, TracePath.State.COMPLETED),
                    new TracePath.Passage("feed", "sink", null, TracePath.State.MISSING))));
    expect(
        "/monitoring/traces/order 7/1",
        200,
        """
        {"traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
         "sightings": [
           {"stage": "feed", "eventId": "e-1", "parentId": null,
            "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba902b7",
            "sampled": false, "format": "b3-multi", "key": "INFY",
            "topic": "a", "partition": 3, "offset": 5000000000,
            "eventTime": "2026-03-02T06:00:00.000125Z", "observedTime": "2026-03-02T06:00:01.500Z"},
           {"stage": "sink", "eventId": null, "parentId": "e-1", "traceId": null, "spanId": null,
            "sampled": null, "format": null, "key": null,
            "topic": "topic.sink", "partition": 0, "offset": 0,
            "eventTime": null, "observedTime": "2026-03-02T06:00:00Z"}],
         "hops": [
           {"from": "feed", "to": "sink", "latencySeconds": 0.00125, "state": "completed"},
           {"from": "feed", "to": "sink", "latencySeconds": null, "state": "missing"}]}
        """);
    assertThat(monitoring.sought).isEqualTo("order 7/1");
  }

  @Test
  void keys() throws Exception {
    expect(
        "/monitoring/stages/feed/keys?status=delayed&limit=10000&sort=events",
        200,
        """
        {"stage": "feed", "total": 2, "keys": [
          {"key": "AAPL", "status": "DELAYED", "events": 12,
           "newestEventTime": "2026-03-02T05:59:58.500Z", "ageSeconds": 1.5},
          {"key": "__other__", "status": "STALE", "events": 3,
           "newestEventTime": null, "ageSeconds": null}]}
        """);
    assertThat(monitoring.asked)
        .isEqualTo(new KeyQuery(KeyStatus.DELAYED, KeyQuery.Sort.EVENTS, 10_000));
    given().get("/monitoring/stages/feed/keys").then().statusCode(200);
    assertThat(monitoring.asked).isEqualTo(new KeyQuery(null, KeyQuery.Sort.AGE, 100));
  }

  @Test
  void validationIsKeptAndListed() throws Exception {
    monitoring.view = Samples.view(monitoring.pipeline, 0.4, 0.4);
    var made = given().post("/monitoring/validation");
    assertThat(made.statusCode()).isEqualTo(200);
    var json =
        """
        {"validationId": "0195-1", "timestamp": "2026-03-02T06:00:00Z", "namespace": "paper",
         "pipeline": "trading", "overall": "HEALTHY", "reason": "2 stages healthy",
         "bottleneck": null,
         "stages": {
           "feed": {"status": "HEALTHY", "reason": "newest event 0.4 s old, 120.0/s", "cause": null},
           "sink": {"status": "HEALTHY", "reason": "newest event 0.4 s old, 120.0/s", "cause": null}}}
        """;
    assertThat(JSON.readTree(made.asString())).isEqualTo(JSON.readTree(json));
    expect("/monitoring/validation", 200, json);
    expect("/monitoring/validation/history?hours=168", 200, "{\"validations\": [" + json + "]}");
  }
}
