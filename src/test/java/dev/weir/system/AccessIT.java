package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.api.Pbkdf2;
import dev.weir.monitor.TokenHash;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use the page and the API, by each way of {@code weir.auth}. No broker is there. */
class AccessIT {
  private static final String DEFINITION =
      """
      weir:
        namespace: access
        pipeline: { stages: { only: { topics: [only] } } }
      """;

  private static final String VIEWER = "weir_token-of-a-viewer";
  private static final String OPERATOR = "weir_token-of-an-operator";
  private static final String WRONG = "weir_token-of-nobody";
  private static final String PASSWORD = "correct horse battery";
  private static final String GUESS = "wrong donkey battery";

  private final HttpClient http = HttpClient.newHttpClient();

  private static WeirProcess weir() {
    return new WeirProcess(DEFINITION)
        .heap("256m")
        .property("weir.store", "memory")
        .kafka("127.0.0.1:1");
  }

  private HttpResponse<String> get(WeirProcess weir, String path, String... headers) {
    return Http.send(http, "GET", weir.url() + path, headers);
  }

  private HttpResponse<String> validate(WeirProcess weir, String... headers) {
    return Http.send(http, "POST", weir.url() + "/monitoring/validation", headers);
  }

  @Test
  void tokens() {
    try (var weir =
        weir()
            .property("quarkus.http.host", "0.0.0.0")
            .property("weir.look-ups-per-second", "1")
            .property("weir.auth", "token")
            .environment("WEIR_TOKENS_PAGE_HASH", TokenHash.of(VIEWER).text())
            .property("weir.tokens.runbook.hash", TokenHash.of(OPERATOR).text())
            .property("weir.tokens.runbook.role", "operator")) {
      weir.start();
      Http.awaitLive(weir);
      for (var path : List.of("/", "/weir.js", "/monitoring/health", "/openapi", "/nowhere")) {
        var refused = get(weir, path);
        Http.assertProblem(refused, 401);
        assertThat(refused.headers().allValues("WWW-Authenticate"))
            .containsExactly("Bearer realm=\"weir\"", "Basic realm=\"weir\", charset=\"UTF-8\"");
      }
      Http.assertProblem(get(weir, "/", "Authorization", "Bearer " + WRONG), 401);
      Http.assertProblem(get(weir, "/", "Authorization", Http.basic("any", WRONG)), 401);
      Http.assertProblem(get(weir, "/", "Authorization", "Nonsense"), 401);

      assertThat(get(weir, "/", "Authorization", "Bearer " + VIEWER).statusCode()).isEqualTo(200);
      assertThat(get(weir, "/", "Authorization", Http.basic("any", VIEWER)).statusCode())
          .as("as a browser sends it")
          .isEqualTo(200);
      assertThat(get(weir, "/monitoring/health", "Authorization", "Bearer " + VIEWER).body())
          .contains("UNKNOWN")
          .as("a store in memory is never away")
          .contains("\"kafka\":\"down\"", "\"store\":\"up\"");
      Http.assertProblem(validate(weir), 401);
      Http.assertProblem(validate(weir, "Authorization", "Bearer " + VIEWER), 403);
      assertThat(validate(weir, "Authorization", "Bearer " + OPERATOR).statusCode()).isEqualTo(200);
      assertThatProbesNeedNothing(weir);

      boundsLookUps(weir);
      assertThatNothingOf(
          weir, VIEWER, OPERATOR, WRONG, TokenHash.of(OPERATOR).text().substring(7));
    }
  }

  /** Two at once, one a second: some of these come too soon, and nobody else is held up. */
  private void boundsLookUps(WeirProcess weir) {
    var path = "/monitoring/traces/x";
    Optional<HttpResponse<String>> refused = Optional.empty();
    for (int at = 0; at < 20; at++) {
      var answer = get(weir, path, "Authorization", "Bearer " + VIEWER);
      assertThat(answer.statusCode()).isIn(404, 429);
      refused = answer.statusCode() == 429 ? Optional.of(answer) : refused;
    }
    var last = refused.orElseThrow();
    Http.assertProblem(last, 429);
    assertThat(last.headers().firstValue("Retry-After")).contains("1");
    assertThat(get(weir, "/openapi", "Authorization", "Bearer " + VIEWER).statusCode())
        .isEqualTo(200);
  }

  @Test
  void passwords() {
    var hash = Pbkdf2.hash(PASSWORD.toCharArray(), new byte[16], 100_000).text();
    try (var weir =
        weir()
            .property("weir.auth", "basic")
            .property("weir.users.anna.password", hash)
            .property("weir.users.anna.role", "operator")
            .property("weir.users.bob.password", hash)) {
      weir.start();
      Http.awaitLive(weir);
      var refused = get(weir, "/");
      Http.assertProblem(refused, 401);
      assertThat(refused.headers().allValues("WWW-Authenticate"))
          .containsExactly("Basic realm=\"weir\", charset=\"UTF-8\"");
      Http.assertProblem(get(weir, "/", "Authorization", Http.basic("anna", GUESS)), 401);
      Http.assertProblem(get(weir, "/", "Authorization", Http.basic("carol", PASSWORD)), 401);
      Http.assertProblem(get(weir, "/", "Authorization", "Bearer " + PASSWORD), 401);
      for (int at = 0; at < 20; at++) {
        assertThat(get(weir, "/", "Authorization", Http.basic("bob", PASSWORD)).statusCode())
            .as("a right one may be sent as often as a browser does")
            .isEqualTo(200);
      }
      Http.assertProblem(validate(weir, "Authorization", Http.basic("bob", PASSWORD)), 403);
      assertThat(validate(weir, "Authorization", Http.basic("anna", PASSWORD)).statusCode())
          .isEqualTo(200);

      var guesses =
          java.util.stream.IntStream.range(0, 40)
              .mapToObj(at -> get(weir, "/", "Authorization", Http.basic("anna", GUESS + at)))
              .map(HttpResponse::statusCode)
              .toList();
      assertThat(guesses).containsOnly(401, 429).contains(429);
      assertThat(get(weir, "/", "Authorization", Http.basic("bob", PASSWORD)).statusCode())
          .as("who is known already does not wait for those who guess")
          .isEqualTo(200);
      assertThatNothingOf(weir, PASSWORD, GUESS, hash);
    }
  }

