package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.weir.stack.FreePorts;
import dev.weir.stack.WeirProcess;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces of Weir's own HTTP server reach a collector once the export is turned on. */
class OtlpIT {
  private static final String GRPC_PATH =
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  /** An export request's resource spans; those of a resource, and of a scope. */
  private static final int RESOURCE_SPANS = 1;

  private static final int RESOURCE = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int ATTRIBUTES = 1;
  private static final int SPANS = 2;
  private static final int SPAN_NAME = 5;

  /** Before a message of gRPC: whether it is compressed, and its length. */
  private static final int PREFIX_BYTES = 5;

  private final Vertx vertx = Vertx.vertx();
  private final int port = FreePorts.next();
  private final List<UnknownFieldSet> resources = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    vertx
        .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
        .requestHandler(this::answer)
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
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
            .environment("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port)
            .property("quarkus.otel.exporter.otlp.protocol", protocol)
            .property("quarkus.otel.bsp.schedule.delay", "100ms")) {
      weir.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(weir.get("/monitoring/pipeline").status()).isPositive();
                assertThat(spanNames()).contains("GET /monitoring/pipeline");
              });
      assertThat(paths).contains(grpc ? GRPC_PATH : "/v1/traces");
      assertThat(resources).allMatch(resource -> serviceNames(resource).contains("weir"));
    }
  }

  private void answer(HttpServerRequest request) {
    var path = Objects.requireNonNullElse(request.path(), "");
    paths.add(path);
    boolean grpc = path.equals(GRPC_PATH);
    request.bodyHandler(
        body -> {
          if (grpc || path.equals("/v1/traces")) {
            keep(grpc ? body.getBytes(PREFIX_BYTES, body.length()) : body.getBytes());
          }
          var response = request.response();
          if (grpc) {
            response.putHeader("content-type", "application/grpc").putTrailer("grpc-status", "0");
            response.end(Buffer.buffer(new byte[PREFIX_BYTES]));
          } else {
            response.putHeader("content-type", "application/x-protobuf").end();
          }
        });
  }

  private void keep(byte[] body) {
    try {
      for (var bytes : messages(UnknownFieldSet.parseFrom(body), RESOURCE_SPANS)) {
        resources.add(bytes);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private List<String> spanNames() {
    return resources.stream()
        .flatMap(resource -> messages(resource, SCOPE_SPANS).stream())
        .flatMap(scope -> messages(scope, SPANS).stream())
        .flatMap(span -> span.getField(SPAN_NAME).getLengthDelimitedList().stream())
        .map(ByteString::toStringUtf8)
        .toList();
  }

  /** The values of the attribute with this key: a pair of key and value, which holds a text. */
  private static List<String> serviceNames(UnknownFieldSet resource) {
    return messages(resource, RESOURCE).stream()
        .flatMap(described -> messages(described, ATTRIBUTES).stream())
        .filter(
            pair ->
                pair.getField(1)
                    .getLengthDelimitedList()
                    .contains(ByteString.copyFromUtf8("service.name")))
        .flatMap(pair -> messages(pair, 2).stream())
        .flatMap(value -> value.getField(1).getLengthDelimitedList().stream())
        .map(ByteString::toStringUtf8)
        .toList();
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet outer, int field) {
    return outer.getField(field).getLengthDelimitedList().stream()
        .map(
            bytes -> {
              try {
                return UnknownFieldSet.parseFrom(bytes);
              } catch (InvalidProtocolBufferException e) {
                throw new IllegalArgumentException(e);
              }
            })
        .toList();
  }
}
