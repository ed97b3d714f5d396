package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.stack.Certificates;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.RedisServer;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers that want TLS, a certificate of ours, a password or a token; and Redis behind TLS. */
class SecuredIT {
  private static final int RECORDS = 500;
  private static final String LOGIN = "org.apache.kafka.common.security.%s required %s;";

  @TempDir static Path folder;
  private static Certificates server;
  private static Certificates client;
  private static KafkaServer kafka;
  private static TokenServer tokens;

  @BeforeAll
  static void start() throws IOException {
    server = Certificates.in(folder, "server");
    client = Certificates.in(folder, "client");
    tokens = TokenServer.start();
    var keys = Files.writeString(folder.resolve("keys.json"), tokens.keys()).toUri().toString();
    kafka =
        new KafkaServer(
            Map.ofEntries(
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", server.store().toString()),
                Map.entry("ssl.keystore.password", Certificates.PASSWORD),
                Map.entry("ssl.truststore.type", "PEM"),
                Map.entry("ssl.truststore.location", client.certificate().toString()),
                Map.entry("listener.name.mutual.ssl.client.auth", "required"),
                Map.entry("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512"),
                Map.entry(
                    "listener.name.password.plain.sasl.jaas.config",
                    LOGIN.formatted("plain.PlainLoginModule", "user_weir=\"secret\"")),
                Map.entry(
                    "listener.name.password.scram-sha-512.sasl.jaas.config",
                    LOGIN.formatted("scram.ScramLoginModule", "")),
                Map.entry("listener.name.token.sasl.enabled.mechanisms", "OAUTHBEARER"),
                Map.entry(
                    "listener.name.token.oauthbearer.sasl.jaas.config",
                    LOGIN.formatted("oauthbearer.OAuthBearerLoginModule", "")),
                Map.entry(
                    "listener.name.token.oauthbearer.sasl.server.callback.handler.class",
                    "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler"),
                Map.entry("sasl.oauthbearer.jwks.endpoint.url", keys),
                Map.entry("sasl.oauthbearer.expected.audience", "kafka"),
                Map.entry("sasl.oauthbearer.expected.issuer", tokens.issuer())),
            Map.of("MUTUAL", "SSL", "PASSWORD", "SASL_SSL", "TOKEN", "SASL_SSL"));
    kafka.flags(List.of("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + keys));
    kafka.start();
    kafka.awaitReady();
    kafka.createTopics(Workload.TOPICS.values(), 1, Map.of());
    var upsertion =
        new UserScramCredentialUpsertion(
            "weir", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "secret");
    Records.admin(
        kafka.bootstrap(), admin -> admin.alterUserScramCredentials(List.of(upsertion)).all());
  }

  @AfterAll
  static void stop() {
    kafka.close();
    tokens.close();
  }

  /** As in a pod that has the three from a secret, in its environment. */
  @Test
  void aBrokerThatWantsACertificateOfOurs() throws IOException {
    try (var weir =
        weir("MUTUAL")
            .property("weir.store", "memory")
            .property("kafka.security.protocol", "SSL")
            .environment("KAFKA_SSL_TRUSTSTORE_TYPE", "PEM")
            .environment("KAFKA_SSL_TRUSTSTORE_CERTIFICATES", text(server.certificate()))
            .environment("KAFKA_SSL_KEYSTORE_TYPE", "PEM")
            .environment("KAFKA_SSL_KEYSTORE_CERTIFICATE_CHAIN", text(client.certificate()))
            .environment("KAFKA_SSL_KEYSTORE_KEY", text(client.key()))) {
      assertThatItReads(weir);
    }
  }

  /** The same files by a named TLS configuration, as Redis and the servers have theirs. */
  @Test
  void aBrokerThatWantsACertificateOfANamedTlsConfiguration() {
    try (var weir =
        weir("MUTUAL")
            .property("weir.store", "memory")
            .property("kafka.security.protocol", "SSL")
            .property("kafka.tls-configuration-name", "brokers")
            .property("quarkus.tls.brokers.trust-store.pem.certs", server.certificate().toString())
            .property(
                "quarkus.tls.brokers.key-store.pem.weir.cert", client.certificate().toString())
            .property("quarkus.tls.brokers.key-store.pem.weir.key", client.key().toString())) {
      assertThatItReads(weir);
    }
  }

  /** The password is wrong: nothing is read, and the broker's word for it is said. */
  @Test
  void aBrokerThatRefusesOurPassword() {
    try (var weir =
        weir("PASSWORD")
            .property("weir.store", "memory")
            .property("kafka.security.protocol", "SASL_SSL")
            .property("kafka.sasl.mechanism", "PLAIN")
            .property("kafka.ssl.truststore.type", "PEM")
            .property("kafka.ssl.truststore.location", server.certificate().toString())
            .environment(
                "KAFKA_SASL_JAAS_CONFIG",
                LOGIN.formatted("plain.PlainLoginModule", "username=\"weir\" password=\"no\""))) {
      weir.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(weir.management("/health/ready").body())
                      .contains("waiting for Kafka: Authentication failed"));
      assertThat(weir.management("/health/live").status()).isEqualTo(200);
      var health = weir.get("/monitoring/health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().path("status").asText()).isEqualTo("UNKNOWN");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "SCRAM-SHA-512"})
  void aBrokerThatWantsAPassword(String mechanism) {
    var module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    try (var weir =
        weir("PASSWORD")
            .property("weir.store", "memory")
            .property("kafka.security.protocol", "SASL_SSL")
            .property("kafka.sasl.mechanism", mechanism)
            .property("kafka.ssl.truststore.type", "PEM")
            .property("kafka.ssl.truststore.location", server.certificate().toString())
            .environment(
                "KAFKA_SASL_JAAS_CONFIG",
                LOGIN.formatted(module, "username=\"weir\" password=\"secret\""))) {
      assertThatItReads(weir);
    }
  }

  /** The token is fetched with a secret of ours, from a server that the broker trusts too. */
  @ParameterizedTest
  @ValueSource(strings = {TokenServer.SECRET, "something else"})
  void aBrokerThatWantsAToken(String secret) {
    try (var weir =
        weir("TOKEN")
            .property("weir.store", "memory")
            .property("kafka.security.protocol", "SASL_SSL")
            .property("kafka.sasl.mechanism", "OAUTHBEARER")
            .property("kafka.sasl.oauthbearer.token.endpoint.url", tokens.tokenEndpoint())
            .property(
                "kafka.sasl.login.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler")
            .property("kafka.ssl.truststore.type", "PEM")
            .property("kafka.ssl.truststore.location", server.certificate().toString())
            .environment(
                "KAFKA_SASL_JAAS_CONFIG",
                LOGIN.formatted(
                    "oauthbearer.OAuthBearerLoginModule",
                    "clientId=\"weir\" clientSecret=\"" + secret + "\""))) {
      if (secret.equals(TokenServer.SECRET)) {
        assertThatItReads(weir);
      } else {
        assertThatItWaits(weir);
      }
    }
  }

  private static void assertThatItWaits(WeirProcess weir) {
    weir.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(weir.management("/health/ready").body())
                    .contains("waiting for Kafka: ", "invalid_client"));
    assertThat(weir.management("/health/live").status()).isEqualTo(200);
    assertThat(weir.ready()).isFalse();
  }

  /** Without the certificate of the server nothing is read, and that is said. */
  @Test
  void aBrokerThatIsNotTrusted() {
    try (var weir =
        weir("PASSWORD")
            .property("weir.store", "memory")
            .property("kafka.security.protocol", "SSL")
            .property("kafka.ssl.truststore.type", "PEM")
            .property("kafka.ssl.truststore.location", client.certificate().toString())) {
      weir.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(weir.management("/health/ready").body())
                      .contains("waiting for Kafka: SSL handshake failed"));
      assertThat(weir.management("/health/live").status()).isEqualTo(200);
      assertThat(weir.ready()).isFalse();
    }
  }

  @Test
  void redisBehindTls() {
    try (var redis = new RedisServer().tls(client)) {
      assumeTrue(redis.knowsTls(), "this Redis server was built without TLS");
      redis.start();
      redis.awaitReady();
      try (var weir =
          weir("PLAINTEXT")
              .redis(redis.tlsUrl())
              .property("quarkus.redis.tls-configuration-name", "redis")
              .property("quarkus.tls.redis.hostname-verification-algorithm", "HTTPS")
              .property("quarkus.tls.redis.trust-store.pem.certs", client.certificate().toString())
              .property(
                  "quarkus.tls.redis.key-store.pem.redis.cert", client.certificate().toString())
              .property("quarkus.tls.redis.key-store.pem.redis.key", client.key().toString())) {
        assertThatItReads(weir);
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () -> assertThat(redis.call("KEYS", "weir:{test}:trading:p:*").lines()).hasSize(5));
      }
    }
  }

  private static WeirProcess weir(String listener) {
    return new WeirProcess(Workload.DEFINITION)
        .kafka(listener.equals("PLAINTEXT") ? kafka.bootstrap() : kafka.bootstrap(listener))
        .property("kafka.group.id", "secured-" + System.nanoTime());
  }

  /** What is written from now on, at least: other tests have written before. */
  private static void assertThatItReads(WeirProcess weir) {
    weir.start();
    weir.awaitReady();
    long before = counted(weir);
    try (var workload = new Workload(kafka.bootstrap(), 7)) {
      workload.write(RECORDS);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(counted(weir)).isGreaterThanOrEqualTo(before + RECORDS));
  }

  private static long counted(WeirProcess weir) {
    return Figures.byStage(weir).values().stream().mapToLong(count -> count).sum();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }
}
