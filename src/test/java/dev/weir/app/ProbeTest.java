package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HttpServer server;
  private String asked = "";
  private int status = 200;
  private String body = "{\"status\":\"UP\",\"checks\":[]}";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked = exchange.getRequestURI().getRawPath();
          byte[] answer = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int run(Map<String, String> environment, String... arguments) {
    return Probe.run(
        List.of(arguments),
        environment,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private Map<String, String> here() {
    return Map.of("QUARKUS_MANAGEMENT_PORT", Integer.toString(server.getAddress().getPort()));
  }

  @Test
  void asksTheLivenessProbeAtTheConfiguredPort() {
    assertThat(run(here())).isZero();
    assertThat(asked).isEqualTo("/health/live");
    assertThat(out.toString(UTF_8).strip()).isEqualTo("live: up");
  }

  @Test
  void asksTheProbeThatIsNamedWhereItIsTold() {
    var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    assertThat(run(Map.of(), "started", "--url", url)).isZero();
    assertThat(asked).isEqualTo("/health/started");
  }

  @Test
  void saysWhyAProbeIsDown() {
    status = 503;
    body =
        """
        {"status":"DOWN","checks":[{"name":"a","status":"UP"},
          {"name":"b","status":"DOWN","data":{"detail":"waiting for Kafka: no\\u001b[31m"}}]}""";
    assertThat(run(here(), "ready")).isEqualTo(1);
    assertThat(err.toString(UTF_8).strip())
        .isEqualTo("weir: ready: HTTP 503, waiting for Kafka: no?[31m");
    body = "<html>";
    assertThat(run(here(), "ready")).isEqualTo(1);
  }

  @Test
  void saysThatNobodyAnswers() {
    var port = here();
    server.stop(0);
    assertThat(run(port)).isEqualTo(3);
    assertThat(err.toString(UTF_8)).contains("no Weir answers at http://127.0.0.1:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alive            | probe takes one of live, ready, started",
        "live ready       | probe takes one of live, ready, started",
        "--url            | --url needs the address of a Weir's probes",
        "--url localhost  | --url needs the address of a Weir's probes",
        "--json           | probe has no option '--json', try --help",
      })
  void mistakes(String arguments, String message) {
    assertThat(run(Map.of(), arguments.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("weir: " + message);
  }
}
