package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.FreePorts;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces of Weir's own HTTP server reach a collector once the export is turned on. */
class OtlpIT {
  private final OtlpReceiver collector = new OtlpReceiver();

  @AfterEach
  void stop() {
    collector.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void spansOfTheApiArrive(String protocol) {
    boolean grpc = protocol.equals("grpc");
    try (var weir =
        new WeirProcess(Workload.DEFINITION)
            .kafka("127.0.0.1:" + FreePorts.next())
            .property("weir.store", "memory")
            .environment("QUARKUS_OTEL_SDK_DISABLED", "false")
            .environment("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
            .property("quarkus.otel.exporter.otlp.protocol", protocol)
            .property("quarkus.otel.bsp.schedule.delay", "100ms")) {
      weir.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(weir.get("/monitoring/pipeline").status()).isPositive();
                assertThat(collector.spans())
                    .extracting(OtlpReceiver.Span::name)
                    .contains("GET /monitoring/pipeline");
              });
      assertThat(exemplars(weir)).allMatch(line -> line.startsWith("weir_"));
      assertThat(collector.paths())
          .contains(grpc ? OtlpReceiver.GRPC_PATH : OtlpReceiver.HTTP_PATH);
      assertThat(collector.spans()).allMatch(span -> span.service().equals("weir"));
    }
  }

  /** Samples with an exemplar, which OpenMetrics allows for buckets and totals only. */
  private static List<String> exemplars(WeirProcess weir) {
    var request =
        HttpRequest.newBuilder(URI.create(weir.managementUrl() + "/metrics"))
            .header("Accept", "application/openmetrics-text; version=1.0.0");
    try (var http = HttpClient.newHttpClient()) {
      var text = http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
      assertThat(text).contains("http_server_requests_seconds_count{").endsWith("# EOF\n");
      return text.lines().filter(line -> line.contains(" # {")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
