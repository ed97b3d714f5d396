package dev.weir.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stack.WeirProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests by chance, most of them nearly right, to both ports: none is answered by an error of
 * Weir's own, by anything of its inside, or by its end. Each round prints its seed when it fails.
 */
class FuzzIT {
  private static final int REQUESTS = 500;
  private static final int AT_ONCE = 8;
  private static final int PATIENCE_MS = 2_000;

  /** What was cut short may be waited for, so nothing comes; what is whole is answered. */
  private static final int CUT_PATIENCE_MS = 100;

  private static final Pattern INSIDE =
      Pattern.compile(
          "\\bat [a-z]+[.][\\w.$]+\\(|Exception|io[.]quarkus|io[.]vertx|dev[.]weir|java[.]");

  private static final String DEFINITION =
      """
      weir:
        namespace: fuzz
        store: memory
        look-ups-per-second: 100000
        pipeline:
          stages:
            a: { topics: [a] }
            b: { topics: [b], after: { a: { expect: every, within: 5s } } }
      """;

  private static final List<String> METHODS =
      List.of(
          "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE",
          "CONNECT", "get", "X", "");

  private static final List<String> PATHS =
      List.of(
          "/",
          "/index.html",
          "/weir.js",
          "/openapi",
          "/monitoring",
          "/monitoring/health",
          "/monitoring/pipeline",
          "/monitoring/stages/a/keys",
          "/monitoring/stages/a/rejected",
          "/monitoring/hops/a/b/lost",
          "/monitoring/traces/4bf92f3577b34da6a3ce929d0e0e4736",
          "/monitoring/validation",
          "/monitoring/validation/history",
          "/health",
          "/health/live",
          "/health/ready",
          "/health/started",
          "/health/group/x",
          "/metrics",
          "/q/dev",
          "*",
          "http://example.org/");

  private static final List<String> PIECES =
      List.of(
          "/",
          "//",
          "/..",
          "/.",
          "/%2e%2e",
          "/%2f",
          "%",
          "%zz",
          "%00",
          "%ff",
          "%c0%af",
          ";x=1",
          "?",
          "?limit=",
          "?limit=-1",
          "?limit=99999999999999999999",
          "?since=",
          "?since=9999-99-99",
          "&hours=1e9",
          "?sort=age&sort=key",
          "#x",
          "\\",
          "{",
          "}",
          "<script>",
          "${jndi:ldap://x}",
          "%24%7b7*7%7d",
          "'",
          "\"",
          " ",
          "\u00e9",
          "\t",
          "x".repeat(300),
          "x".repeat(5_000));

  private static final List<String> HEADERS =
      List.of(
          "Accept: application/json",
          "Accept: */*;q=",
          "Accept: text/html, application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
          "Accept: application/openmetrics-text; version=99",
          "Accept: ,,;;//",
          "Accept-Encoding: gzip, br, x",
          "Content-Type: application/json",
          "Content-Type: multipart/form-data; boundary=",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Length: 5",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: x",
          "Expect: 100-continue",
          "Expect: x",
          "Upgrade: h2c",
          "Upgrade: websocket",
          "Connection: Upgrade, HTTP2-Settings",
          "HTTP2-Settings: AAMAAABkAAQAAP__",
          "HTTP2-Settings: ????",
          "Authorization: Basic ????",
          "Authorization: Bearer x",
          "Cookie: q_session=x; q_auth=y",
          "X-Request-ID: ${x}",
          "X-Forwarded-For: 1.2.3.4",
          "traceparent: 00-zz",
          "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
          "Range: bytes=0-,5-2",
          "If-Modified-Since: yesterday",
          "Host: example.org",
          "Host: [::",
          "Origin: ://",
          "Sec-Fetch-Site: cross-site",
          "X-Large: " + "x".repeat(9_000),
          "No colon",
          ": no name",
          "Bad\u0000Name: x");

  private static final WeirProcess WEIR =
      new WeirProcess(DEFINITION).heap("256m").kafka("127.0.0.1:1");

  @BeforeAll
  static void start() {
    WEIR.start();
    Http.awaitLive(WEIR);
  }

  @AfterAll
  static void stop() {
    WEIR.close();
  }

