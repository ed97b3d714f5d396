package dev.weir.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.monitor.LogSearch.Answer;
import dev.weir.monitor.LogSearch.By;
import dev.weir.monitor.LogSearch.Hit;
import dev.weir.monitor.LogSearch.Request;
import dev.weir.monitor.LogSearch.UnavailableException;
import dev.weir.monitor.Settings;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import dev.weir.stack.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Searches the logs of a real broker. */
class LogSearchIT {
  private static final int PARTITIONS = 12;
  private static final int RECORDS = 200_000;

  // Record number n is of n milliseconds after it.
  private static final Instant T = Instant.parse("2026-03-02T06:00:00Z");
  private static final int FROM = 50_000;
  private static final int TO = 150_000;
  private static final int TWICE = 77_777;
  private static final KafkaServer KAFKA = KafkaServer.running();

  private LogScanner scanner = scanner();

  @BeforeAll
  static void write() {
    var kept = Map.of("retention.ms", "-1");
    KAFKA.createTopic("orders", PARTITIONS, kept);
    KAFKA.createTopics(List.of("fills.eu", "fills.us"), 1, kept);
    try (var producer = producer(Map.of("linger.ms", "20"))) {
      var failure = new AtomicReference<@Nullable Exception>();
      for (int number = 0; number < RECORDS; number++) {
        if (number == TWICE + 500) {
          var _ = producer.send(record("orders", TWICE, TWICE + 5));
        }
        var _ =
            producer.send(
                record("orders", number, number), (_, e) -> failure.compareAndSet(null, e));
      }
      producer.flush();
      assertThat(failure.get()).isNull();
    }
  }

  @AfterEach
  void stop() {
    scanner.stop();
    awaitNoThread();
  }

  @AfterAll
  static void close() {
    KAFKA.close();
  }

