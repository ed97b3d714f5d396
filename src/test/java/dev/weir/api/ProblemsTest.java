package dev.weir.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.FakeMonitoring;
import dev.weir.monitor.SurfacesProfile;
import dev.weir.monitor.Traces;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Logger;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error is a problem document, and every answer carries a request id. */
@QuarkusTest
@TestProfile(SurfacesProfile.class)
@NullMarked
class ProblemsTest {
  @Inject FakeMonitoring monitoring;

  @TestHTTPResource("/")
  URI base = URI.create("http://localhost/");

  @BeforeEach
  void reset() {
    monitoring.reset();
  }

  private static void problem(Response answer, int status, String type, String instance) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    var body = answer.jsonPath();
    assertThat(body.getString("type")).isEqualTo(type);
    assertThat(body.getInt("status")).isEqualTo(status);
    assertThat(body.getString("title")).isNotBlank();
    assertThat(body.getString("detail")).isNotBlank();
    assertThat(body.getString("instance")).isEqualTo(instance);
    assertThat(answer.header("X-Request-ID")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/monitoring", "/monitoring/nowhere", "/monitoring/stages/x"})
  void unknownPath(String path) {
    problem(given().get(path), 404, "about:blank", path);
  }

  @Test
  void wrongMethod() {
    problem(given().delete("/monitoring/health"), 405, "about:blank", "/monitoring/health");
  }

  @Test
  void notAcceptable() {
    problem(
        given().accept("text/csv").get("/monitoring/pipeline"),
        406,
        "about:blank",
        "/monitoring/pipeline");
  }

  @Test
  void unknownStageNamesTheKnownOnes() {
    var answer = given().get("/monitoring/stages/nowhere/keys");
    problem(answer, 404, "urn:weir:stage-unknown", "/monitoring/stages/nowhere/keys");
    assertThat(answer.jsonPath().getString("detail"))
        .isEqualTo("there is no stage 'nowhere'; there are market-data, strategy, risk");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0     | limit must be a whole number from 1 to 10000, but is '0'",
        "limit=10001 | limit must be a whole number from 1 to 10000, but is '10001'",
        "limit=many  | limit must be a whole number from 1 to 10000, but is 'many'",
        "sort=size   | sort must be one of age, events, key, but is 'size'",
        "status=old  | status must be one of live, delayed, stale, but is 'old'"
      })
  void badParameterNamesWhatIsAllowed(String query, String detail) {
    var answer = given().get("/monitoring/stages/risk/keys?" + query);
    problem(answer, 400, "urn:weir:bad-parameter", "/monitoring/stages/risk/keys");
    assertThat(answer.jsonPath().getString("detail")).isEqualTo(detail);
  }

  @Test
  void badReasonNamesAllReasons() {
    var answer = given().get("/monitoring/stages/risk/rejected?reason=moody");
    problem(answer, 400, "urn:weir:bad-parameter", "/monitoring/stages/risk/rejected");
    assertThat(answer.jsonPath().getString("detail"))
        .startsWith("reason must be one of trace-malformed, body-missing,");
  }

