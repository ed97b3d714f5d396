package dev.weir.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One real Redis (or Valkey) server in a process of its own, on a free loopback port that it keeps
 * over restarts. Every write is in its append-only file before it is answered, so that {@link
 * #restart} after {@link #kill} finds everything; {@link #restartEmpty} finds nothing, and {@link
 * #restartAsKept} what there was at {@link #keep}.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(20);

  private final Reaper reaper;
  private final Path folder;
  private final Path binary;
  private final int port = FreePorts.next();
  private final int tlsPort = FreePorts.next();
  private @Nullable Certificates certificates;
  private @Nullable ChildProcess process;

  /** The machine's server, else the one on our class path. */
  public RedisServer() {
    this(System.getenv().getOrDefault("PATH", ""));
  }

  /**
   * A server found in these folders, else the one on our class path.
   *
   * @param path folders, as in the {@code PATH} variable
   */
  RedisServer(String path) {
    try {
      reaper = Reaper.shared();
      folder = reaper.directory("weir-redis-");
      binary = RedisBinary.find(path, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that answers. */
  public static RedisServer running() {
    RedisServer server = new RedisServer();
    server.start();
    server.awaitReady();
    return server;
  }

  /** Listens for TLS as well, of clients that have the same certificate. */
  public RedisServer tls(Certificates ours) {
    certificates = ours;
    return this;
  }

  /** Whether the program was built with TLS. */
  public boolean knowsTls() {
    try {
      // It refuses the first directive that it does not know, by its name.
      var asked = new ProcessBuilder(binary.toString(), "--tls-port", "0", "--unheard-of", "x");
      var process = asked.redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return output.contains("unheard-of") && !output.contains("'tls-port");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the process with the data that its folder holds, and returns at once. */
  public void start() {
    start(true);
  }

  /**
   * Starts the process.
   *
   * @param appendOnly whether it keeps, and first reads, its append-only file; else its dump
   */
  private void start(boolean appendOnly) {
    try {
      Path data = Files.createDirectories(data());
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(
              binary.toString(),
              "--port",
              Integer.toString(port),
              "--bind",
              "127.0.0.1",
              "--dir",
              data.toString(),
              "--save",
              "",
              "--appendonly",
              appendOnly ? "yes" : "no",
              // Killed is not powered off: the kernel keeps what was written.
              "--appendfsync",
              "no",
              "--daemonize",
              "no"));
      var tls = certificates;
      if (tls != null) {
        command.addAll(
            List.of(
                "--tls-port",
                Integer.toString(tlsPort),
                "--tls-cert-file",
                tls.certificate().toString(),
                "--tls-key-file",
                tls.key().toString(),
                "--tls-ca-cert-file",
                tls.certificate().toString()));
      }
      process = ChildProcess.start(reaper, "Redis", command, Map.of(), folder.resolve("redis.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it answers, its data loaded.
   *
   * @throws StartException with the end of the log if it ends or takes longer than 20 s
   */
  public void awaitReady() {
    Await.ready(process(), READY_LIMIT, this::answers);
  }

  /** The program. */
  public Path binary() {
    return binary;
  }

  /** Its port on the loopback address. */
  public int port() {
    return port;
  }

  /** {@code redis://host:port} for clients. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** {@code rediss://host:port} for clients that speak TLS. */
  public String tlsUrl() {
    return "rediss://127.0.0.1:" + tlsPort;
  }

  /**
   * Sends one command and returns the reply as text, arrays with one element a line.
   *
   * @throws UncheckedIOException if there is no answer within 2 s, or it is an error
   */
  public String call(String... command) {
    try (RedisConnection connection = RedisConnection.open("127.0.0.1", port)) {
      return connection.call(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}. */
  public void kill() {
    process().kill();
  }

  /** An orderly end. */
  public void stop() {
    process().stop();
  }

  /** Freezes the process: connections stay, nothing answers. */
  public void pause() {
    process().pause();
  }

  /** Ends {@link #pause}. */
  public void resume() {
    process().resume();
  }

  /** Starts again on the same port with its data, after an orderly end if it still runs. */
  public void restart() {
    stop();
    start();
    awaitReady();
  }

  /** Starts again on the same port without any data. */
  public void restartEmpty() {
    stop();
    Folders.remove(data());
    start();
    awaitReady();
  }

  /** Keeps what it holds now, for {@link #restartAsKept}; in place of what was kept before. */
  public void keep() {
    call("SAVE");
    try {
      Files.copy(dump(), kept(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts again on the same port with what it held at {@link #keep}. */
  public void restartAsKept() {
    stop();
    Folders.remove(data());
    try {
      Files.createDirectories(data());
      Files.copy(kept(), dump());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // With an append-only file it would not look at the dump.
    start(false);
    awaitReady();
    call("CONFIG", "SET", "appendonly", "yes");
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
    Folders.remove(folder);
  }

  private Path dump() {
    return data().resolve("dump.rdb");
  }

  private Path kept() {
    return folder.resolve("kept.rdb");
  }

  private Path data() {
    return folder.resolve("data");
  }

  private boolean answers() {
    try (RedisConnection connection = RedisConnection.open("127.0.0.1", port)) {
      return connection.call("PING").equals("PONG");
    } catch (IOException e) {
      return false;
    }
  }
}