  /** A request, and whether it is whole, so that there must be an answer. */
  private record Request(byte[] bytes, boolean whole) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_126})
  void nothingOfTheInsideComesOut(long seed) throws Exception {
    var faults = new ConcurrentLinkedQueue<String>();
    var answered = new AtomicInteger();
    var tasks = new ArrayList<Callable<Void>>();
    for (int at = 0; at < REQUESTS; at++) {
      long own = seed * 1_000_003 + at;
      tasks.add(
          () -> {
            attempt(own, answered, faults);
            return null;
          });
    }
    try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
      for (var done : pool.invokeAll(tasks)) {
        done.get();
      }
    }
    assertThat(faults).as("seed %d", seed).isEmpty();
    assertThat(answered.get()).as("most of them are answered").isGreaterThan(REQUESTS / 2);
    assertThat(WEIR.process().isAlive()).isTrue();
    assertThat(WEIR.management("/health/live").status()).isEqualTo(200);
    assertThat(WEIR.get("/").status()).isEqualTo(200);
    try (var lines = Files.lines(WEIR.log())) {
      assertThat(lines.filter(line -> line.contains("\"level\":\"ERROR\""))).isEmpty();
    }
  }

  private static void attempt(
      long seed, AtomicInteger answered, ConcurrentLinkedQueue<String> faults) {
    var random = new SplittableRandom(seed);
    var port = URI.create(random.nextBoolean() ? WEIR.url() : WEIR.managementUrl()).getPort();
    var request = request(random);
    var answer = send(port, request);
    if (!answer.isEmpty()) {
      answered.incrementAndGet();
    }
    var fault = fault(answer);
    if (!fault.isEmpty() && faults.size() < 10) {
      faults.add(
          "%s: seed %d, port %d%n%s%n-> %s"
              .formatted(
                  fault,
                  seed,
                  port,
                  shown(new String(request.bytes(), ISO_8859_1)),
                  shown(answer)));
    }
  }

  private static String shown(String text) {
    return text.length() > 600 ? text.substring(0, 600) + "…" : text;
  }

  /** What is wrong with an answer; empty when nothing is. */
  private static String fault(String answer) {
    if (answer.startsWith("HTTP/1.1 5")
        && !answer.startsWith("HTTP/1.1 503")
        && !answer.startsWith("HTTP/1.1 501")
        && !answer.startsWith("HTTP/1.1 505")) {
      return "an error of our own";
    }
    // The page's script has words of its own.
    boolean ours = !answer.contains("\"use strict\";") && !answer.contains("# HELP");
    return ours && INSIDE.matcher(answer).find() ? "something of the inside" : "";
  }

  private static Request request(SplittableRandom random) {
    if (random.nextInt(20) == 0) {
      var noise = new byte[random.nextInt(1, 400)];
      random.nextBytes(noise);
      return new Request(noise, false);
    }
    var text = new StringBuilder(pick(random, METHODS)).append(' ').append(pick(random, PATHS));
    for (int at = random.nextInt(3); at > 0; at--) {
      text.append(pick(random, PIECES));
    }
    text.append(random.nextInt(12) == 0 ? " HTTP/9.9" : " HTTP/1.1").append("\r\n");
    text.append(random.nextInt(30) == 0 ? "" : "Host: localhost\r\n");
    for (int at = random.nextInt(4); at > 0; at--) {
      text.append(pick(random, HEADERS)).append("\r\n");
    }
    text.append("Connection: close\r\n\r\n");
    if (random.nextInt(3) == 0) {
      text.append(
          pick(random, List.of("5\r\nhello\r\n0\r\n\r\n", "hello", "{\"a\":", "\u0000\u0001")));
    }
    var bytes = text.toString().getBytes(ISO_8859_1);
    if (random.nextInt(10) != 0) {
      return new Request(
          bytes,
          !text.toString().contains("Content-Length") && !text.toString().contains("Transfer"));
    }
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    return new Request(bytes, false);
  }

  private static String pick(SplittableRandom random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** What comes before the connection ends, or for a while when it need not. */
  private static String send(int port, Request request) {
    var answer = new ByteArrayOutputStream();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(request.whole() ? PATIENCE_MS : CUT_PATIENCE_MS);
      socket.getOutputStream().write(request.bytes());
      var in = socket.getInputStream();
      int first = in.read();
      if (first >= 0) {
        answer.write(first);
        socket.setSoTimeout(CUT_PATIENCE_MS);
        in.transferTo(answer);
      }
    } catch (SocketTimeoutException nothingMore) {
      // Looked at as far as it came.
    } catch (IOException cutOff) {
      // So is this.
    }
    return answer.toString(ISO_8859_1);
  }
}
