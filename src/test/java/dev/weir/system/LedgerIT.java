package dev.weir.system;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every lost, late and surplus message is named, and no other, whatever happens to the replicas.
 */
class LedgerIT {
  private static final List<String> TOPICS = List.of("signals", "checked", "orders");
  private static final Map<String, String> HOPS =
      Map.of(
          "risk",
          "/monitoring/hops/strategy/risk/",
          "execution",
          "/monitoring/hops/risk/execution/");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LocalStack stack = LocalStack.running();
  private final List<WeirProcess> replicas = List.of(weir(), weir());
  private final Records records = new Records(stack.kafka().bootstrap());

  private final KafkaConsumer<byte[], byte[]> reader =
      new KafkaConsumer<>(
          Map.of("bootstrap.servers", stack.kafka().bootstrap(), "max.poll.records", "1"),
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer());

  private WeirProcess weir() {
    return new WeirProcess(PlantedFlow.DEFINITION)
        .heap("256m")
        .kafka(stack.kafka().bootstrap())
        .redis(stack.redis().url())
        .property("kafka.session.timeout.ms", "6000")
        .property("kafka.heartbeat.interval.ms", "1000");
  }

  @BeforeEach
  void start() {
    stack.kafka().createTopics(TOPICS, 12, Map.of());
    replicas.forEach(WeirProcess::start);
    replicas.forEach(WeirProcess::awaitReady);
  }

  @AfterEach
  void close() {
    reader.close();
    records.close();
    replicas.forEach(WeirProcess::close);
    stack.close();
  }

  /** Writes so many signals a second for a while, and what follows from them. */
  private static void play(PlantedFlow flow, int perSecond, Duration length) {
    long end = System.nanoTime() + length.toNanos();
    long began = System.nanoTime();
    long written = 0;
    while (System.nanoTime() < end || !flow.isDone()) {
      long wanted = (Math.min(System.nanoTime(), end) - began) * perSecond / 1_000_000_000;
      for (; written < wanted; written++) {
        flow.signal();
      }
      flow.run();
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void thePlantedIdsAreTheReportedOnesThoughReplicasAreKilled() {
    var flow = new PlantedFlow(records.producer(), 1, 400);
    play(flow, 2_000, Duration.ofSeconds(5));
    replicas.getFirst().kill();
    play(flow, 2_000, Duration.ofSeconds(9));
    replicas.getFirst().start();
    replicas.getLast().kill();
    play(flow, 2_000, Duration.ofSeconds(5));
    replicas.getLast().start();
    replicas.forEach(WeirProcess::awaitReady);
    play(flow, 2_000, Duration.ofSeconds(2));
    records.flush();

    for (var weir : replicas) {
      HOPS.forEach((stage, path) -> awaitPlanted(weir, flow, stage, path));
    }
    var hop = hop(replicas.getFirst(), "strategy", "risk");
    assertThat(flow.planted("risk", "lost")).hasSizeGreaterThan(20);
    assertThat(hop.path("pending").asLong()).isZero();
    assertThat(hop.path("unaccounted").asLong()).isZero();
    assertThat(
            hop.path("completed").asLong() + hop.path("lost").asLong() + hop.path("late").asLong())
        .isEqualTo(flow.written().get("signals"));

    // Where they are, and what a surplus child is, was looked up in the logs.
    await().atMost(PATIENCE).untilAsserted(() -> assertPlacesAndKinds(replicas.getFirst(), flow));

    // What was found outlives all of them.
    replicas.forEach(WeirProcess::kill);
    replicas.getFirst().start();
    replicas.getFirst().awaitReady();
    HOPS.forEach((stage, path) -> awaitPlanted(replicas.getFirst(), flow, stage, path));
  }

  private static void awaitPlanted(WeirProcess weir, PlantedFlow flow, String stage, String path) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(ids(weir, path, "lost")).isEqualTo(flow.planted(stage, "lost"));
              assertThat(ids(weir, path, "late")).isEqualTo(flow.planted(stage, "late"));
              var surplus = new HashMap<String, Integer>();
              for (var kind : List.of("duplicated", "extra", "unclassified")) {
                surplus.putAll(ids(weir, path, kind));
              }
              assertThat(surplus).isEqualTo(flow.planted(stage, "surplus"));
            });
  }

  private void assertPlacesAndKinds(WeirProcess weir, PlantedFlow flow) {
    for (var hop : HOPS.entrySet()) {
      var stage = hop.getKey();
      var path = hop.getValue();
      assertThat(ids(weir, path, "duplicated")).isEqualTo(flow.planted(stage, "duplicated"));
      assertThat(ids(weir, path, "extra")).isEqualTo(flow.planted(stage, "extra"));
      for (var kind : List.of("lost", "duplicated", "extra", "late")) {
        for (var item : weir.get(path + kind + "?limit=10000").json().path("items")) {
          assertThat(item.path("offset").isIntegralNumber()).as(kind + " " + item).isTrue();
          assertThat(bodyAt(item)).contains(item.path("id").asText());
        }
      }
    }
  }

  /** The body of the record that an item points to. */
  private String bodyAt(JsonNode item) {
    var partition = new TopicPartition(item.path("topic").asText(), item.path("partition").asInt());
    reader.assign(List.of(partition));
    reader.seek(partition, item.path("offset").asLong());
    var records = reader.poll(Duration.ofSeconds(10)).records(partition);
    return records.isEmpty() ? "" : new String(records.getFirst().value(), UTF_8);
  }

  private static Map<String, Integer> ids(WeirProcess weir, String path, String kind) {
    var reply = weir.get(path + kind + "?limit=10000");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("exact").asBoolean()).isTrue();
    var ids = new HashMap<String, Integer>();
    for (var item : reply.json().path("items")) {
      ids.merge(item.path("id").asText(), item.path("multiplicity").asInt(), Integer::sum);
    }
    return ids;
  }

  private static JsonNode hop(WeirProcess weir, String from, String to) {
    for (var hop : Figures.reply(weir, "/monitoring/pipeline").path("hops")) {
      if (hop.path("from").asText().equals(from) && hop.path("to").asText().equals(to)) {
        return hop;
      }
    }
    throw new AssertionError("no hop from " + from + " to " + to);
  }
}
