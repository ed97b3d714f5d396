package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
  private static final String FOUND =
      """
      {"traceId":"4bf9","sightings":[
        {"stage":"feed","eventId":"e-1","key":"IN\\u001b[31mFY","topic":"a","partition":3,"offset":17,
         "eventTime":"2026-03-02T06:00:00Z"},
        {"stage":"sink","eventId":null,"key":null,"topic":"b","partition":0,"offset":1,
         "eventTime":"2026-03-02T06:00:00.250Z"}],
       "hops":[{"from":"feed","to":"sink","latencySeconds":0.25,"state":"completed"},
         {"from":"sink","to":"end","latencySeconds":null,"state":"pending"}]}""";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HttpServer server;
  private final Map<String, String> environment = new HashMap<>();
  private String asked = "";
  private String shown = "";
  private int status = 200;
  private String body = FOUND;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked = exchange.getRequestURI().getRawPath();
          shown = exchange.getRequestHeaders().getFirst("Authorization");
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

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private int run(String... arguments) {
    return Trace.run(
        List.of(arguments),
        environment,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  @Test
  void printsEventsWithTheirPlacesAndWhatBecameOfThem() {
    assertThat(run("order 7/1", "--url", url() + "/")).isZero();
    assertThat(asked).isEqualTo("/monitoring/traces/order%207%2F1");
    assertThat(out.toString(UTF_8))
        .isEqualToNormalizingNewlines(
            """
            trace 4bf9
            2026-03-02T06:00:00Z             0.000000 s  feed                 IN?[31mFY    a/3@17  e-1
            2026-03-02T06:00:00.250Z         0.250000 s  sink                 -            b/0@1  -
            feed -> sink: completed, 0.250000 s
            sink -> end: pending
            """);
  }

  @Test
  void givesWhatTheApiGives() {
    assertThat(run("--json", "e-1", "--url=" + url())).isZero();
    assertThat(out.toString(UTF_8).strip()).isEqualTo(FOUND);
  }

  @Test
  void saysWhatTheProblemIs() {
    status = 404;
    body = "{\"detail\":\"no event with the id 'x' was seen\"}";
    assertThat(run("x", "--url", url())).isEqualTo(1);
    assertThat(err.toString(UTF_8).strip()).isEqualTo("weir: no event with the id 'x' was seen");
    status = 503;
    assertThat(run("x", "--url", url())).isEqualTo(3);
    body = "<html>";
    assertThat(run("x", "--url", url())).isEqualTo(3);
    assertThat(err.toString(UTF_8)).contains("is no Weir: HTTP 503");
  }

  @Test
  void saysThatNobodyAnswers() {
    server.stop(0);
    assertThat(run("x", "--url", url())).isEqualTo(3);
    assertThat(err.toString(UTF_8)).contains("no Weir answers at " + url());
  }

  @Test
  void showsATokenOrANameAndAPassword(@TempDir Path folder) throws IOException {
    var token = Files.writeString(folder.resolve("token"), "abc-1\n").toString();
    var password = Files.writeString(folder.resolve("password"), "sé cret\n").toString();
    assertThat(run("x", "--url", url())).isZero();
    assertThat(shown).isNull();

    assertThat(run("x", "--url", url(), "--token-file", token)).isZero();
    assertThat(shown).isEqualTo("Bearer abc-1");
    assertThat(run("x", "--url", url(), "--user", "anna", "--password-file", password)).isZero();
    assertThat(shown).isEqualTo("Basic YW5uYTpzw6kgY3JldA==");

    environment.put("WEIR_USER", "anna");
    environment.put("WEIR_PASSWORD", "sé cret");
    assertThat(run("x", "--url", url())).isZero();
    assertThat(shown).isEqualTo("Basic YW5uYTpzw6kgY3JldA==");
    environment.put("WEIR_TOKEN", "from-the-environment");
    assertThat(run("x", "--url", url())).isZero();
    assertThat(shown).isEqualTo("Bearer from-the-environment");
    assertThat(run("x", "--url", url(), "--user", "bob")).isZero();
    assertThat(shown).as("options go first").startsWith("Basic ");
  }

  @Test
  void saysWhatToShowWhenItWasNotEnough() {
    status = 401;
    body = "{\"detail\":\"this needs a token\"}";
    assertThat(run("x", "--url", url())).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("weir: this needs a token: --token-file or WEIR_TOKEN");
  }

  @Test
  void saysWhatIsWrongWithWhatIsShown(@TempDir Path folder) throws IOException {
    var empty = Files.writeString(folder.resolve("empty"), "\n").toString();
    var broken = Files.writeString(folder.resolve("broken"), "two\nlines").toString();
    assertThat(run("x", "--token-file", empty)).isEqualTo(2);
    assertThat(run("x", "--token-file", broken)).isEqualTo(2);
    assertThat(run("x", "--token-file", empty + "-not-there")).isEqualTo(2);
    assertThat(run("x", "--user", "anna")).isEqualTo(2);
    assertThat(run("x", "--password-file", broken)).isEqualTo(2);
    assertThat(run("x", "--password-file", broken, "--token-file", broken)).isEqualTo(2);
    assertThat(run("x", "--ca-file", broken)).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "weir: --token-file: " + empty + " is empty",
            "weir: the token has a blank, a line break or a letter beyond ASCII",
            "weir: --token-file: cannot read " + empty + "-not-there",
            "weir: a user needs --password-file or WEIR_PASSWORD",
            "weir: a password needs --user or WEIR_USER",
            "weir: a token or a user, not both",
            "weir: --ca-file: there is no certificate in " + broken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                  | trace needs one ID",
        "a b                 | trace needs one ID",
        "a --url             | --url needs the address of a running Weir",
        "a --url localhost   | --url needs the address of a running Weir",
        "a --url http://a:b@localhost | --url needs the address of a running Weir, such as http://localhost:8080, without",
        "a --yaml            | trace has no option '--yaml', try --help",
      })
  void mistakes(String arguments, String message) {
    var list = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
    assertThat(run(list)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("weir: " + message);
  }
}
