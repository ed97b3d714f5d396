package dev.weir.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One real Alertmanager in a process of its own, on a free loopback port, that keeps what it knows
 * in a folder that goes with it.
 */
public final class AlertmanagerServer implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofMinutes(1);
  private static final Duration REPLY_LIMIT = Duration.ofSeconds(10);
  private static final String PACKAGE = "prometheus-alertmanager";
  private static final Path TEMPLATE = Path.of("prometheus", "alertmanager", "default.tmpl");
  private static final Path INSTALLED = Path.of("/usr/share");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final int port = FreePorts.next();
  private final ChildProcess process;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(REPLY_LIMIT).build();

  /**
   * A server that answers.
   *
   * @param config its configuration file
   * @throws IOException if there is no Alertmanager, and none to be had: says why
   */
  public AlertmanagerServer(Path config) throws IOException {
    var program = PackagedProgram.find(PACKAGE, "alertmanager", "prometheus-alertmanager");
    var reaper = Reaper.shared();
    folder = reaper.directory("weir-alertmanager-");
    process =
        ChildProcess.start(
            reaper,
            "Alertmanager",
            Stream.concat(
                    command(program.path()).stream(),
                    Stream.of(
                        "--config.file=" + config.toAbsolutePath(),
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        // It is alone.
                        "--cluster.listen-address="))
                .toList(),
            Map.of(),
            folder.resolve("alertmanager.log"));
    Await.ready(process, READY_LIMIT, this::ready);
  }

  /**
   * What starts it. Debian's looks for its templates where its package would have been installed,
   * so one that was only unpacked is shown its own share in that place, and nobody else is.
   */
  private static List<String> command(Path program) throws IOException {
    var share = program.resolveSibling(Path.of("..", "share")).normalize();
    if (!Files.exists(share.resolve(TEMPLATE)) || Files.exists(INSTALLED.resolve(TEMPLATE))) {
      return List.of(program.toString());
    }
    var unshare = List.of("unshare", "--map-root-user", "--mount");
    var probe = new PackagedProgram(Path.of(unshare.getFirst()));
    var said = probe.run(Stream.concat(unshare.stream().skip(1), Stream.of("true")).toList());
    if (said.exit() != 0) {
      throw new IOException("its templates cannot be put in place: " + said.output().strip());
    }
    var inside =
        List.of(
            "/bin/sh",
            "-c",
            "mount --bind \"$0\" " + INSTALLED + " && exec \"$@\"",
            share.toString(),
            program.toString());
    return Stream.concat(unshare.stream(), inside.stream()).toList();
  }

  /**
   * Finds the tool that comes with it, {@code amtool}.
   *
   * @throws IOException if there is none, and none to be had: says why
   */
  public static PackagedProgram amtool() throws IOException {
    return PackagedProgram.find(PACKAGE, "amtool");
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** What fires, with its labels and whether it is inhibited. */
  public JsonNode alerts() {
    return read(send(request("/api/v2/alerts").GET()));
  }

  /**
   * Tells it of alerts that fire.
   *
   * @param labels those of each
   */
  public void fire(List<Map<String, String>> labels) {
    var body = JSON.createArrayNode();
    labels.forEach(one -> body.addObject().set("labels", JSON.valueToTree(one)));
    var answer =
        send(
            request("/api/v2/alerts")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
  }

  private boolean ready() {
    try {
      return send(request("/-/ready").GET()).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + address() + path)).timeout(REPLY_LIMIT);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static JsonNode read(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + answer.body(), e);
    }
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
