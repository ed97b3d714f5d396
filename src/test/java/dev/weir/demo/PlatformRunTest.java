package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.stack.KafkaServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlatformRunTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final KafkaServer KAFKA = new KafkaServer();

  @BeforeAll
  static void start() {
    KAFKA.start();
    KAFKA.awaitReady();
  }

  @AfterAll
  static void stop() {
    KAFKA.close();
  }

  @Test
  void whatTheControlServerCallsWrittenIsWhatTheTopicsHold() throws Exception {
    ForeignKafka topics = new ForeignKafka(KAFKA.bootstrap(), "demo-test");
    topics.create(Service.topics(), 4);
    assertThat(topics.used(Service.topics())).isEmpty();

    try (PlatformRun run =
            PlatformRun.start(InstantSource.system(), KAFKA.bootstrap(), 1, 1000, Scenario.CALM);
        ControlServer control = ControlServer.start(0, run, _ -> {})) {
      await().atMost(LIMIT).until(() -> ticks(control) > 1000);

      assertThat(send(control, "POST", "/scenario/stop-feed").statusCode()).isEqualTo(200);
      await()
          .during(Duration.ofMillis(700))
          .atMost(LIMIT)
          .until(() -> written(control).equals(held()));
    }

    assertThat(topics.used(Service.topics())).isPresent();
    topics.close();
    try (ForeignKafka later = new ForeignKafka(KAFKA.bootstrap(), "demo-test")) {
      await().atMost(LIMIT).until(() -> later.used(Service.topics()).isEmpty());
    }
  }

  @Test
  void unknownScenariosAndPathsAreRefused() throws Exception {
    try (PlatformRun run =
            PlatformRun.start(InstantSource.system(), KAFKA.bootstrap(), 1, 1, Scenario.STOP_FEED);
        ControlServer control = ControlServer.start(0, run, _ -> {})) {
      HttpResponse<String> reply = send(control, "POST", "/scenario/panic");
      assertThat(reply.statusCode()).isEqualTo(404);
      assertThat(reply.body()).contains("stop-feed");
      assertThat(send(control, "GET", "/nowhere").statusCode()).isEqualTo(404);
      assertThat(run.scenario()).isEqualTo(Scenario.STOP_FEED);
    }
  }

  private static long ticks(ControlServer control) throws Exception {
    return written(control).getOrDefault(Service.FEED.topic(), 0L);
  }

  /** Acknowledged records by topic, added up from the symbols. */
  private static Map<String, Long> written(ControlServer control) throws Exception {
    JsonNode topics =
        new ObjectMapper().readTree(send(control, "GET", "/written").body()).get("topics");
    Map<String, Long> events = new HashMap<>();
    for (Map.Entry<String, JsonNode> topic : topics.properties()) {
      long bySymbol = 0;
      for (JsonNode symbol : topic.getValue().get("symbols")) {
        bySymbol += symbol.longValue();
      }
      events.put(topic.getKey(), bySymbol);
    }
    return events;
  }

  /** Records in the log, by topic. */
  private static Map<String, Long> held() {
    Map<String, Object> config = Map.of("bootstrap.servers", KAFKA.bootstrap());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : Service.topics()) {
      Stream<TopicPartition> four =
          IntStream.range(0, 4).mapToObj(number -> new TopicPartition(topic, number));
      partitions.addAll(four.toList());
    }
    Map<String, Long> events = new HashMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer
          .endOffsets(partitions)
          .forEach((partition, end) -> events.merge(partition.topic(), end, Long::sum));
    }
    return events;
  }

  private static HttpResponse<String> send(ControlServer control, String method, String path)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(control.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
