package dev.weir.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of ours whose output goes to a file, with the signals that fault injection needs. */
public final class ChildProcess implements AutoCloseable {
  private static final int TAIL_LINES = 30;
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private final Path log;
  private final Process process;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param name what messages call it
   * @param environment added to our own
   * @param log where its output is appended
   */
  public static ChildProcess start(
      Reaper reaper, String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new ChildProcess(name, log, reaper.start(builder));
  }

  /** The {@code java} that runs us. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Whether it runs, or is paused. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Ends it without giving it a chance to tidy up, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(GRACE);
  }

  /** Asks it to end (SIGTERM), and does not wait. */
  public void terminate() {
    process.destroy();
  }

  /** Asks it to end and waits; kills it if it does not listen. */
  public void stop() {
    if (process.isAlive()) {
      signal("CONT");
      process.destroy();
    }
    if (!awaitExit(GRACE)) {
      kill();
    }
  }

  /** Freezes it: its connections stay open, and nothing answers. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    signal("CONT");
  }

  /** Waits until it has ended; false if it did not within this time. */
  public boolean awaitExit(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What it exited with; it must have ended. */
  public int exitValue() {
    return process.exitValue();
  }

  /** The last lines of its output. */
  public String tail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no output: " + e.getMessage() + ")";
    }
  }

  /** The exception to throw when it did not become ready. */
  StartException failed(String what) {
    String end = process.isAlive() ? "" : " and exited with " + process.exitValue();
    return new StartException(name + " " + what + end, tail());
  }

  @Override
  public void close() {
    kill();
  }

  private void signal(String signal) {
    try {
      // The shell's own kill: minimal images have no such program.
      new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
