package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.FreePorts;
import dev.weir.stack.WeirProcess;
import java.time.Duration;
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
      assertThat(collector.paths())
          .contains(grpc ? OtlpReceiver.GRPC_PATH : OtlpReceiver.HTTP_PATH);
      assertThat(collector.spans()).allMatch(span -> span.service().equals("weir"));
    }
  }
}
