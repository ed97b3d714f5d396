package dev.weir.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The command {@code probe}: asks a probe of a running Weir. It is the health check of containers,
 * in whose images there is nothing else to ask with.
 */
final class Probe {
  private static final Map<String, String> OPTIONS =
      Map.of("--url", "the address of a Weir's probes, such as http://127.0.0.1:9000");
  private static final List<String> NAMES = List.of("live", "ready", "started");

  /** Where the port is configured, if not by its default. */
  private static final String PORT = "QUARKUS_MANAGEMENT_PORT";

  /** Below the time-out that container engines give a health check. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Probe() {}

  /** Returns the exit code: 0 when the probe is up, 1 when it is not, 3 when nobody answers. */
  static int run(
      List<String> list, Map<String, String> environment, PrintStream out, PrintStream err) {
    var arguments = Arguments.parse("probe", list, OPTIONS, Set.of());
    var operands = arguments.operands();
    if (arguments.mistake() != null) {
      err.println("weir: " + arguments.mistake());
      return ExitCode.USAGE;
    }
    if (operands.size() > 1 || !NAMES.containsAll(operands)) {
      err.println("weir: probe takes one of " + String.join(", ", NAMES));
      return ExitCode.USAGE;
    }
    var name = operands.isEmpty() ? NAMES.getFirst() : operands.getFirst();
    // The address, since a container need not know the name localhost.
    var usual = "http://127.0.0.1:" + environment.getOrDefault(PORT, "9000");
    var url = arguments.options().getOrDefault("--url", usual);
    try {
      return tell(name, WebAnswer.get(address(url, name), PATIENCE, null, null), out, err);
    } catch (IllegalArgumentException e) {
      err.println("weir: --url needs " + OPTIONS.get("--url") + ", found '" + url + "'");
      return ExitCode.USAGE;
    } catch (IOException e) {
      err.println("weir: no Weir answers at " + url + ": " + e);
      return ExitCode.ENVIRONMENT;
    }
  }

  private static URI address(String url, String name) {
    var base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return URI.create(base + "/health/" + name);
  }

  private static int tell(String name, WebAnswer answer, PrintStream out, PrintStream err) {
    if (answer.status() == 200) {
      out.println(name + ": up");
      return ExitCode.DONE;
    }
    err.println("weir: " + name + ": HTTP " + answer.status() + details(answer.body()));
    return ExitCode.FAILED;
  }

  /** What the checks say of themselves, each after a comma. */
  private static String details(String body) {
    try {
      var checks = new ObjectMapper().readTree(body).path("checks").spliterator();
      return StreamSupport.stream(checks, false)
          .map(check -> check.at("/data/detail"))
          .filter(JsonNode::isTextual)
          .map(detail -> ", " + detail.asText().replaceAll("\\p{Cntrl}", "?"))
          .collect(Collectors.joining());
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}
