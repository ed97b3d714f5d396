package dev.weir.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Steers the simulation over HTTP, on the loopback address only: {@code POST /scenario/NAME},
 * {@code GET /scenario}, {@code GET /written}, {@code GET /planted}.
 */
final class ControlServer implements AutoCloseable {
  private static final String SCENARIO = "/scenario/";

  private final HttpServer server;
  private final PlatformRun run;
  private final Consumer<Scenario> switched;
  private final ObjectMapper json = new ObjectMapper();

  private ControlServer(HttpServer server, PlatformRun run, Consumer<Scenario> switched) {
    this.server = server;
    this.run = run;
    this.switched = switched;
  }

  /**
   * Listens.
   *
   * @param port 0 for any free one
   * @param switched told of every change of the scenario made here
   */
  static ControlServer start(int port, PlatformRun run, Consumer<Scenario> switched)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    ControlServer control = new ControlServer(HttpServer.create(address, 0), run, switched);
    control.server.createContext("/", control::handle);
    control.server.start();
    return control;
  }

  /** Where it listens. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (exchange.getRequestMethod() + " " + path) {
        case "GET /scenario" -> reply(exchange, 200, Map.of("scenario", run.scenario().label()));
        case "GET /written" -> reply(exchange, 200, run.written().summary());
        case "GET /planted" -> reply(exchange, 200, run.planted().summary());
        case String request when request.startsWith("POST " + SCENARIO) ->
            play(exchange, path.substring(SCENARIO.length()));
        default -> reply(exchange, 404, Map.of("error", "no such path: " + path));
      }
    }
  }

  private void play(HttpExchange exchange, String label) throws IOException {
    Optional<Scenario> scenario = Scenario.of(label);
    if (scenario.isEmpty()) {
      String error = "unknown scenario " + label + "; one of " + Scenario.labels();
      reply(exchange, 404, Map.of("error", error));
      return;
    }
    run.scenario(scenario.get());
    switched.accept(scenario.get());
    reply(exchange, 200, Map.of("scenario", scenario.get().label()));
  }

  private void reply(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = text(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private String text(Object body) {
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
