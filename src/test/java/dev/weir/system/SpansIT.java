package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.LocalStack;
import dev.weir.stack.WeirProcess;
import dev.weir.system.OtlpReceiver.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans of a pipeline that nobody instrumented, as a collector receives them. */
class SpansIT {
  private static final List<String> STAGES =
      List.of("market-data", "strategy", "risk", "execution", "portfolio");

  private static final String DEFINITION =
      """
      weir:
        namespace: spans
        start: 1h
        commit-interval: 200ms
        traces: { share: 1, settle: 4s }
        pipeline:
          name: trading
          stages:
            market-data: { topics: [market.ticks] }
            strategy: { topics: [trading.signals], after: { market-data: { expect: some } } }
            risk: { topics: [trading.signals.checked], after: { strategy: { expect: every, within: 1s } } }
            execution: { topics: [trading.orders], after: { risk: { expect: every, within: 1s } } }
            portfolio: { topics: [trading.portfolio], after: { execution: { expect: every, within: 1s } } }
          groups: { risk-runner: { stage: risk } }
      """;

  private final LocalStack stack = LocalStack.running();
  private final Records records = new Records(stack.kafka().bootstrap());
  private final OtlpReceiver collector = new OtlpReceiver();
  private final List<WeirProcess> replicas = new ArrayList<>();
  private int chains;

  private WeirProcess weir() {
    var weir =
        new WeirProcess(DEFINITION)
            .heap("256m")
            .kafka(stack.kafka().bootstrap())
            .redis(stack.redis().url())
            .environment("QUARKUS_OTEL_SDK_DISABLED", "false")
            .environment("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
            .property("quarkus.otel.bsp.schedule.delay", "100ms")
            .property("kafka.session.timeout.ms", "6000")
            .property("kafka.heartbeat.interval.ms", "1000");
    replicas.add(weir);
    return weir;
  }

  @BeforeEach
  void topics() {
    stack.kafka().createTopics(Workload.TOPICS.values(), 4, Map.of());
  }

  @AfterEach
  void close() {
    records.close();
    replicas.forEach(WeirProcess::close);
    collector.close();
    stack.close();
  }

  /** What one message is known by on its way. */
  private record Chain(String trace, Instant began, List<String> events) {}

  /**
   * A message that is seen in the stages so many milliseconds after its beginning.
   *
   * @param causes whether events name their parents
   * @param span the span id that the second service writes; null for none
   */
  private Chain chain(Instant began, boolean causes, @Nullable String span, int... afterMs) {
    chains++;
    var trace = UUID.randomUUID().toString().replace("-", "");
    var events = new ArrayList<String>();
    @Nullable String parent = null;
    for (int at = 0; at < afterMs.length; at++) {
      var id = "019353a1-%04d-7000-8000-%012d".formatted(at, chains);
      var body =
          """
          {"id":"%s","timestamp":"%s","data":{"symbol":"S%d"},"trace_id":"%s","causation_id":%s}"""
              .formatted(
                  id,
                  began.plusMillis(afterMs[at]),
                  chains,
                  trace,
                  parent == null || !causes ? "null" : "\"" + parent + "\"");
      var topic = Objects.requireNonNull(Workload.TOPICS.get(STAGES.get(at)));
      var record = new ProducerRecord<>(topic, Records.bytes("S" + chains), Records.bytes(body));
      if (span != null && at == 1) {
        record.headers().add("traceparent", Records.bytes("00-" + trace + "-" + span + "-01"));
      }
      records.send(record);
      events.add(id);
      parent = id;
    }
    records.flush();
    return new Chain(trace, began, events);
  }

  private static Instant lately() {
    return Instant.now().minusSeconds(3).truncatedTo(ChronoUnit.MILLIS);
  }

  private List<Span> spans(Chain chain) {
    return collector.spans().stream().filter(span -> span.traceId().equals(chain.trace())).toList();
  }

  private List<Span> awaitSpans(Chain chain, int count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(spans(chain))
                    .as(() -> replicas.getFirst().process().tail())
                    .hasSize(count));
    return spans(chain);
  }

