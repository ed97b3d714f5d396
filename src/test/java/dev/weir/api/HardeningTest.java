package dev.weir.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.FakeMonitoring;
import dev.weir.monitor.SurfacesProfile;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told, what is too large, and whom Weir answers when nobody said to whom. */
@QuarkusTest
@TestProfile(SurfacesProfile.class)
@NullMarked
class HardeningTest {
  @Inject FakeMonitoring monitoring;

  @TestHTTPResource("/")
  URI base = URI.create("http://localhost/");

  @TestHTTPResource(value = "/", management = true)
  URI management = URI.create("http://localhost/");

  @BeforeEach
  void reset() {
    monitoring.reset();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/weir.js",
        "/weir.css",
        "/monitoring/health",
        "/monitoring/pipeline",
        "/monitoring/traces/x",
        "/openapi",
        "/nowhere"
      })
  void everyAnswerTellsBrowsersWhatIsAllowed(String path) {
    assertTold(given().get(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"health/live", "health", "metrics", "nowhere"})
  void soDoesTheOtherPort(String path) {
    assertTold(given().get(management.resolve(path)));
  }

  private static void assertTold(Response answer) {
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "*", "http:", "data:");
    assertThat(answer.header("Strict-Transport-Security")).as("this is not TLS").isNull();
    assertThat(answer.headers().getValues("Cache-Control")).hasSize(1);
  }

  @Test
  void answersOfTheApiAreNotKept() {
    for (var path : new String[] {"/monitoring/health", "/monitoring/traces/x", "/nowhere"}) {
      assertThat(given().get(path).header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:8080, 200",
    "weir.localhost:80, 200",
    "127.0.0.1:1, 200",
    "[::1]:8080, 200",
    "example.org, 403",
    "localhost.example.org, 403",
    "127.0.0.1.example.org:8080, 403",
    "10.0.0.1, 403"
  })
  void anotherNameForThisMachineReadsNothing(String host, int status) throws IOException {
    var answer = raw("GET /monitoring/health HTTP/1.1\r\nHost: " + host + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    if (status == 403) {
      assertThat(answer).contains("application/problem+json", "urn:weir:host-unknown");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: http://example.org, 403",
    "Origin: null, 403",
    "Origin: http://localhost:81, 403",
    "Origin: http://localhost:80, 200",
    "Sec-Fetch-Site: cross-site, 403",
    "Sec-Fetch-Site: same-site, 403",
    "Sec-Fetch-Site: same-origin, 200",
    "Sec-Fetch-Site: none, 200",
    "X-Nothing: 1, 200"
  })
  void anotherSitesPageHasNothingDoneHere(String header, int status) throws IOException {
    var head = "/monitoring/validation HTTP/1.1\r\nHost: localhost:80\r\n" + header + "\r\n";
    var answer = raw("POST " + head + "Content-Length: 0\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(raw("GET " + head)).as("looking is no harm").matches("(?s)HTTP/1.1 (200|404) .*");
  }

  @Test
  void whatIsTooLargeIsRefused() throws IOException {
    var host = "Host: localhost\r\n";
    assertThat(raw("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n" + host))
        .matches("(?s)HTTP/1.[01] 414 .*");
    assertThat(raw("GET / HTTP/1.1\r\n" + host + "X-Large: " + "x".repeat(9_000) + "\r\n"))
        .matches("(?s)HTTP/1.[01] 431 .*");
    assertThat(
            raw("POST /monitoring/validation HTTP/1.1\r\n" + host + "Content-Length: 300000\r\n"))
        .startsWith("HTTP/1.1 413");
    given().get("/monitoring/health").then().statusCode(200);
  }

  private String raw(String head) throws IOException {
    // By hand, because clients do not let one choose these.
    try (var socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(10_000);
      var request = head + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
