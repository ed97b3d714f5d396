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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Weir itself in a process of its own: the jar that the build made, or the native executable that
 * the system property {@value #BINARY} names, with the configuration given before {@link #start},
 * on ports that it keeps over restarts.
 */
public final class WeirProcess implements AutoCloseable {
  /** Where the build puts the runnable jar, relative to the repository's root. */
  public static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  /** The system property with the path of the native executable to run instead of the jar. */
  public static final String BINARY = "weir.binary";

  // Where many are started, and none for long, compiling thoroughly is most of what they do.
  private static final List<String> JVM_FLAGS =
      Arrays.stream(System.getProperty("weir.jvm-flags", "").split(" "))
          .filter(flag -> !flag.isEmpty())
          .toList();

  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration REPLY_LIMIT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * An answer.
   *
   * @param status the HTTP status code
   */
  public record Reply(int status, String body) {
    /** The body as a tree; throws if it is not JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + body, e);
      }
    }
  }

  private final Reaper reaper;
  private final Path folder;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final HttpClient http;
  private @Nullable Path binary = binary();
  private List<String> flags = List.of();
  private String heap = "512m";
  private int port = FreePorts.next();
  private int managementPort = FreePorts.next();
  private @Nullable ChildProcess process;

  /**
   * Weir with this configuration.
   *
   * @param yaml the text of its {@code application.yaml}
   */
  public WeirProcess(String yaml) {
    try {
      reaper = Reaper.shared();
      folder = reaper.directory("weir-app-");
      Path config = Files.writeString(folder.resolve("weir.yaml"), yaml);
      environment.put("WEIR_CONFIG", config.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http = HttpClient.newBuilder().connectTimeout(REPLY_LIMIT).build();
  }

  /** Sets a system property, which overrides the configuration. */
  public WeirProcess property(String key, String value) {
    properties.put(key, value);
    return this;
  }

  /** Sets an environment variable. */
  public WeirProcess environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** The largest heap, such as {@code 256m}, or "" for its default; of a native executable too. */
  public WeirProcess heap(String size) {
    heap = size;
    return this;
  }

  /** The native executable to run, or null for the jar; instead of what the property names. */
  public WeirProcess runs(@Nullable Path executable) {
    binary = executable;
    return this;
  }

  /** Further {@code -X} of the program. */
  public WeirProcess flags(List<String> options) {
    flags = List.copyOf(options);
    return this;
  }

  /** The brokers to read from. */
  public WeirProcess kafka(String bootstrap) {
    return property("kafka.bootstrap.servers", bootstrap);
  }

  /** The Redis server to keep state in. */
  public WeirProcess redis(String url) {
    return property("quarkus.redis.hosts", url);
  }

  /** The ports to listen on, instead of free ones. */
  public WeirProcess ports(int page, int management) {
    port = page;
    managementPort = management;
    return this;
  }

  /** Starts the process and returns at once. */
  public void start() {
    try {
      process = ChildProcess.start(reaper, "Weir", command(), environment, log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    List<String> options = new ArrayList<>(flags);
    if (!heap.isEmpty()) {
      options.add("-Xmx" + heap);
    }
    // What a killed process leaves there goes with the folder.
    options.add("-Djava.io.tmpdir=" + folder);
    options.add("-Dquarkus.http.port=" + port);
    options.add("-Dquarkus.management.port=" + managementPort);
    properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
    return program(binary, options);
  }

  /**
   * What starts Weir; its arguments can be appended.
   *
   * @param options {@code -X} and {@code -D}, which a native executable takes as well
   */
  public static List<String> program(List<String> options) {
    return program(binary(), options);
  }

  /** The same of this native executable, or of the jar for null. */
  public static List<String> program(@Nullable Path binary, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(binary == null ? ChildProcess.java() : binary.toAbsolutePath().toString());
    if (binary == null) {
      command.addAll(JVM_FLAGS);
    }
    command.addAll(options);
    if (binary == null) {
      command.add("-jar");
      command.add(JAR.toAbsolutePath().toString());
    }
    return command;
  }

  private static @Nullable Path binary() {
    String path = System.getProperty(BINARY, "");
    return path.isEmpty() ? null : Path.of(path);
  }

  /**
   * Waits until {@code /health/ready} answers 200.
   *
   * @throws StartException with the end of the log if it ends or takes longer than two minutes
   */
  public void awaitReady() {
    Await.ready(process(), READY_LIMIT, this::ready);
  }

  /** Whether {@code /health/ready} answers 200 now. */
  public boolean ready() {
    try {
      return management("/health/ready").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Where the page and the API are. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Where the probes and the metrics are. */
  public String managementUrl() {
    return "http://127.0.0.1:" + managementPort;
  }

  /**
   * {@code GET} of a path of the API.
   *
   * @throws UncheckedIOException if there is no answer within 5 s
   */
  public Reply get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url() + path)));
  }

  /** {@code GET} of a path of the management port; throws like {@link #get}. */
  public Reply management(String path) {
    return send(HttpRequest.newBuilder(URI.create(managementUrl() + path)));
  }

  /** {@code POST} without a body to a path of the API; throws like {@link #get}. */
  public Reply post(String path) {
    return send(
        HttpRequest.newBuilder(URI.create(url() + path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** {@code kill -9}. */
  public void kill() {
    process().kill();
  }

  /** An orderly end. */
  public void stop() {
    process().stop();
  }

  /** Freezes the process. */
  public void pause() {
    process().pause();
  }

  /** Ends {@link #pause}. */
  public void resume() {
    process().resume();
  }

  /** What it wrote to standard output and standard error, over all its starts. */
  public Path log() {
    return folder.resolve("weir.log");
  }

  /** Its process. */
  public ChildProcess process() {
    ChildProcess current = process;
    if (current == null) {
      throw new IllegalStateException("not started");
    }
    return current;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    http.shutdownNow();
    Folders.remove(folder);
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.timeout(REPLY_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
