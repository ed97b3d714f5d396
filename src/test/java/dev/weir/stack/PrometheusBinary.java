package dev.weir.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Prometheus server to run: the machine's own, else the one of the distribution's package, which
 * is unpacked under {@code target} and installed nowhere.
 *
 * @param path the program
 * @param major first part of its version
 * @param minor second part of its version
 */
public record PrometheusBinary(Path path, int major, int minor) {
  private static final long LIMIT_SECONDS = 120;
  private static final Path TOOLS = Path.of("target", "tools", "prometheus");
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)\\.");

  /**
   * Finds one.
   *
   * @throws IOException if there is none, and none to be had: says why
   */
  public static PrometheusBinary find() throws IOException {
    var installed =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .map(folder -> Path.of(folder, "prometheus"))
            .filter(Files::isExecutable)
            .findFirst();
    var path = installed.isPresent() ? installed.get() : unpacked();
    var version = VERSION.matcher(run(Path.of("").toAbsolutePath(), path + " --version"));
    if (!version.find()) {
      throw new IOException(path + " does not tell its version");
    }
    return new PrometheusBinary(
        path, Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
  }

  /** Whether its version is this one or a later one. */
  public boolean isAtLeast(int thatMajor, int thatMinor) {
    return major > thatMajor || (major == thatMajor && minor >= thatMinor);
  }

  private static Path unpacked() throws IOException {
    var folder = TOOLS.toAbsolutePath();
    var binary = folder.resolve("usr/bin/prometheus");
    if (!Files.isExecutable(binary)) {
      Files.createDirectories(folder);
      run(folder, "apt-get -q download prometheus && dpkg-deb -x prometheus_*.deb .");
    }
    return binary;
  }

  private static String run(Path folder, String command) throws IOException {
    var output = Files.createTempFile("prometheus", ".log");
    try {
      var process =
          new ProcessBuilder(List.of("/bin/sh", "-c", command))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      var said = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new IOException("\"" + command + "\" failed: " + said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(output);
    }
  }
}
