package dev.weir.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The command {@code trace ID}: prints the way of a message, as a running Weir knows it. */
final class Trace {
  private static final Map<String, String> OPTIONS =
      Map.of("--url", "the address of a running Weir, such as http://localhost:8080");
  private static final String USUAL_URL = "http://localhost:8080";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper TREES = new ObjectMapper();

  private Trace() {}

  /** Returns the exit code: 0 when there is such a trace, 1 when there is not, 3 without a Weir. */
  static int run(List<String> list, PrintStream out, PrintStream err) {
    var arguments = Arguments.parse("trace", list, OPTIONS, Set.of("--json"));
    var mistake =
        arguments.mistake() == null && arguments.operands().size() != 1
            ? "trace needs one ID: of a trace, of an event, or another name such as a correlation id"
            : arguments.mistake();
    if (mistake != null) {
      err.println("weir: " + mistake);
      return ExitCode.USAGE;
    }
    var url = arguments.options().getOrDefault("--url", USUAL_URL);
    var id = arguments.operands().getFirst();
    HttpResponse<String> response;
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      response = client.send(request(url, id), HttpResponse.BodyHandlers.ofString());
    } catch (IllegalArgumentException e) {
      err.println("weir: --url needs " + OPTIONS.get("--url") + ", found '" + url + "'");
      return ExitCode.USAGE;
    } catch (IOException e) {
      err.println("weir: no Weir answers at " + url + ": " + e);
      return ExitCode.ENVIRONMENT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.ENVIRONMENT;
    }
    return print(response, arguments.options().containsKey("--json"), out, err);
  }

  private static HttpRequest request(String url, String id) {
    var path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    var base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return HttpRequest.newBuilder(URI.create(base + "/monitoring/traces/" + path))
        .timeout(PATIENCE)
        .build();
  }

  private static int print(
      HttpResponse<String> response, boolean json, PrintStream out, PrintStream err) {
    JsonNode body;
    try {
      body = TREES.readTree(response.body());
    } catch (JsonProcessingException e) {
      err.println("weir: what answers is no Weir: HTTP " + response.statusCode());
      return ExitCode.ENVIRONMENT;
    }
    if (response.statusCode() != 200) {
      err.println("weir: " + body.path("detail").asText("HTTP " + response.statusCode()));
      return response.statusCode() >= 500 ? ExitCode.ENVIRONMENT : ExitCode.FAILED;
    }
    if (json) {
      out.println(response.body());
    } else {
      table(body, out);
    }
    return ExitCode.DONE;
  }

  /** Each event with the time since the first, and the place where its record is. */
  static void table(JsonNode trace, PrintStream out) {
    out.println("trace " + text(trace.path("traceId")));
    Instant first = null;
    for (var seen : trace.path("sightings")) {
      var time = seen.path("eventTime");
      var at = time.isTextual() ? Instant.parse(time.asText()) : null;
      first = first == null ? at : first;
      var since =
          at == null || first == null ? "" : seconds(Duration.between(first, at).toNanos() / 1e9);
      out.println(
          "%-30s %12s  %-20s %-12s %s/%s@%s  %s"
              .formatted(
                  text(time),
                  since,
                  seen.path("stage").asText(),
                  text(seen.path("key")),
                  seen.path("topic").asText(),
                  seen.path("partition").asText(),
                  seen.path("offset").asText(),
                  text(seen.path("eventId")))
              .stripTrailing());
    }
    for (var hop : trace.path("hops")) {
      var latency = hop.path("latencySeconds");
      out.println(
          "%s -> %s: %s%s"
              .formatted(
                  hop.path("from").asText(),
                  hop.path("to").asText(),
                  hop.path("state").asText(),
                  latency.isNumber() ? ", " + seconds(latency.asDouble()) : ""));
    }
  }

  /** Without what a terminal would take for orders. */
  private static String text(JsonNode value) {
    return value.isNull() || value.isMissingNode()
        ? "-"
        : value.asText().replaceAll("\\p{Cntrl}", "?");
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.6f s", seconds);
  }
}
