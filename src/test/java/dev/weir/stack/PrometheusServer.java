package dev.weir.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One real Prometheus in a process of its own, on a free loopback port, that keeps what it sees in
 * a folder that goes with it.
 */
public final class PrometheusServer implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofMinutes(1);
  private static final Duration REPLY_LIMIT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final int port = FreePorts.next();
  private final ChildProcess process;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(REPLY_LIMIT).build();

  /**
   * A server that answers.
   *
   * @param target host and port whose {@code /metrics} it scrapes
   * @param nativeHistograms whether it asks for native histograms, and so for protobuf
   */
  public PrometheusServer(PrometheusBinary binary, String target, boolean nativeHistograms) {
    this(binary, config(binary, target, nativeHistograms), features(nativeHistograms));
  }

  /**
   * A server that answers.
   *
   * @param config its configuration, with absolute paths
   * @param features what it is to be capable of besides
   */
  public PrometheusServer(PrometheusBinary binary, String config, List<String> features) {
    try {
      var reaper = Reaper.shared();
      folder = reaper.directory("weir-prometheus-");
      var file = Files.writeString(folder.resolve("prometheus.yml"), config);
      process =
          ChildProcess.start(
              reaper,
              "Prometheus",
              List.of(
                  binary.path().toString(),
                  "--config.file=" + file,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port,
                  // The first may come before the Alertmanager is known.
                  "--rules.alert.resend-delay=1s",
                  "--enable-feature=" + String.join(",", features)),
              Map.of(),
              folder.resolve("prometheus.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.ready(process, READY_LIMIT, this::ready);
  }

  /** The features that exemplars and, if wanted, native histograms need. */
  public static List<String> features(boolean nativeHistograms) {
    return nativeHistograms
        ? List.of("exemplar-storage", "native-histograms")
        : List.of("exemplar-storage");
  }

  private static String config(PrometheusBinary binary, String target, boolean nativeHistograms) {
    return """
    global: { scrape_interval: 1s, scrape_timeout: 1s }
    storage: { exemplars: { max_exemplars: 100000 } }
    scrape_configs:
      - job_name: weir
    %s    static_configs: [ { targets: [ "%s" ] } ]
    """
        .formatted(
            // Before that there is the flag alone, and the key is an error.
            nativeHistograms && binary.isAtLeast(3, 8)
                ? "    scrape_native_histograms: true\n"
                : "",
            target);
  }

  private boolean ready() {
    try {
      return send("/-/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /**
   * The results of a query now.
   *
   * @throws IllegalStateException if Prometheus calls it an error
   */
  public JsonNode query(String promql) {
    return data("/api/v1/query?query=" + encoded(promql)).path("result");
  }

  /** The only value of a query's only result, or null if there is none. */
  public @Nullable Double value(String promql) {
    var result = query(promql);
    return result.size() == 1 ? Double.valueOf(result.get(0).at("/value/1").asText()) : null;
  }

  /** The exemplars of the last hour. */
  public JsonNode exemplars(String promql) {
    long now = System.currentTimeMillis() / 1_000;
    return data(
        "/api/v1/query_exemplars?query="
            + encoded(promql)
            + "&start="
            + (now - 3_600)
            + "&end="
            + (now + 60));
  }

  /** What it says of the groups of its rules. */
  public JsonNode ruleGroups() {
    return data("/api/v1/rules").path("groups");
  }

  /** What it says of its targets. */
  public JsonNode targets() {
    return data("/api/v1/targets").path("activeTargets");
  }

  private JsonNode data(String path) {
    var answer = send(path).body();
    try {
      var tree = JSON.readTree(answer);
      if (!tree.path("status").asText().equals("success")) {
        throw new IllegalStateException(path + ": " + answer);
      }
      return tree.path("data");
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + answer, e);
    }
  }

  private HttpResponse<String> send(String path) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(REPLY_LIMIT)
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The last lines of its log. */
  public String tail() {
    return process.tail();
  }

  @Override
  public void close() {
    process.close();
    http.shutdownNow();
    Folders.remove(folder);
  }
}
