package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.stack.LocalStack;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that are looked up by whatever one knows of them, at either of two replicas. */
class TraceIT {
  private static final List<String> STAGES =
      List.of("market-data", "strategy", "risk", "execution", "portfolio");

  private static final String DEFINITION =
      """
      weir:
        namespace: traces
        start: 1h
        commit-interval: 200ms
        pipeline:
          name: trading
          stages:
            market-data: { topics: [market.ticks] }
            strategy: { topics: [trading.signals], after: { market-data: { expect: some } } }
            risk: { topics: [trading.signals.checked], after: { strategy: { expect: every, within: 15s } } }
            execution:
              topics: [trading.orders]
              after: { risk: { expect: every, where: "json:/data/decision=approved", within: 5s } }
            portfolio: { topics: [trading.portfolio], after: { execution: { expect: every, within: 2s } } }
      """;

  private final LocalStack stack = LocalStack.running();
  private final Records records = new Records(stack.kafka().bootstrap());
  private final List<WeirProcess> replicas = new ArrayList<>();
  private int chains;

  private WeirProcess weir() {
    var weir =
        new WeirProcess(DEFINITION)
            .heap("256m")
            .kafka(stack.kafka().bootstrap())
            .redis(stack.redis().url())
            .property("weir.look-ups-per-second", "100000")
            .property("kafka.session.timeout.ms", "6000")
            .property("kafka.heartbeat.interval.ms", "1000");
    replicas.add(weir);
    return weir;
  }

  private void startBoth() {
    weir();
    weir();
    replicas.forEach(WeirProcess::start);
    replicas.forEach(WeirProcess::awaitReady);
    Figures.awaitShares(replicas);
  }

  @BeforeEach
  void topics() {
    stack.kafka().createTopics(Workload.TOPICS.values(), 4, Map.of());
  }

  @AfterEach
  void close() {
    records.close();
    replicas.forEach(WeirProcess::close);
    stack.close();
  }

  /** What one message is known by on its way. */
  private record Chain(String trace, String correlation, List<String> events) {}

  /**
   * A message that goes through the stages one after the other, so many milliseconds after its
   * beginning; −1 for a stage that it does not reach. Each service has a tracer of its own.
   */
  private Chain chain(Instant began, int... afterMs) {
    chains++;
    var trace = UUID.randomUUID().toString().replace("-", "");
    var correlation = "order-" + chains;
    var events = new ArrayList<String>();
    @Nullable String parent = null;
    for (int at = 0; at < afterMs.length; at++) {
      if (afterMs[at] >= 0) {
        var id = "019353a1-%04d-7000-8000-%012d".formatted(at, chains);
        var body =
            """
            {"id":"%s","timestamp":"%s","data":{"symbol":"S%d","decision":"approved"},\
            "correlation_id":"%s","causation_id":%s}"""
                .formatted(
                    id,
                    began.plusMillis(afterMs[at]),
                    chains,
                    correlation,
                    parent == null ? "null" : "\"" + parent + "\"");
        var topic = Objects.requireNonNull(Workload.TOPICS.get(STAGES.get(at)));
        var record = new ProducerRecord<>(topic, Records.bytes("S" + chains), Records.bytes(body));
        headers(at, trace)
            .forEach((name, value) -> record.headers().add(name, Records.bytes(value)));
        records.send(record);
        events.add(id);
        parent = id;
      }
    }
    return new Chain(trace, correlation, events);
  }

  private static Map<String, String> headers(int stage, String trace) {
    return switch (stage) {
      case 0 -> Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
      case 1 -> Map.of("b3", trace.toUpperCase(Locale.ROOT) + "-00f067aa0ba902b7-1");
      case 2 ->
          // It knows no more than the half, in decimal.
          Map.of(
              "x-datadog-trace-id",
              Long.toUnsignedString(Long.parseUnsignedLong(trace.substring(16), 16)));
      case 3 ->
          Map.of(
              "X-Amzn-Trace-Id",
              "Root=1-%s-%s;Sampled=0".formatted(trace.substring(0, 8), trace.substring(8)));
      default -> Map.of("trace_id", hyphenated(trace));
    };
  }