  /** What is not of Weir's own work. */
  private Set<Span> ofStages() {
    return collector.spans().stream()
        .filter(span -> !span.service().equals("weir"))
        .collect(Collectors.toSet());
  }

  private List<Span> own() {
    return collector.spans().stream().filter(span -> span.service().equals("weir")).toList();
  }

  private static Span of(List<Span> spans, String service) {
    var found = spans.stream().filter(span -> span.service().equals(service)).toList();
    assertThat(found).as(service).hasSize(1);
    return found.getFirst();
  }

  private static long nanos(Chain chain, int afterMs) {
    return ChronoUnit.NANOS.between(Instant.EPOCH, chain.began().plusMillis(afterMs));
  }

  private static double metric(WeirProcess weir, String name, String label) {
    return weir.management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains("\"" + label + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private double decided(String decision) {
    return replicas.stream().mapToDouble(weir -> metric(weir, "weir_traces_total", decision)).sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void aTraceArrivesWholeAndWhatIsLostIsAnError(String protocol) {
    var weir = weir().property("quarkus.otel.exporter.otlp.protocol", protocol);
    weir.start();
    weir.awaitReady();
    int[] times = {0, 20, 25, 125, 625};
    var whole = chain(lately(), true, null, times);
    var lost = chain(lately(), true, null, 0, 20);
    var traced = chain(lately(), true, "00f067aa0ba902b7", times);

    var spans = awaitSpans(whole, 6);
    var root = of(spans, "trading");
    assertThat(root.parentSpanId()).isEmpty();
    assertThat(root.name()).isEqualTo("trading");
    assertThat(root.kind()).isEqualTo(1);
    assertThat(root.startNanos()).isEqualTo(nanos(whole, 0));
    assertThat(root.endNanos()).isEqualTo(nanos(whole, 625));
    var above = root;
    for (int at = 0; at < STAGES.size(); at++) {
      var stage = STAGES.get(at);
      var span = of(spans, stage);
      var topic = Workload.TOPICS.get(stage);
      assertThat(span.parentSpanId()).as(stage).isEqualTo(above.spanId());
      assertThat(span.resource())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("service.name", stage, "service.namespace", "spans"));
      assertThat(span.name()).isEqualTo("send " + topic);
      assertThat(span.kind()).isEqualTo(4);
      assertThat(span.startNanos()).isEqualTo(nanos(whole, times[Math.max(at - 1, 0)]));
      assertThat(span.endNanos()).isEqualTo(nanos(whole, times[at]));
      assertThat(span.status()).isZero();
      assertThat(span.links()).isEmpty();
      var attributes = new HashMap<>(span.attributes());
      assertThat(attributes.remove("messaging.destination.partition.id")).matches("[0-3]");
      assertThat(attributes.remove("messaging.kafka.offset")).matches("[0-9]+");
      assertThat(attributes.remove("messaging.consumer.group.name"))
          .isEqualTo(stage.equals("risk") ? "risk-runner" : null);
      assertThat(attributes)
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "messaging.system", "kafka",
                  "messaging.operation.type", "send",
                  "messaging.operation.name", "send",
                  "messaging.destination.name", String.valueOf(topic),
                  "messaging.message.id", whole.events().get(at),
                  "messaging.kafka.message.key", "S1",
                  "weir.pipeline", "trading"));
      above = span;
    }

    var missing = of(awaitSpans(lost, 4), "risk");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.message()).isEqualTo("no event within 1s");
    assertThat(missing.name()).isEqualTo("process trading.signals");
    assertThat(missing.kind()).isEqualTo(5);
    assertThat(missing.parentSpanId()).isEqualTo(of(spans(lost), "strategy").spanId());
    assertThat(missing.startNanos()).isEqualTo(nanos(lost, 20));
    assertThat(missing.endNanos()).isEqualTo(nanos(lost, 1_020));
    assertThat(of(spans(lost), "trading").status()).isEqualTo(2);

