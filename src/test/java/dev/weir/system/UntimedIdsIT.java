package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.stack.LocalStack;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Where ids are random and nothing else tells when a parent happened, latency and loss come from
 * the journal, whichever replica saw what.
 */
class UntimedIdsIT {
  private static final Map<String, String> HOPS =
      Map.of(
          "risk",
          "/monitoring/hops/strategy/risk/",
          "execution",
          "/monitoring/hops/risk/execution/");

  private final LocalStack stack = LocalStack.running();
  private final List<WeirProcess> replicas = List.of(weir(), weir());
  private final Records records = new Records(stack.kafka().bootstrap());

  private WeirProcess weir() {
    return new WeirProcess(PlantedFlow.DEFINITION + "  traces: { settle: 18s }\n")
        .heap("256m")
        .kafka(stack.kafka().bootstrap())
        .redis(stack.redis().url());
  }

  @BeforeEach
  void start() {
    stack.kafka().createTopics(List.of("signals", "checked", "orders"), 4, Map.of());
    replicas.forEach(WeirProcess::start);
    replicas.forEach(WeirProcess::awaitReady);
    Figures.awaitShares(replicas);
  }

  @AfterEach
  void close() {
    records.close();
    replicas.forEach(WeirProcess::close);
    stack.close();
  }

  @Test
  void whatIsLostLateAndTooManyIsNamedAndTheLatencyIsTold() {
    var flow = new PlantedFlow(records.producer(), 3, 40, false);
    long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
    while (System.nanoTime() < end || !flow.isDone()) {
      if (System.nanoTime() < end) {
        flow.signal();
      }
      flow.run();
      LockSupport.parkNanos(5_000_000);
    }
    records.flush();
    assertThat(flow.planted("risk", "lost")).hasSizeGreaterThan(5);

    for (var weir : replicas) {
      await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertLatency(weir));
      HOPS.forEach(
          (stage, path) ->
              await()
                  .atMost(Duration.ofMinutes(2))
                  .untilAsserted(() -> assertPlanted(weir, flow, stage, path)));
      assertSampled(weir, flow);
    }
  }

  private static void assertLatency(WeirProcess weir) {
    for (var hop : Figures.reply(weir, "/monitoring/pipeline").path("hops")) {
      assertThat(hop.path("latency").path("p50").asDouble()).as(hop.toString()).isBetween(0.0, 1.0);
    }
  }

  private static void assertPlanted(WeirProcess weir, PlantedFlow flow, String stage, String path) {
    for (var kind : List.of("lost", "late", "duplicated", "extra")) {
      assertThat(ids(weir, path + kind)).as(path + kind).isEqualTo(flow.planted(stage, kind));
    }
  }

  private static void assertSampled(WeirProcess weir, PlantedFlow flow) {
    var hop = Figures.reply(weir, "/monitoring/pipeline").path("hops").get(0);
    assertThat(hop.path("basis").asText()).isEqualTo("sampled");
    assertThat(hop.path("samplingRate").asDouble()).isEqualTo(1);
    assertThat(hop.path("unaccounted").asLong()).isZero();
    assertThat(sum(hop, "completed", "lost", "late")).isEqualTo(flow.written().get("signals"));
  }

  private static long sum(JsonNode hop, String... figures) {
    long sum = 0;
    for (var figure : figures) {
      sum += hop.path(figure).asLong();
    }
    return sum;
  }

  private static Map<String, Integer> ids(WeirProcess weir, String path) {
    var reply = Figures.reply(weir, path + "?limit=10000");
    assertThat(reply.path("exact").asBoolean()).isFalse();
    var ids = new HashMap<String, Integer>();
    for (var item : reply.path("items")) {
      assertThat(item.path("offset").isIntegralNumber()).as(item.toString()).isTrue();
      ids.merge(item.path("id").asText(), item.path("multiplicity").asInt(), Integer::sum);
    }
    return ids;
  }
}