  @Test
  void hopsThatAreNotThereOrNotAccounted() {
    var unknown = given().get("/monitoring/hops/strategy/market-data/lost");
    problem(unknown, 404, "urn:weir:hop-unknown", "/monitoring/hops/strategy/market-data/lost");
    assertThat(unknown.jsonPath().getString("detail"))
        .isEqualTo(
            "there is no hop 'strategy/market-data'; there are market-data/strategy, strategy/risk");
    var some = given().get("/monitoring/hops/strategy/risk/lost");
    problem(some, 404, "urn:weir:hop-not-accounted", "/monitoring/hops/strategy/risk/lost");
    var kind = given().get("/monitoring/hops/strategy/risk/gone");
    problem(kind, 400, "urn:weir:bad-parameter", "/monitoring/hops/strategy/risk/gone");
    var since = given().get("/monitoring/hops/strategy/risk/lost?since=soon");
    problem(since, 400, "urn:weir:bad-parameter", "/monitoring/hops/strategy/risk/lost");
    assertThat(since.jsonPath().getString("detail"))
        .contains("an RFC 3339 time or a duration back", "'soon'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "169", "x"})
  void badHours(String hours) {
    var answer = given().get("/monitoring/validation/history?hours=" + hours);
    problem(answer, 400, "urn:weir:bad-parameter", "/monitoring/validation/history");
  }

  @Test
  void unknownTraces() {
    monitoring.answer = new Traces.Answer.Unknown();
    var unknown = given().get("/monitoring/traces/e-1");
    problem(unknown, 404, "urn:weir:trace-unknown", "/monitoring/traces/e-1");
    assertThat(unknown.jsonPath().getString("detail")).contains("'e-1'");

    monitoring.answer = new Traces.Answer.Off();
    var off = given().get("/monitoring/traces/e-1");
    problem(off, 404, "urn:weir:trace-unknown", "/monitoring/traces/e-1");
    assertThat(off.jsonPath().getString("detail")).contains("weir.journal.enabled");

    monitoring.answer = new Traces.Answer.NotSampled(12);
    var rare = given().get("/monitoring/traces/e-1");
    problem(rare, 404, "urn:weir:trace-not-sampled", "/monitoring/traces/e-1");
    assertThat(rare.jsonPath().getString("detail")).contains("one trace in 4,096 is kept");
  }

  @Test
  void aStoreThatIsAwayKnowsNoTraces() {
    monitoring.answer = new Traces.Answer.Unavailable("connection refused");
    problem(
        given().get("/monitoring/traces/e-1"),
        503,
        "urn:weir:store-unavailable",
        "/monitoring/traces/e-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%20", "a%0Ab", "%00", "x{256}"})
  void badTraceIds(String id) {
    var path = "/monitoring/traces/" + id.replace("x{256}", "x".repeat(257));
    var answer = given().urlEncodingEnabled(false).get(path);
    problem(answer, 400, "urn:weir:bad-parameter", path);
    assertThat(answer.jsonPath().getString("detail"))
        .startsWith("id must be 1 to 256 characters, none of them a control character, but is '");
    assertThat(monitoring.sought).isEmpty();
  }

  @Test
  void theLongestTraceIdIsAskedFor() {
    problem(
        given().get("/monitoring/traces/" + "x".repeat(256)),
        404,
        "urn:weir:trace-unknown",
        "/monitoring/traces/" + "x".repeat(256));
    assertThat(monitoring.sought).hasSize(256);
  }

  @Test
  void noViewYet() {
    monitoring.view = null;
    problem(
        given().get("/monitoring/pipeline"), 503, "urn:weir:no-view-yet", "/monitoring/pipeline");
  }

  @Test
  void noValidationYet() {
    problem(
        given().get("/monitoring/validation"),
        404,
        "urn:weir:no-validation-yet",
        "/monitoring/validation");
  }

  @Test
  void storeUnavailable() {
    monitoring.failure = new IllegalStateException("redis: secret inside");
    var answer = given().get("/monitoring/validation/history");
    problem(answer, 503, "urn:weir:store-unavailable", "/monitoring/validation/history");
    assertThat(answer.asString()).doesNotContain("redis");
  }

  @Test
  void defectsTellNothingOfTheInside() {
    monitoring.failure = new IllegalStateException("a secret inside");
    var thrown = given().get("/monitoring/pipeline");
    problem(thrown, 500, "about:blank", "/monitoring/pipeline");
    var failed = given().post("/monitoring/validation");
    problem(failed, 500, "about:blank", "/monitoring/validation");
    assertThat(thrown.asString() + failed.asString()).doesNotContain("secret", "Exception");
  }

  @Test
  void defectsAreLoggedUnderTheRequestsIdWhichThenIsGone() {
    var ids = new ConcurrentLinkedQueue<String>();
    var handler =
        new ExtHandler() {
          @Override
          protected void doPublish(ExtLogRecord event) {
            ids.add(String.valueOf(event.getMdc("request_id")));
          }
        };
    var logger = Logger.getLogger(Problems.class.getName());
    logger.addHandler(handler);
    try {
      monitoring.failure = new IllegalStateException("for the log");
      given().header("X-Request-ID", "r-1").get("/monitoring/pipeline");
      given().header("X-Request-ID", "r-2").post("/monitoring/validation");
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(ids).containsExactly("r-1", "r-2");
    assertThat(MDC.get("request_id")).isNull();
  }

  @Test
  void bodiesThatNobodyReadsAreNoTrouble() {
    given()
        .contentType(ContentType.TEXT)
        .body("hello")
        .post("/monitoring/validation")
        .then()
        .statusCode(200);
  }

  @Test
  void requestIdIsTakenWhenUsable() {
    var id = "order-7:retry_2.a";
    assertThat(given().header("X-Request-ID", id).get("/monitoring/health").header("X-Request-ID"))
        .isEqualTo(id);
    assertThat(given().header("X-Request-ID", id).get("/nowhere").header("X-Request-ID"))
        .isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "<script>", "", "äöü"})
  void requestIdIsMadeWhenUnusable(String given) {
    var id = given().header("X-Request-ID", given).get("/monitoring/health").header("X-Request-ID");
    assertThat(id).matches("[0-9a-f-]{36}");
  }

  @Test
  void requestIdIsMadeWhenTooLong() {
    var id = "x".repeat(129);
    assertThat(given().header("X-Request-ID", id).get("/").header("X-Request-ID")).hasSize(36);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/monitoring/stages/%ff/keys", "/%2e%2e/etc/passwd"})
  void oddPathsAreProblemsToo(String path) throws IOException {
    // By hand, because clients refuse to send such a path.
    try (var socket = new Socket(base.getHost(), base.getPort())) {
      var request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
      assertThat(answer).contains("application/problem+json");
    }
  }
}
