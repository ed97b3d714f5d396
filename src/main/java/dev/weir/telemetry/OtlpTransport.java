package dev.weir.telemetry;

import io.opentelemetry.exporter.internal.ExporterBuilderUtil;
import io.opentelemetry.exporter.internal.grpc.GrpcResponse;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.exporter.otlp.internal.OtlpUserAgent;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.CompressionType;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxGrpcSender;
import io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxHttpSender;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One request to the collector, over gRPC or HTTP as {@code quarkus.otel.exporter.otlp.*} says.
 *
 * <p>Quarkus makes its exporter inside a span processor that gives it to nobody and tells nobody
 * what became of a batch. So this puts the same parts together, from the same configuration:
 * Quarkus' senders on Vert.x, which work natively and are never traced themselves. Their types are
 * internal, and an upgrade of Quarkus may change them; then this class does not compile.
 */
interface OtlpTransport {
  /**
   * Sends; returns at once. One of the two is called, once, on any thread.
   *
   * @param failed told why, in words
   */
  void send(Collection<SpanData> spans, Runnable done, Consumer<String> failed);

  /** Lets its connections go. */
  CompletableResultCode shutdown();

  /** The one that is configured. */
  static OtlpTransport of(
      OtlpExporterRuntimeConfig config, TlsConfigurationRegistry tls, Vertx vertx) {
    var traces = config.traces();
    var endpoint = ExporterBuilderUtil.validateEndpoint(endpoint(config));
    return traces.protocol().filter(OtlpExporterConfig.Protocol.HTTP_PROTOBUF::equals).isPresent()
        ? http(traces, endpoint, tls, vertx)
        : grpc(traces, endpoint, tls, vertx);
  }

  private static String endpoint(OtlpExporterRuntimeConfig config) {
    var usual = OtlpExporterConfig.DEFAULT_GRPC_BASE_URI;
    return config
        .traces()
        .endpoint()
        .filter(own -> !own.equals(usual))
        .or(config::endpoint)
        .orElse(usual)
        .trim();
  }

  /** Of the exporter's configuration. */
  private static Map<String, String> headers(OtlpExporterConfig config) {
    var headers = new HashMap<String, String>();
    OtlpUserAgent.addUserAgentHeader(headers::put);
    for (var header : config.headers().orElse(List.of())) {
      int at = header.indexOf('=');
      if (at > 0) {
        headers.put(header.substring(0, at).trim(), header.substring(at + 1).trim());
      }
    }
    return headers;
  }

  private static boolean compresses(OtlpExporterConfig config) {
    return config.compression().filter(CompressionType.GZIP::equals).isPresent();
  }

  private static OtlpTransport grpc(
      OtlpExporterConfig config, URI endpoint, TlsConfigurationRegistry tls, Vertx vertx) {
    var sender =
        new VertxGrpcSender(
            endpoint,
            VertxGrpcSender.GRPC_TRACE_SERVICE_NAME,
            compresses(config),
            config.timeout(),
            headers(config),
            new OtlpClientOptions(config, endpoint, tls),
            vertx);
    return new Grpc(sender);
  }

  private static OtlpTransport http(
      OtlpExporterConfig config, URI endpoint, TlsConfigurationRegistry tls, Vertx vertx) {
    var sender =
        new VertxHttpSender(
            endpoint,
            VertxHttpSender.TRACES_PATH,
            compresses(config),
            config.timeout(),
            headers(config),
            "application/x-protobuf",
            new OtlpClientOptions(config, endpoint, tls),
            vertx);
    return new Http(sender);
  }

  /** Over gRPC. */
  record Grpc(VertxGrpcSender sender) implements OtlpTransport {
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // The sender implements the raw type.
    public void send(Collection<SpanData> spans, Runnable done, Consumer<String> failed) {
      Consumer<GrpcResponse> answered =
          response -> {
            if (response.grpcStatusValue() == 0) {
              done.run();
            } else {
              failed.accept(
                  "gRPC status %d %s"
                      .formatted(response.grpcStatusValue(), response.grpcStatusDescription()));
            }
          };
      Consumer<Throwable> broken = trouble -> failed.accept(String.valueOf(trouble));
      sender.send(TraceRequestMarshaler.create(spans), (Consumer) answered, (Consumer) broken);
    }

    @Override
    public CompletableResultCode shutdown() {
      return sender.shutdown();
    }
  }

  /** Over HTTP. */
  record Http(VertxHttpSender sender) implements OtlpTransport {
    @Override
    public void send(Collection<SpanData> spans, Runnable done, Consumer<String> failed) {
      var request = TraceRequestMarshaler.create(spans);
      sender.send(
          request,
          request.getBinarySerializedSize(),
          response -> {
            if (response.statusCode() >= 200 && response.statusCode() < 300) {
              done.run();
            } else {
              failed.accept("HTTP status " + response.statusCode());
            }
          },
          trouble -> failed.accept(String.valueOf(trouble)));
    }

    @Override
    public CompletableResultCode shutdown() {
      return sender.shutdown();
    }
  }
}