    var under = of(awaitSpans(traced, 6), "strategy");
    assertThat(under.parentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(under.links()).containsExactly(of(spans(traced), "market-data").spanId());

    assertThat(collector.paths())
        .contains(protocol.equals("grpc") ? OtlpReceiver.GRPC_PATH : OtlpReceiver.HTTP_PATH);
    await().untilAsserted(() -> assertThat(metric(weir, "weir_spans_total", "sent")).isEqualTo(16));
    assertThat(decided("incomplete")).isOne();
    assertThat(decided("share")).isEqualTo(2);
    // Of Weir's own work for the pipeline there are batches, and none of its calls to Redis.
    assertThat(own()).extracting(Span::name).containsOnly("process", "commit");
    assertThat(own())
        .filteredOn(span -> span.name().equals("process"))
        .allMatch(span -> span.kind() == 5 && span.parentSpanId().isEmpty())
        .allMatch(span -> span.attributes().containsKey("messaging.batch.message_count"))
        .flatExtracting(Span::links)
        .contains(of(spans(whole), "portfolio").spanId(), "00f067aa0ba902b7");
  }

  @Test
  void ofTwoReplicasOneSendsATrace() {
    weir();
    weir();
    replicas.forEach(WeirProcess::start);
    replicas.forEach(WeirProcess::awaitReady);
    Figures.awaitShares(replicas);
    var all = new ArrayList<Chain>();
    for (int at = 0; at < 40; at++) {
      // Without parents' ids each event may be the first, for the replica that reads it.
      all.add(chain(lately().plusMillis(at), false, null, 0, 20, 25, 125, 625));
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(decided("share")).isEqualTo(all.size());
              assertThat(decided("not_first")).isEqualTo(4.0 * all.size());
              assertThat(
                      replicas.stream()
                          .mapToDouble(w -> metric(w, "weir_spans_total", "sent"))
                          .sum())
                  .isEqualTo(6.0 * all.size());
            });
    for (var chain : all) {
      assertThat(spans(chain)).hasSize(6);
      assertThat(spanIds(chain)).hasSize(6);
    }
    assertThat(replicas)
        .as("both have sent some")
        .allMatch(weir -> metric(weir, "weir_spans_total", "sent") > 0);
  }

  private Set<String> spanIds(Chain chain) {
    return spans(chain).stream().map(Span::spanId).collect(Collectors.toSet());
  }

  @Test
  void aReplicaThatWasKilledSendsTheSameSpansAgain() {
    var weir = weir().property("weir.store", "memory");
    weir.start();
    weir.awaitReady();
    var whole = chain(lately(), true, null, 0, 20, 25, 125, 625);
    var lost = chain(lately(), true, null, 0, 20, 25);
    awaitSpans(whole, 6);
    awaitSpans(lost, 5);
    var before = ofStages();

    weir.kill();
    collector.clear();
    weir.start();
    weir.awaitReady();
    awaitSpans(whole, 6);
    awaitSpans(lost, 5);
    assertThat(ofStages()).isEqualTo(before);
  }

  @Test
  void aCollectorThatIsAwayIsCountedAndSaidOnce() {
    var weir = weir();
    collector.close();
    weir.start();
    weir.awaitReady();
    for (int at = 0; at < 3; at++) {
      chain(lately(), true, null, 0, 20, 25, 125, 625);
      double failed = 6.0 * (at + 1);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> metric(weir, "weir_spans_total", "failed") == failed);
    }
    assertThat(weir.process().tail().lines())
        .filteredOn(line -> line.contains("spans are not taken by the collector"))
        .hasSize(1);
    Figures.awaitExactly(weir, "portfolio", 3);
  }
}