  private void awaitNoThread() {
    await().atMost(Duration.ofSeconds(20)).until(() -> scanner.thread().isEmpty());
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
    var all = new HashMap<String, Object>(properties);
    all.put("bootstrap.servers", KAFKA.bootstrap());
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A record of some number, whose parent is the one before, at a time in milliseconds. */
  private static ProducerRecord<byte[], byte[]> record(String topic, int number, int at) {
    var body =
        "{\"id\":\"%s\",\"causation_id\":\"%s\",\"trace_id\":\"%s\",\"data\":{\"symbol\":\"S\"}}"
            .formatted(id(number), id(number - 1), trace(number));
    int partition = topic.equals("orders") ? partition(number) : 0;
    return new ProducerRecord<>(
        topic, partition, T.toEpochMilli() + at, null, body.getBytes(UTF_8));
  }

  private static int partition(int number) {
    return number * 7 % PARTITIONS;
  }

  private static String id(int number) {
    return "0195a3f0-0000-7000-8000-%012x".formatted(number & 0xFFFFFFFFFFL);
  }

  private static String trace(int number) {
    return "4bf92f3577b34da6%016x".formatted(number);
  }

  private static LogScanner scanner() {
    var pipeline =
        new Pipeline(
            "test",
            "test",
            FieldSources.defaults(),
            List.of(
                new Stage(
                    "orders", List.of(new TopicSelector.Exact("orders")), List.of(), null, null),
                new Stage(
                    "fills",
                    List.of(new TopicSelector.Regex(Pattern.compile("fills\\..*"))),
                    List.of(),
                    null,
                    null)));
    var settings =
        new Settings(
            pipeline,
            Settings.StoreKind.MEMORY,
            new Settings.Start.Earliest(),
            1,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            10,
            10_000,
            Duration.ofSeconds(10));
    var kafka = new KafkaSettings(Map.of("bootstrap.servers", KAFKA.bootstrap()), "some-group");
    return new LogScanner(
        LogScanner.consumers(kafka), settings, null, SightingTap.NOWHERE, LoopClock.SYSTEM);
  }

  private static Request request(String stage, By by, Set<String> ids) {
    var wanted = ids.stream().map(LogMock::wanted).collect(Collectors.toSet());
    return new Request(stage, by, T.plusMillis(FROM), T.plusMillis(TO), wanted);
  }

  private Answer search(String stage, By by, Set<String> ids) throws Exception {
    return scanner.search(request(stage, by, ids)).toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  /** Fifty within the window, from its first to its last record. */
  private static Set<Integer> planted() {
    var numbers = new TreeSet<Integer>();
    for (int at = 0; at < 50; at++) {
      numbers.add(FROM + at * (TO - FROM) / 49);
    }
    return numbers;
  }

  private static List<Long> eventMillis(Answer answer) {
    return answer.hits().stream()
        .map(hit -> hit.eventMicros() / 1000 - T.toEpochMilli())
        .sorted()
        .toList();
  }

  private static List<Long> longs(Set<Integer> numbers) {
    return numbers.stream().map(Integer::longValue).toList();
  }

  @Test
  void exactlyTheWantedRecordsOfTheWindowAreFound() throws Exception {
    var planted = planted();
    var ids = planted.stream().map(LogSearchIT::id).collect(Collectors.toSet());
    ids.add(id(RECORDS + 1));
    ids.add(id(FROM - 1));
    ids.add(id(TO + 1));
    var answer = search("orders", By.ID, ids);
    assertThat(eventMillis(answer)).isEqualTo(longs(planted));
    assertThat(answer.isWhole()).isTrue();
    assertThat(scanner.records())
        .as("neither what is before the window nor what is long after it")
        .isBetween((long) TO - FROM, (long) TO - FROM + 10_000);
    for (var hit : answer.hits()) {
      int number = (int) (hit.eventMicros() / 1000 - T.toEpochMilli());
      assertThat(hit.partition().partition()).isEqualTo(partition(number));
      assertThat(hit.traceId()).isEqualTo(trace(number));
      assertThat(hit.id()).isEqualTo(LogMock.wanted(id(number)));
    }

    var parents = planted.stream().map(number -> id(number - 1)).collect(Collectors.toSet());
    assertThat(eventMillis(search("orders", By.PARENT, parents))).isEqualTo(longs(planted));

    var traces = planted.stream().map(LogSearchIT::trace).collect(Collectors.toSet());
    assertThat(eventMillis(search("orders", By.TRACE, traces))).isEqualTo(longs(planted));
    assertThat(scanner.searches()).isEqualTo(3);
  }

  @Test
  void aDuplicateIsFoundTwiceAndAnAbsentOneNotAtAll() throws Exception {
    var answer = search("orders", By.ID, Set.of(id(TWICE)));
    assertThat(eventMillis(answer)).containsExactly((long) TWICE, (long) TWICE + 5);
    assertThat(answer.hits()).extracting(Hit::offset).doesNotHaveDuplicates().isSorted();
    assertThat(search("orders", By.ID, Set.of(id(RECORDS + 1))))
        .isEqualTo(new Answer(List.of(), true));
  }

  @Test
  void abortedRecordsAreNoneAndNeitherTheyNorMarkersHideTheEnd() throws Exception {
    try (var producer = producer(Map.of("transactional.id", "aborting"))) {
      producer.initTransactions();
      for (int round = 0; round < 3; round++) {
        producer.beginTransaction();
        for (int at = 0; at < 200; at++) {
          var _ = producer.send(record("fills.eu", round, FROM + at));
          var _ = producer.send(record("fills.us", round, FROM + at));
        }
        if (round == 1) {
          producer.commitTransaction();
        } else {
          producer.flush();
          producer.abortTransaction();
        }
      }
    }
    assertThat(search("fills", By.ID, Set.of(id(0), id(2)))).isEqualTo(new Answer(List.of(), true));
    var committed = search("fills", By.ID, Set.of(id(0), id(1)));
    assertThat(committed.isWhole()).isTrue();
    assertThat(committed.hits()).hasSize(16);
  }

  @Test
  void withoutBrokersItFailsInTimeAndWorksAgainAfterThem() throws Exception {
    var ids = Set.of(id(TWICE));
    assertThat(search("orders", By.ID, ids).hits()).hasSize(2);
    KAFKA.stop();
    assertFails(ids);
    assertFails(ids);
    KAFKA.restart();
    assertThat(search("orders", By.ID, ids).hits()).hasSize(2);

    KAFKA.pause();
    try {
      assertFails(ids);
      scanner.search(request("orders", By.ID, ids));
      scanner.stop();
      awaitNoThread();
    } finally {
      KAFKA.resume();
    }
    scanner = scanner();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> search("orders", By.ID, ids).hits().size() == 2);
  }

  private void assertFails(Set<String> ids) {
    assertThatThrownBy(() -> search("orders", By.ID, ids))
        .cause()
        .isInstanceOf(UnavailableException.class)
        .hasMessageStartingWith("stage orders: ");
  }
}
