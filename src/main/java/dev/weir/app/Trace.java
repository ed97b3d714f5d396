package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The command {@code trace ID}: prints the way of a message, as a running Weir knows it. */
final class Trace {
  private static final ObjectMapper TREES = new ObjectMapper();

  private Trace() {}

  /**
   * Returns the exit code: 0 when there is such a trace, 1 when there is not, 2 when Weir does not
   * take what is shown to it, 3 without a Weir.
   */
  static int run(
      List<String> list, Map<String, String> environment, PrintStream out, PrintStream err) {
    var arguments = Arguments.parse("trace", list, Remote.OPTIONS, Set.of("--json"));
    var mistake =
        arguments.mistake() == null && arguments.operands().size() != 1
            ? "trace needs one ID: of a trace, of an event, or another name such as a correlation id"
            : arguments.mistake();
    if (mistake != null) {
      err.println("weir: " + mistake);
      return ExitCode.USAGE;
    }
    Remote remote;
    try {
      remote = Remote.of(arguments.options(), environment);
    } catch (Remote.MistakeException e) {
      err.println("weir: " + e.getMessage());
      return ExitCode.USAGE;
    }
    WebAnswer response;
    try {
      response = remote.get(path(arguments.operands().getFirst()));
    } catch (IOException e) {
      err.println("weir: no Weir answers at " + remote.url() + ": " + e);
      return ExitCode.ENVIRONMENT;
    }
    return print(response, arguments.options().containsKey("--json"), out, err);
  }

  private static String path(String id) {
    return "/monitoring/traces/" + URLEncoder.encode(id, UTF_8).replace("+", "%20");
  }

  private static int print(WebAnswer response, boolean json, PrintStream out, PrintStream err) {
    JsonNode body;
    try {
      body = TREES.readTree(response.body());
    } catch (JsonProcessingException e) {
      err.println("weir: what answers is no Weir: HTTP " + response.status());
      return ExitCode.ENVIRONMENT;
    }
    if (response.status() == 401) {
      err.println(
          "weir: %s: --token-file or WEIR_TOKEN, or --user and --password-file, or WEIR_USER and WEIR_PASSWORD"
              .formatted(text(body.path("detail"))));
      return ExitCode.USAGE;
    }
    if (response.status() != 200) {
      err.println("weir: " + body.path("detail").asText("HTTP " + response.status()));
      return response.status() >= 500 ? ExitCode.ENVIRONMENT : ExitCode.FAILED;
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
