package dev.weir.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.UuidV7;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What was written in ten minutes before Weir began is accounted like what comes while it reads.
 */
class BacklogIT {
  private static final String DEFINITION =
      """
      weir:
        namespace: backlog
        start: 2h
        pipeline:
          name: backlog
          stages:
            ticks: { topics: [ticks] }
            strategy: { topics: [signals], after: { ticks: { expect: some } } }
            risk: { topics: [checked], after: { strategy: { expect: every, within: 5s } } }
      """;
  private static final int SECONDS = 600;
  private static final int CHECKED_PARTITIONS = 6;

  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void topicsOfDifferentSizeAreComparedOverTheWholeTime() {
    try (var kafka = KafkaServer.running();
        var records = new Records(kafka.bootstrap());
        var weir = new WeirProcess(DEFINITION).heap("256m").kafka(kafka.bootstrap())) {
      kafka.createTopics(List.of("ticks", "signals"), 1, Map.of());
      kafka.createTopic("checked", CHECKED_PARTITIONS, Map.of());
      long began = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - SECONDS * 1_000_000L;
      var lost = new HashSet<String>();
      for (int second = 0; second < SECONDS; second++) {
        long time = began + second * 1_000_000L;
        var signal = write(records, "signals", time, null);
        if (second % 40 == 7) {
          lost.add(signal.toString());
        } else {
          write(records, "checked", time + 200_000, signal);
        }
        for (int tick = 0; tick < 20; tick++) {
          write(records, "ticks", time + tick, null);
        }
      }
      records.flush();
      weir.start();
      weir.awaitReady();

      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> {
                var hop = Figures.reply(weir, "/monitoring/pipeline").path("hops").get(1);
                assertThat(hop.path("pending").asLong(1)).as(hop.toString()).isZero();
                assertThat(hop.path("completed").asLong() + lost.size())
                    .as(hop.toString())
                    .isEqualTo(SECONDS);
                assertThat(hop.path("unaccounted").asLong()).isZero();
                assertThat(lost(weir)).isEqualTo(lost);
              });
    }
  }

  private UUID write(Records records, String topic, long micros, @Nullable UUID parent) {
    var id = UuidV7.at(micros, random);
    // As by a key: without one the client would fill one partition after the other.
    int partition = topic.equals("checked") ? random.nextInt(CHECKED_PARTITIONS) : 0;
    var body =
        "{\"id\":\"%s\",\"timestamp\":\"%s\",\"causation_id\":%s}"
            .formatted(
                id,
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
                parent == null ? "null" : "\"" + parent + "\"");
    var _ =
        records
            .producer()
            .send(
                new ProducerRecord<>(topic, partition, micros / 1_000, null, body.getBytes(UTF_8)));
    return id;
  }

  private static Set<String> lost(WeirProcess weir) {
    var ids = new HashSet<String>();
    for (JsonNode item :
        Figures.reply(weir, "/monitoring/hops/strategy/risk/lost?limit=1000").path("items")) {
      ids.add(item.path("id").asText());
    }
    return ids;
  }
}
