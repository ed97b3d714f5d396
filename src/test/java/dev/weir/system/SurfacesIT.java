package dev.weir.system;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.weir.stack.FreePorts;
import dev.weir.stack.KafkaServer;
import dev.weir.stack.Reaper;
import dev.weir.stack.WeirProcess;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program that was built, jar or native executable, serves, as Quarkus starts it. */
@QuarkusIntegrationTest
@QuarkusTestResource(SurfacesIT.Broker.class)
class SurfacesIT {
  private static final int MANAGEMENT_PORT = FreePorts.next();

  /** A broker with the pipeline's topics. */
  public static final class Broker implements QuarkusTestResourceLifecycleManager {
    private @Nullable KafkaServer kafka;

    @Override
    public Map<String, String> start() {
      var server = KafkaServer.running();
      kafka = server;
      server.createTopics(Workload.TOPICS.values(), 1, Map.of());
      return Map.of(
          "weir.config",
          definition().toString(),
          // Behind the one that Quarkus sets, and so instead of it: any free port.
          "quarkus.http.port",
          String.valueOf(FreePorts.next()),
          "quarkus.management.port",
          String.valueOf(MANAGEMENT_PORT),
          "kafka.bootstrap.servers",
          server.bootstrap(),
          "weir.store",
          "memory");
    }

    private static Path definition() {
      try {
        var folder = Reaper.shared().directory("weir-surfaces-");
        return Files.writeString(folder.resolve("weir.yaml"), Workload.DEFINITION);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void stop() {
      if (kafka != null) {
        kafka.close();
      }
    }
  }

  private static RequestSpecification management() {
    return given().port(MANAGEMENT_PORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/health/started", "/health"})
  void everyProbeAnswers(String path) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> management().get(path).then().statusCode(200).body("status", equalTo("UP")));
  }

  @Test
  void metricsAreThereAndSayWhatRuns() {
    boolean isNative = !System.getProperty(WeirProcess.BINARY, "").isEmpty();
    management()
        .get("/metrics")
        .then()
        .statusCode(200)
        .body(containsString("weir_build_info{"))
        .body(containsString("native=\"" + isNative + "\""));
  }
}