  private static String hyphenated(String trace) {
    return trace.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  private static JsonNode trace(WeirProcess weir, String id) {
    return Figures.reply(weir, "/monitoring/traces/" + id);
  }

  private static JsonNode awaitSightings(WeirProcess weir, String id, int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(trace(weir, id).path("sightings"))
                    .as("%s, %s", id, weir.process().tail())
                    .hasSize(count));
    return trace(weir, id);
  }

  private static List<String> texts(JsonNode list, String field) {
    var texts = new ArrayList<String>();
    list.forEach(one -> texts.add(one.path(field).asText()));
    return texts;
  }

  private static List<String> hops(JsonNode trace) {
    var hops = new ArrayList<String>();
    for (var hop : trace.path("hops")) {
      hops.add(
          "%s %s %s %s"
              .formatted(
                  hop.path("from").asText(),
                  hop.path("to").asText(),
                  hop.path("latencySeconds").asText(),
                  hop.path("state").asText()));
    }
    return hops;
  }

  private static Instant lately(int secondsAgo) {
    return Instant.now().minusSeconds(secondsAgo).truncatedTo(ChronoUnit.MILLIS);
  }

  private static double kept(WeirProcess weir) {
    return weir.management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("weir_journal_sightings_total"))
        .filter(line -> line.contains("outcome=\"kept\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aMessageIsFoundWholeByAnyOfItsIdsAtEitherReplicaAndAfterARestart() {
    startBoth();
    var began = lately(1);
    var wanted = new ArrayList<Chain>();
    for (int at = 0; at < 20; at++) {
      wanted.add(chain(began.plusMillis(at), 0, 20, 25, 125, 625));
    }
    records.flush();

    for (var weir : replicas) {
      for (var chain : wanted) {
        awaitSightings(weir, chain.trace(), 5);
      }
    }
    assertThat(replicas).as("both have seen some of it").allMatch(weir -> kept(weir) > 0);
    var chain = wanted.getLast();
    var whole = trace(replicas.getFirst(), chain.trace());
    assertThat(whole.path("traceId").asText()).isEqualTo(chain.trace());
    assertThat(texts(whole.path("sightings"), "stage")).isEqualTo(STAGES);
    assertThat(texts(whole.path("sightings"), "eventId")).isEqualTo(chain.events());
    assertThat(texts(whole.path("sightings"), "format"))
        .containsExactly("w3c", "b3-single", "datadog", "aws-xray", "plain");
    assertThat(texts(whole.path("sightings"), "sampled"))
        .containsExactly("true", "true", "null", "false", "null");
    assertThat(hops(whole))
        .containsExactly(
            "market-data strategy 0.02 completed",
            "strategy risk 0.005 completed",
            "risk execution 0.1 completed",
            "execution portfolio 0.5 completed");
    var ids =
        new ArrayList<>(
            List.of(
                chain.trace().toUpperCase(Locale.ROOT),
                hyphenated(chain.trace()),
                chain.trace().substring(16),
                "00-" + chain.trace() + "-00f067aa0ba902b7-01",
                chain.correlation()));
    ids.addAll(chain.events());
    for (var weir : replicas) {
      for (var id : ids) {
        assertThat(trace(weir, id)).as(id).isEqualTo(whole);
      }
    }

    replicas.forEach(WeirProcess::kill);
    var again = replicas.getLast();
    again.start();
    again.awaitReady();
    assertThat(trace(again, chain.trace())).isEqualTo(whole);
    assertThat(trace(again, chain.events().get(2))).isEqualTo(whole);

    var unknown = again.get("/monitoring/traces/" + UUID.randomUUID());
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().path("type").asText()).isEqualTo("urn:weir:trace-unknown");
  }

