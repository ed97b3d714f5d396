package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.PrometheusBinary;
import dev.weir.stack.PrometheusServer;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real Prometheus makes of the metrics, next to the latencies that were written. */
class PrometheusIT {
  private static final int RECORDS = 20_000;
  private static final String HOP = "weir_hop_latency_seconds";
  private static final String DEFINITION =
      """
      weir:
        namespace: test
        store: memory
        start: earliest
        pipeline:
          name: trading
          stages:
            strategy: { topics: [parents] }
            risk: { topics: [children], after: { strategy: { expect: some } } }
      """;

  /** Seconds of each trace. */
  private static final Map<String, Double> WRITTEN = new HashMap<>();

  private static final KafkaServer KAFKA = KafkaServer.running();
  private static final WeirProcess WEIR = new WeirProcess(DEFINITION).kafka(KAFKA.bootstrap());

  @BeforeAll
  static void start() {
    KAFKA.createTopics(List.of("parents", "children"), 3, Map.of());
    write();
    WEIR.start();
    WEIR.awaitReady();
    Figures.awaitExactly(WEIR, "risk", RECORDS);
  }

  @AfterAll
  static void stop() {
    WEIR.close();
    KAFKA.close();
  }

  /** Most hops take some milliseconds, one in twenty takes seconds. */
  private static void write() {
    var random = new Random(11);
    var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    try (var records = new Records(KAFKA.bootstrap())) {
      for (int at = 0; at < RECORDS; at++) {
        double micros =
            random.nextInt(20) == 0
                ? random.nextDouble(1e6, 9e6)
                : 5_000 * Math.exp(random.nextGaussian());
        // The parent's id has the time to the millisecond; the child came so much later.
        var child = now.minusMillis(random.nextInt(30_000));
        var parent = child.minusNanos((long) (micros * 1_000)).truncatedTo(ChronoUnit.MILLIS);
        var trace = "%016x%016x".formatted(random.nextLong(), at + 1);
        WRITTEN.put(trace, parent.until(child, ChronoUnit.MICROS) / 1e6);
        records.send(child(trace, id(parent, random), child));
      }
      records.flush();
    }
  }

  private static UUID id(Instant time, Random random) {
    return new UUID(
        time.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
        random.nextLong() >>> 2 | Long.MIN_VALUE);
  }

  private static ProducerRecord<byte[], byte[]> child(String trace, UUID parent, Instant time) {
    var body =
        "{\"id\":\"%s\",\"timestamp\":\"%s\",\"causation_id\":\"%s\"}"
            .formatted(UUID.randomUUID(), time, parent);
    var record = new ProducerRecord<byte[], byte[]>("children", null, Records.bytes(body));
    record.headers().add("traceparent", Records.bytes("00-" + trace + "-00f067aa0ba902b7-01"));
    return record;
  }

  private static PrometheusServer prometheus(boolean nativeHistograms) {
    try {
      return new PrometheusServer(
          PrometheusBinary.find(),
          URI.create(WEIR.managementUrl()).getAuthority(),
          nativeHistograms);
    } catch (IOException e) {
      return Assumptions.abort("skipped, as there is no Prometheus here: " + e.getMessage());
    }
  }

  private static double only(PrometheusServer prometheus, String promql) {
    return Objects.requireNonNull(prometheus.value(promql), promql);
  }

  /** Waits until a scrape has told of all records. */
  private static void awaitAll(PrometheusServer prometheus, String count) {
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(prometheus.value(count))
                    .as("%s; %s", prometheus.targets(), prometheus.tail())
                    .isEqualTo(Double.valueOf(RECORDS)));
  }

  @Test
  void quantilesOfNativeHistogramsAreTrueWithinOnePercent() {
    try (var prometheus = prometheus(true)) {
      awaitAll(prometheus, "histogram_count(" + HOP + ")");
      var truth = WRITTEN.values().stream().mapToDouble(seconds -> seconds).sorted().toArray();
      for (double quantile : new double[] {0.5, 0.95, 0.99}) {
        double expected = truth[(int) Math.ceil(quantile * RECORDS) - 1];
        assertThat(only(prometheus, "histogram_quantile(%s, %s)".formatted(quantile, HOP)))
            .as("quantile %s", quantile)
            .isBetween(0.99 * expected, 1.01 * expected);
      }
      assertThat(only(prometheus, "histogram_sum(" + HOP + ")"))
          .isCloseTo(Arrays.stream(truth).sum(), withinPercentage(0.0001));
      assertExemplars(prometheus, HOP);
      // What is no histogram is there in this format as well.
      assertThat(prometheus.value("weir_stage_events_total{stage=\"risk\"}"))
          .isEqualTo(Double.valueOf(RECORDS));
      assertThat(prometheus.query("jvm_memory_used_bytes")).isNotEmpty();
    }
  }

  @Test
  void aPrometheusWithoutThemReadsTheTextAndItsExemplars() {
    try (var prometheus = prometheus(false)) {
      awaitAll(prometheus, HOP + "_count");
      assertExemplars(prometheus, HOP + "_bucket");
      assertThat(prometheus.query("jvm_memory_used_bytes")).isNotEmpty();
    }
  }

  /** Each names a trace that was written, with the latency that it had. */
  private static void assertExemplars(PrometheusServer prometheus, String series) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(prometheus.exemplars(series)).isNotEmpty());
    int exemplars = 0;
    for (var one : prometheus.exemplars(series)) {
      for (var exemplar : one.path("exemplars")) {
        var trace = exemplar.at("/labels/trace_id").asText();
        assertThat(WRITTEN).containsEntry(trace, exemplar.path("value").asDouble());
        exemplars++;
      }
    }
    assertThat(exemplars).isPositive();
  }
}
