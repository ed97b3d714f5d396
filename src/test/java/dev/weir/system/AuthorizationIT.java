package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.KafkaServer;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A broker that lets Weir read some of its topics and not others. */
class AuthorizationIT {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required %s;";

  private static final String DEFINITION =
      """
      weir:
        namespace: rights
        start: earliest
        commit-interval: 200ms
        pipeline:
          name: rights
          stages:
            open: { topics: [open], freshness: { degraded: 5m, down: 10m } }
            unseen: { topics: [unseen], freshness: { degraded: 5m, down: 10m } }
            unread: { topics: [unread], freshness: { degraded: 5m, down: 10m } }
      """;

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
  private final WeirProcess weir =
      new WeirProcess(DEFINITION)
          .kafka(kafka.bootstrap("PASSWORD"))
          .property("kafka.security.protocol", "SASL_PLAINTEXT")
          .property("kafka.sasl.mechanism", "PLAIN")
          .environment(
              "KAFKA_SASL_JAAS_CONFIG", LOGIN.formatted("username=\"weir\" password=\"secret\""));

  @AfterEach
  void close() {
    weir.close();
    kafka.close();
  }

  @Test
  void aTopicThatMayNotBeReadSaysSoAndTheOthersGoOn() {
    kafka.start();
    kafka.awaitReady();
    kafka.createTopics(List.of("open", "unseen", "unread"), 2, Map.of());
    allow(ResourceType.GROUP, "weir-rights-rights", AclOperation.READ);
    allow(ResourceType.TOPIC, "open", AclOperation.READ, AclOperation.DESCRIBE);
    allow(ResourceType.TOPIC, "unread", AclOperation.DESCRIBE);
    try (var records = new Records(kafka.bootstrap())) {
      for (var topic : List.of("open", "unseen", "unread")) {
        records.fill(topic, 100);
      }
      weir.start();
      weir.awaitReady();
      awaitEvents("open", 100);
      awaitReason("unseen", "topic unseen cannot be read: ");
      awaitReason("unread", "topic unread cannot be read: ");
      assertThat(Figures.status(weir, "open")).isEqualTo("HEALTHY");

      // Far more than would come through if each refusal held the loop up.
      for (int at = 0; at < 200; at++) {
        records.fill("open", 1_000);
      }
      awaitEvents("open", 200_100);
      awaitReason("unread", "topic unread cannot be read: ");
      assertThat(weir.management("/health/live").status()).isEqualTo(200);

      allow(ResourceType.TOPIC, "unseen", AclOperation.READ, AclOperation.DESCRIBE);
      allow(ResourceType.TOPIC, "unread", AclOperation.READ);
      Figures.awaitExactly(weir, "unread", 100);
      Figures.awaitExactly(weir, "unseen", 100);
      Figures.awaitExactly(weir, "open", 200_100);
    }
  }

  private void awaitEvents(String stage, long events) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Figures.stage(weir, stage).path("events").asLong())
                    .as("%s", Figures.stage(weir, stage))
                    .isEqualTo(events));
  }

  private void awaitReason(String stage, String reason) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              var found = Figures.reply(weir, "/monitoring/health").path("stages").path(stage);
              assertThat(found.path("status").asText()).as("%s", found).isEqualTo("UNKNOWN");
              assertThat(found.path("reason").asText()).startsWith(reason);
            });
  }

  private void allow(ResourceType type, String name, AclOperation... operations) {
    var bindings =
        Stream.of(operations)
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
