package dev.weir.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever producers write is read, or accounted for under its reason, in a small heap. */
class ProducersIT {
  private static final String DEFINITION =
      """
      weir:
        namespace: producers
        start: 1h
        commit-interval: 200ms
        pipeline:
          name: producers
          stages:
            garbage: { topics: [garbage] }
            levels: { topics: [levels] }
            headers: { topics: [headers] }
            times: { topics: [times], freshness: { degraded: 20s, down: 60s } }
            formats: { topics: [formats] }
      """;
  private static final int MEGABYTE = 1 << 20;
  private static final String LARGE = String.valueOf(4 * MEGABYTE);
  private static final String SECRET = "s3cr3t-payload";

  private static final KafkaServer KAFKA = KafkaServer.running();
  private static final WeirProcess WEIR =
      new WeirProcess(DEFINITION).kafka(KAFKA.bootstrap()).heap("192m");

  @BeforeAll
  static void start() {
    KAFKA.createTopics(
        List.of("garbage", "levels", "headers", "times", "formats"),
        2,
        Map.of("max.message.bytes", LARGE));
    WEIR.start();
    WEIR.awaitReady();
  }

  @AfterAll
  static void stop() {
    WEIR.close();
    KAFKA.close();
  }

  private static Records large() {
    return new Records(
        KAFKA.bootstrap(), Map.of("max.request.size", LARGE, "buffer.memory", "67108864"));
  }

  /** What is written, and the reasons under which it must be counted. */
  private enum Kind {
    GOOD(""),
    BAD_TRACEPARENT("trace-malformed"),
    BAD_B3_BESIDE_A_GOOD_TRACEPARENT("trace-malformed"),
    TRUNCATED("body-malformed"),
    NESTED("body-malformed"),
    NOT_UTF8("body-malformed"),
    A_MEGABYTE_OF_NOISE("body-malformed"),
    TOO_LARGE("body-too-large"),
    TOMBSTONE("body-missing"),
    BAD_TIME("field-malformed"),
    BAD_TIME_AND_TRACE("field-malformed trace-malformed"),
    HOURS_AHEAD("time-absurd"),
    BEFORE_1970("time-absurd");

    private final String reasons;

    Kind(String reasons) {
      this.reasons = reasons;
    }

    List<String> reasons() {
      return reasons.isEmpty() ? List.of() : List.of(reasons.split(" ", -1));
    }
  }

