package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.RedisConnection;
import dev.weir.stack.RedisServer;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * With just those rights that the page on security names Weir does all of its work, and asks for
 * nothing beyond them. The page itself is read, so that it is what was tested.
 */
class LeastRightsIT {
  private static final Path PAGE = Path.of("src/docs/security.md");
  private static final Pattern USED = Pattern.compile("cmdstat_([a-z|]+):calls=");
  private static final String GROUP = "weir-test-trading";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required %s;";
  private static final String CLIENT = LOGIN.formatted("username=\"weir\" password=\"secret\"");

  private final RedisServer redis = RedisServer.running();
  private final KafkaServer kafka =
      new KafkaServer(
          Map.of(
              "authorizer.class.name",
              "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
              "super.users",
              "User:ANONYMOUS",
              "sasl.enabled.mechanisms",
              "PLAIN",
              "listener.name.password.plain.sasl.jaas.config",
              LOGIN.formatted("user_weir=\"secret\"")),
          Map.of("PASSWORD", "SASL_PLAINTEXT"));

  @BeforeEach
  void start() throws IOException {
    kafka.start();
    kafka.awaitReady();
    kafka.createTopics(Workload.TOPICS.values(), 2, Map.of());
    Workload.TOPICS.values().forEach(topic -> allow(ResourceType.TOPIC, "Topic", topic));
    allow(ResourceType.GROUP, "Group", GROUP);
    redis.call(acl());
  }

  @AfterEach
  void stop() {
    kafka.close();
    redis.close();
  }

  private WeirProcess weir() {
    return new WeirProcess(Workload.DEFINITION)
        .heap("256m")
        .kafka(kafka.bootstrap("PASSWORD"))
        .redis("redis://weir:secret@127.0.0.1:" + redis.port())
        .property("kafka.security.protocol", "SASL_PLAINTEXT")
        .property("kafka.sasl.mechanism", "PLAIN")
        // Parts of the journal end often, so that what ends them is used too.
        .property("weir.journal.keep", "1m")
        // What is found out about whole traces is told to the leader soon.
        .property("weir.traces.settle", "1s")
        .environment("KAFKA_SASL_JAAS_CONFIG", CLIENT);
  }

  @Test
  void withJustTheseRightsEverythingWorks() throws Exception {
    redis.call("CONFIG", "RESETSTAT");
    try (var workload = new Workload(kafka.bootstrap(), 11)) {
      try (var weir = weir()) {
        weir.start();
        weir.awaitReady();
        workload.write(2_000);
        awaitExactly(weir, workload, 0);
        useAll(weir);
        weir.stop();
      }
      try (var weir = weir()) {
        weir.start();
        weir.awaitReady();
        workload.write(500);
        awaitExactly(weir, workload, 1);
        assertThat(weir.get("/monitoring/validation/history").body()).contains("validationId");
        weir.stop();
      }
    }
    assertThat(redis.call("ACL", "LOG")).as("what Redis refused").isEmpty();
    assertThat(denials()).as("what Kafka refused").isEmpty();
    // Less would not do: each command that the page allows has been used, but for the one that
    // takes sections away which a changed definition has no more.
    var needed = allowed();
    assertThat(needed.remove("hdel")).isTrue();
    assertThat(used()).containsAll(needed);
  }

  private void useAll(WeirProcess weir) {
    assertThat(weir.post("/monitoring/validation").status()).isEqualTo(200);
    assertThat(weir.get("/monitoring/hops/strategy/risk/lost").status()).isEqualTo(200);
    try (var records = new Records(kafka.bootstrap())) {
      records.send("market.ticks", "A", Records.body("A"));
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(used()).contains("xadd", "xrange"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(weir.get("/monitoring/traces/" + Records.ID).status()).isEqualTo(200));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(redis.call("GET", "pipeline:risk:test:count")).isNotEmpty());
  }

  /** What would be seen if there were something to see. */
  @Test
  void refusalsDoShow() throws Exception {
    var client =
        Map.<String, Object>of(
            "bootstrap.servers",
            kafka.bootstrap("PASSWORD"),
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            CLIENT);
    kafka.createTopic("other", 1, Map.of());
    try (var admin = Admin.create(client)) {
      assertThatThrownBy(() -> admin.deleteTopics(List.of("market.ticks")).all().get())
          .isInstanceOf(ExecutionException.class);
    }
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(denials()).isNotEmpty());
    try (var connection = RedisConnection.open("redis://weir:secret@127.0.0.1:" + redis.port())) {
      assertThatThrownBy(() -> connection.call("FLUSHALL")).hasMessageContaining("NOPERM");
      assertThatThrownBy(() -> connection.call("GET", "other")).hasMessageContaining("NOPERM");
      assertThatThrownBy(() -> connection.call("GET", "weir:{live}:x"))
          .hasMessageContaining("NOPERM");
    }
    assertThat(redis.call("ACL", "LOG")).contains("flushall");
  }

  /** Waits until all of the workload is counted, and so many ticks beside. */
  private static void awaitExactly(WeirProcess weir, Workload workload, long ticks) {
    var expected = Figures.byStage(workload.written());
    expected.merge("market-data", ticks, Long::sum);
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> assertThat(Figures.byStage(weir)).as(weir.process().tail()).isEqualTo(expected));
  }

  private List<String> denials() throws IOException {
    try (var lines = Files.lines(kafka.log())) {
      return lines.filter(line -> line.contains("is Denied")).toList();
    }
  }

  /** The commands of the page's ACL. */
  private static Set<String> allowed() throws IOException {
    return Arrays.stream(acl())
        .filter(rule -> rule.startsWith("+"))
        .map(rule -> rule.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> used() {
    return USED.matcher(redis.call("INFO", "commandstats"))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The page's ACL for this namespace. */
  private static String[] acl() throws IOException {
    var text =
        Files.readString(PAGE)
            .lines()
            .dropWhile(line -> !line.startsWith("ACL SETUSER weir"))
            .takeWhile(line -> !line.startsWith("```"))
            .collect(Collectors.joining(" "));
    assertThat(text).as("the ACL in " + PAGE).isNotEmpty();
    return text.replace("NAMESPACE", "test").replace("PASSWORD", "secret").split("\\s+", -1);
  }

  /** What the page allows on a kind of resource. */
  private static List<AclOperation> operations(String kind) throws IOException {
    var row =
        Files.readString(PAGE)
            .lines()
            .filter(line -> line.startsWith("| " + kind + " |"))
            .findFirst()
            .orElseThrow();
    return Arrays.stream(row.split("\\|", -1)[3].split(",", -1))
        .map(String::strip)
        .map(AclOperation::fromString)
        .toList();
  }

  private void allow(ResourceType type, String kind, String name) {
    List<AclOperation> operations;
    try {
      operations = operations(kind);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    var bindings =
        operations.stream()
            .map(
                operation ->
                    new AclBinding(
                        new ResourcePattern(type, name, PatternType.LITERAL),
                        new AccessControlEntry(
                            "User:weir", "*", operation, AclPermissionType.ALLOW)))
            .toList();
    Records.admin(kafka.bootstrap(), admin -> admin.createAcls(bindings).all());
  }
}
