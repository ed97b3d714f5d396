package dev.weir.system;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.weir.stack.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector that keeps the spans that it is sent, over gRPC or HTTP. */
final class OtlpReceiver implements AutoCloseable {
  /** Where spans come over gRPC. */
  static final String GRPC_PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  /** Where spans come over HTTP. */
  static final String HTTP_PATH = "/v1/traces";

  /** Before a message of gRPC: whether it is compressed, and its length. */
  private static final int PREFIX_BYTES = 5;

  private final Vertx vertx = Vertx.vertx();
  private final int port = FreePorts.next();
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  /**
   * What was sent. The numbers of fields are those of OTLP's Protobuf definition.
   *
   * @param resource the attributes of its resource, as texts
   * @param kind 1 internal, 2 server, 3 client, 4 producer, 5 consumer
   * @param attributes as texts
   * @param links ids of spans
   * @param status 0 unset, 1 ok, 2 error
   */
  record Span(
      Map<String, String> resource,
      String traceId,
      String spanId,
      String parentSpanId,
      String name,
      int kind,
      long startNanos,
      long endNanos,
      Map<String, String> attributes,
      List<String> links,
      int status,
      String message) {
    String service() {
      return resource.getOrDefault("service.name", "");
    }
  }

  /** Begins to listen. */
  OtlpReceiver() {
    vertx
        .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
        .requestHandler(this::answer)
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  /** Where it listens. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** What was sent so far. */
  List<Span> spans() {
    return List.copyOf(spans);
  }

  /** Where it was sent. */
  List<String> paths() {
    return List.copyOf(paths);
  }

  /** Forgets what was sent so far. */
  void clear() {
    spans.clear();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void answer(HttpServerRequest request) {
    var path = Objects.requireNonNullElse(request.path(), "");
    paths.add(path);
    boolean grpc = path.equals(GRPC_PATH);
    request.bodyHandler(
        body -> {
          if (grpc || path.equals(HTTP_PATH)) {
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
    for (var resourceSpans : messages(parsed(ByteString.copyFrom(body)), 1)) {
      var resource = new HashMap<String, String>();
      messages(resourceSpans, 1).forEach(described -> resource.putAll(attributes(described, 1)));
      for (var scopeSpans : messages(resourceSpans, 2)) {
        for (var span : messages(scopeSpans, 2)) {
          spans.add(span(Map.copyOf(resource), span));
        }
      }
    }
  }

  private static Span span(Map<String, String> resource, UnknownFieldSet span) {
    var status =
        messages(span, 15).stream().findFirst().orElse(UnknownFieldSet.getDefaultInstance());
    return new Span(
        resource,
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        (int) number(span, 6),
        span.getField(7).getFixed64List().getFirst(),
        span.getField(8).getFixed64List().getFirst(),
        attributes(span, 9),
        messages(span, 13).stream().map(link -> hex(link, 2)).toList(),
        (int) number(status, 3),
        text(status, 2));
  }

  private static Map<String, String> attributes(UnknownFieldSet of, int field) {
    var attributes = new HashMap<String, String>();
    for (var pair : messages(of, field)) {
      for (var value : messages(pair, 2)) {
        boolean isNumber = !value.getField(3).getVarintList().isEmpty();
        attributes.put(text(pair, 1), isNumber ? Long.toString(number(value, 3)) : text(value, 1));
      }
    }
    return Map.copyOf(attributes);
  }

  private static String text(UnknownFieldSet of, int field) {
    var all = of.getField(field).getLengthDelimitedList();
    return all.isEmpty() ? "" : all.getFirst().toStringUtf8();
  }

  private static String hex(UnknownFieldSet of, int field) {
    var all = of.getField(field).getLengthDelimitedList();
    return all.isEmpty() ? "" : HexFormat.of().formatHex(all.getFirst().toByteArray());
  }

  private static long number(UnknownFieldSet of, int field) {
    var all = of.getField(field).getVarintList();
    return all.isEmpty() ? 0 : all.getFirst();
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet outer, int field) {
    return outer.getField(field).getLengthDelimitedList().stream()
        .map(OtlpReceiver::parsed)
        .toList();
  }

  private static UnknownFieldSet parsed(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