  @Test
  void garbageBetweenGoodRecordsIsAccountedForUnderItsReasons() throws IOException {
    var random = new Random(20_261_122);
    long logged = Files.size(WEIR.log());
    var expected = new TreeMap<String, Long>();
    long good = 0;
    int count = 10_000;
    try (var records = large()) {
      for (int at = 0; at < count; at++) {
        var kind = Kind.values()[random.nextInt(Kind.values().length)];
        // Half a gigabyte would take long: large ones are rarer than the others.
        if ((kind == Kind.A_MEGABYTE_OF_NOISE || kind == Kind.TOO_LARGE) && at % 4 != 0) {
          kind = Kind.GOOD;
        }
        records.send(record(kind, random));
        kind.reasons().forEach(reason -> expected.merge(reason, 1L, Long::sum));
        good += kind == Kind.GOOD ? 1 : 0;
      }
      records.flush();
    }

    Figures.awaitExactly(WEIR, "garbage", count);
    var rejected = new TreeMap<String, Long>();
    var stage = Figures.stage(WEIR, "garbage");
    stage
        .path("rejected")
        .properties()
        .forEach(entry -> rejected.put(entry.getKey(), entry.getValue().asLong()));
    assertThat(rejected).isEqualTo(expected);
    var keys = Figures.reply(WEIR, "/monitoring/stages/garbage/keys").path("keys");
    assertThat(keys).anyMatch(key -> key.path("key").asText().equals("GOOD"));
    for (var key : keys) {
      if (key.path("key").asText().equals("GOOD")) {
        assertThat(key.path("events").asLong()).isEqualTo(good);
      }
    }
    // A line a record would be half a megabyte.
    assertThat(Files.size(WEIR.log()) - logged).isLessThan(20_000);
    assertThat(Files.readString(WEIR.log())).doesNotContain("\tat dev.weir", SECRET);

    for (var reason : expected.keySet()) {
      var items = Figures.reply(WEIR, "/monitoring/stages/garbage/rejected?reason=" + reason);
      assertThat(items.path("items")).as(reason).hasSizeBetween(8, 16);
      var item = items.at("/items/0");
      assertThat(item.path("topic").asText()).isEqualTo("garbage");
      assertThat(item.path("offset").asLong(-1)).isNotNegative();
      assertThat(item.path("detail").asText()).as(reason).hasSizeGreaterThan(10);
      assertThat(items.toString()).contains("x-unrelated").doesNotContain(SECRET);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(Kind kind, Random random) {
    var body = Records.body(kind == Kind.GOOD ? "GOOD" : "K");
    byte[] value =
        switch (kind) {
          case GOOD, BAD_TRACEPARENT, BAD_B3_BESIDE_A_GOOD_TRACEPARENT -> body.getBytes(UTF_8);
          case TRUNCATED -> body.substring(0, 1 + random.nextInt(40)).getBytes(UTF_8);
          case NESTED -> ("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)).getBytes(UTF_8);
          case NOT_UTF8 -> {
            byte[] bytes = body.replace("SYMBOL", SECRET).getBytes(UTF_8);
            bytes[8] = (byte) 0xC3; // inside the text of the id
            yield bytes;
          }
          case A_MEGABYTE_OF_NOISE -> noise(random, MEGABYTE);
          case TOO_LARGE -> noise(random, MEGABYTE + 1);
          case TOMBSTONE -> null;
          case BAD_TIME, BAD_TIME_AND_TRACE -> body(SECRET);
          case HOURS_AHEAD -> body(Instant.now().plus(Duration.ofHours(7)).toString());
          case BEFORE_1970 -> body("1969-07-20T20:17:40Z");
        };
    var record = new ProducerRecord<>("garbage", Records.bytes("k"), value);
    record.headers().add("x-unrelated", SECRET.getBytes(UTF_8));
    record.headers().add("", noise(random, 20));
    switch (kind) {
      case BAD_TRACEPARENT, BAD_TIME_AND_TRACE ->
          record.headers().add("traceparent", noise(random, 1 + random.nextInt(100)));
      case BAD_B3_BESIDE_A_GOOD_TRACEPARENT -> {
        record
            .headers()
            .add(
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00".getBytes(UTF_8));
        record.headers().add("b3", SECRET.getBytes(UTF_8));
      }
      default -> record.headers().add("traceparent", null);
    }
    return record;
  }

  private static byte[] body(String timestamp) {
    return "{\"timestamp\":\"%s\",\"data\":{\"symbol\":\"K\"}}"
        .formatted(timestamp)
        .getBytes(UTF_8);
  }

  private static byte[] noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    if (length > 0) {
      bytes[0] = 1; // neither a blank nor a body of its own
    }
    return bytes;
  }

  @Test
  void everyLevelOfEveryCodecIsRead() {
    long written = 0;
    for (var codec : Map.of("gzip", 9, "lz4", 17, "zstd", 22, "snappy", 1).entrySet()) {
      for (int level = 1; level <= codec.getValue(); level++) {
        var properties = new java.util.HashMap<String, Object>();
        properties.put("compression.type", codec.getKey());
        if (!codec.getKey().equals("snappy")) {
          properties.put("compression." + codec.getKey() + ".level", level);
        }
        try (var records = new Records(KAFKA.bootstrap(), properties)) {
          records.fill("levels", 100);
        }
        written += 100;
      }
    }
    Figures.awaitExactly(WEIR, "levels", written);
    assertThat(Figures.stage(WEIR, "levels").path("rejected")).isEmpty();
  }

  @Test
  void headersOfAMegabyteNullKeysAndTombstonesAreRead() {
    var trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8);
    long bytes = 0;
    try (var records = large()) {
      for (int at = 0; at < 30; at++) {
        var body = at % 2 == 0 ? Records.bytes(Records.body("H")) : null;
        bytes += body == null ? 0 : body.length;
        var record = new ProducerRecord<byte[], byte[]>("headers", null, body);
        record.headers().add("large", new byte[MEGABYTE]);
        record.headers().add("traceparent", trace);
        for (int more = 0; more < 1_000; more++) {
          record.headers().add("n" + more, null);
        }
        records.send(record);
      }
      records.flush();
    }
    Figures.awaitExactly(WEIR, "headers", 30);
    var stage = Figures.stage(WEIR, "headers");
    assertThat(stage.path("traced").asLong()).isEqualTo(30);
    assertThat(stage.at("/rejected/body-missing").asLong()).isEqualTo(15);
    // Headers are not payload.
    assertThat(stage.path("bytes").asLong()).isEqualTo(bytes);
  }

  @Test
  void recordTimesOfProducersAndOfBrokersAreBothRead() {
    var old = Instant.now().minus(Duration.ofMinutes(30));
    try (var records = new Records(KAFKA.bootstrap())) {
      records.send(new ProducerRecord<>("times", 0, old.toEpochMilli(), null, Records.bytes("{}")));
      records.flush();
      Figures.awaitExactly(WEIR, "times", 1);
      assertThat(Instant.parse(Figures.stage(WEIR, "times").path("newestEventTime").asText()))
          .isEqualTo(Instant.ofEpochMilli(old.toEpochMilli()));

      set("times", "message.timestamp.type", "LogAppendTime");
      // Whatever the producer says: from now on the broker's clock counts.
      records.send(new ProducerRecord<>("times", 0, old.toEpochMilli(), null, Records.bytes("{}")));
      records.flush();
      Figures.awaitExactly(WEIR, "times", 2);
    }
    assertThat(Figures.stage(WEIR, "times").path("freshnessSeconds").asDouble()).isLessThan(300);
  }

  private static void set(String topic, String name, String value) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var change = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    Records.admin(
        KAFKA.bootstrap(),
        admin -> admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              Map<ConfigResource, Config> found =
                  Records.admin(
                      KAFKA.bootstrap(), admin -> admin.describeConfigs(List.of(resource)).all());
              return found.values().stream()
                  .allMatch(config -> config.get(name).value().equals(value));
            });
  }

  @Test
  void aTopicMayChangeItsFormatHalfWay() {
    try (var records = new Records(KAFKA.bootstrap())) {
      records.fill("formats", 100);
      for (int at = 0; at < 100; at++) {
        // As a serializer with a schema registry writes: only the headers can be read.
        var record =
            new ProducerRecord<>("formats", Records.bytes("k"), new byte[] {0, 0, 0, 0, 7, 2, 65});
        record
            .headers()
            .add(
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));
        records.send(record);
      }
      records.fill("formats", 100);
    }
    Figures.awaitExactly(WEIR, "formats", 300);
    var stage = Figures.stage(WEIR, "formats");
    assertThat(stage.path("traced").asLong()).isEqualTo(100);
    assertThat(stage.at("/rejected/body-malformed").asLong()).isEqualTo(100);
    assertThat(stage.path("rejected").size()).isEqualTo(1);
  }
}