  @Test
  void whatBecameOfAMessageOnEachHopIsSaid() {
    startBoth();
    var lost = chain(lately(50), 0, 20);
    var late = chain(lately(50), 0, 20, 18_000);
    var skewed = chain(lately(50), 100, 120, 40, 200, 300);
    records.flush();
    var weir = replicas.getFirst();

    awaitSightings(weir, lost.trace(), 2);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(hops(trace(weir, lost.correlation())))
                    .containsExactly(
                        "market-data strategy 0.02 completed", "strategy risk null missing"));
    awaitSightings(weir, late.trace(), 3);
    assertThat(hops(trace(weir, late.correlation())))
        .containsExactly(
            "market-data strategy 0.02 completed",
            "strategy risk 17.98 late",
            "risk execution null missing");
    awaitSightings(weir, skewed.trace(), 5);
    assertThat(hops(trace(weir, skewed.correlation())))
        .contains("strategy risk -0.08 negative", "risk execution 0.16 completed");

    var fresh = chain(lately(0), 0, 1);
    records.flush();
    awaitSightings(weir, fresh.trace(), 2);
    assertThat(hops(trace(weir, fresh.correlation())))
        .containsExactly("market-data strategy 0.001 completed", "strategy risk null pending");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> hops(trace(weir, fresh.correlation())).contains("strategy risk null missing"));
  }

  @Test
  void aboveItsBoundAReplicaSaysWhichTracesItCouldNotHaveKept() {
    weir().property("weir.journal.rate", "50");
    weir().property("weir.journal.rate", "50");
    replicas.forEach(WeirProcess::start);
    replicas.forEach(WeirProcess::awaitReady);
    var began = lately(1);
    var all = new ArrayList<Chain>();
    for (int at = 0; at < 4_000; at++) {
      all.add(chain(began, 0));
    }
    records.flush();
    Figures.awaitExactly(replicas.getFirst(), "market-data", all.size());

    for (var weir : replicas) {
      int found = 0;
      int notSampled = 0;
      // Those in the middle came when the rate had risen.
      for (var chain : all.subList(2_000, 2_600)) {
        var answer = weir.get("/monitoring/traces/" + chain.trace());
        if (answer.status() == 200) {
          found++;
          assertThat(answer.json().path("sightings")).hasSize(1);
        } else {
          assertThat(answer.status()).as(answer.body()).isEqualTo(404);
          notSampled +=
              answer.json().path("type").asText().equals("urn:weir:trace-not-sampled") ? 1 : 0;
        }
      }
      assertThat(found).isBetween(1, 250);
      assertThat(notSampled).isGreaterThan(300);
    }
  }

  @Test
  void withoutRedisAReplicaFindsWhatItHasSeen() {
    var weir = weir().property("weir.store", "memory");
    weir.start();
    weir.awaitReady();
    var chain = chain(lately(1), 0, 20, 25, 125, 625);
    records.flush();
    awaitSightings(weir, chain.correlation(), 5);
    assertThat(trace(weir, chain.trace())).isEqualTo(trace(weir, chain.events().getLast()));
  }

  @Test
  void aRedisThatIsAwayCostsLookUpsAndNothingElse() {
    var weir = weir();
    weir.start();
    weir.awaitReady();
    var before = chain(lately(1), 0, 20, 25, 125, 625);
    records.flush();
    awaitSightings(weir, before.trace(), 5);

    stack.redis().pause();
    var away = chain(lately(0), 0, 20, 25, 125, 625);
    records.flush();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> weir.get("/monitoring/traces/" + before.trace()).status(), s -> s == 503);
    assertThat(weir.get("/monitoring/traces/" + before.trace()).json().path("type").asText())
        .isEqualTo("urn:weir:store-unavailable");
    stack.redis().resume();

    awaitSightings(weir, before.trace(), 5);
    awaitSightings(weir, away.trace(), 5);
  }
}