  /** Without a setting nobody needs anything, and nobody else gets at it. */
  @Test
  void thisMachineAlone() throws SocketException {
    try (var weir = weir()) {
      weir.start();
      Http.awaitLive(weir);
      assertThat(get(weir, "/").statusCode()).isEqualTo(200);
      assertThat(validate(weir).statusCode()).isEqualTo(200);
      var elsewhere = otherAddress();
      if (elsewhere.isPresent()) {
        assertThatThrownBy(() -> connect(elsewhere.get(), URI.create(weir.url()).getPort()))
            .as("the page")
            .isInstanceOf(IOException.class);
        org.assertj.core.api.Assertions.assertThatCode(
                () -> connect(elsewhere.get(), URI.create(weir.managementUrl()).getPort()))
            .as("the probes")
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void whereOthersReachItSomethingHasToBeSaid(@TempDir Path folder) throws Exception {
    var yaml = "quarkus.http.host: 0.0.0.0\nkafka.bootstrap.servers: 127.0.0.1:1\n" + DEFINITION;
    Files.writeString(folder.resolve("application.yaml"), yaml);
    var start = CommandLine.weir(folder, List.of());
    assertThat(start.code()).isEqualTo(2);
    assertThat(start.errors().lines())
        .singleElement()
        .asString()
        .contains("weir.auth", "quarkus.http.host is '0.0.0.0'", "basic", "token", "none");
    var check =
        CommandLine.weir(folder, List.of("check", folder.resolve("application.yaml").toString()));
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.errors()).contains("weir.auth: found nothing");
  }

  @Test
  void hashesAreMadeByTheProgramItself(@TempDir Path folder) throws Exception {
    var made = CommandLine.weir(folder, List.of("new-token")).output().lines().toList();
    assertThat(made).hasSize(2);
    var token = made.getFirst().replaceFirst("token +", "");
    assertThat(token).matches("weir_[A-Za-z0-9_-]{43}");
    assertThat(made.getLast()).isEqualTo("hash   " + TokenHash.of(token).text());
    var mistaken = CommandLine.weir(folder, List.of("hash-password", PASSWORD));
    assertThat(mistaken.code()).isEqualTo(2);
    assertThat(mistaken.errors()).doesNotContain(PASSWORD);
  }

  /** Whatever goes wrong with brokers and store, their passwords are in no log. */
  @Test
  void secretsAreInNoLog() {
    try (var weir =
        weir()
            .property("weir.store", "redis")
            .redis("redis://weir:redis-secret-1@127.0.0.1:1")
            .property("kafka.security.protocol", "SASL_SSL")
            .property("kafka.sasl.mechanism", "PLAIN")
            .property("kafka.ssl.truststore.type", "PKCS12")
            .property("kafka.ssl.truststore.location", "/dev/null")
            .property("kafka.ssl.truststore.password", "store-secret-2")
            .property("weir.schema-registry.url", "http://127.0.0.1:1")
            .property("weir.schema-registry.username", "weir")
            .property("weir.schema-registry.password", "registry-secret-3")
            .environment(
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"weir\" password=\"kafka-secret-4\";")) {
      weir.start();
      Http.awaitLive(weir);
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(weir.management("/health/ready").body())
                      .contains("waiting for Kafka"));
      assertThatNothingOf(
          weir, "redis-secret-1", "store-secret-2", "registry-secret-3", "kafka-secret-4");
    }
  }

  private void assertThatProbesNeedNothing(WeirProcess weir) {
    for (var path : List.of("/health/live", "/health/started", "/metrics")) {
      assertThat(weir.management(path).status()).isIn(200, 503);
    }
  }

  /** Not in the log, nor in anything that is served. */
  private void assertThatNothingOf(WeirProcess weir, String... secrets) {
    try {
      assertThat(Files.readString(weir.log())).doesNotContain(secrets);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    var header = new String[] {"Authorization", "Bearer " + VIEWER};
    for (var path : List.of("/openapi", "/monitoring/health", "/monitoring/pipeline")) {
      assertThat(get(weir, path, header).body()).doesNotContain(secrets);
    }
    for (var path : List.of("/health", "/metrics")) {
      assertThat(weir.management(path).body()).doesNotContain(secrets);
    }
  }

  private static Optional<Inet4Address> otherAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && address instanceof Inet4Address)
        .map(Inet4Address.class::cast)
        .findFirst();
  }

  private static void connect(Inet4Address address, int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
    }
  }
}
