package dev.weir.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program for tests: the machine's own, else the one of the distribution's package, which is
 * unpacked under {@code target} and installed nowhere.
 *
 * @param path the program
 */
public record PackagedProgram(Path path) {
  private static final long LIMIT_SECONDS = 120;
  private static final Path TOOLS = Path.of("target", "tools");

  /** Packages that are not to be had, and why: asked for once in a run. */
  private static final Map<String, String> MISSING = new ConcurrentHashMap<>();

  /**
   * What a program said.
   *
   * @param exit what it exited with
   * @param output standard output and standard error
   */
  public record Said(int exit, String output) {}

  /**
   * Finds one.
   *
   * @param debian the package of Debian and its descendants that has it
   * @param names what it is called, by its makers and in that package
   * @throws IOException if there is none, and none to be had: says why
   */
  public static PackagedProgram find(String debian, String... names) throws IOException {
    var installed =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    return new PackagedProgram(installed.isPresent() ? installed.get() : unpacked(debian, names));
  }

  private static Path unpacked(String debian, String... names) throws IOException {
    var folder = TOOLS.resolve(debian).toAbsolutePath();
    var binaries = Stream.of(names).map(name -> folder.resolve("usr/bin").resolve(name)).toList();
    for (int tries = 0; tries < 2; tries++) {
      for (var binary : binaries) {
        if (Files.isExecutable(binary)) {
          return binary;
        }
      }
      if (tries == 0) {
        download(debian, folder);
      }
    }
    throw new IOException("the package " + debian + " has none of " + List.of(names));
  }

  private static synchronized void download(String debian, Path folder) throws IOException {
    var before = MISSING.get(debian);
    if (before != null) {
      throw new IOException(before);
    }
    Files.createDirectories(folder);
    var said =
        run(
            folder,
            List.of(
                "/bin/sh",
                "-c",
                "apt-get -q download " + debian + " && dpkg-deb -x " + debian + "_*.deb ."));
    if (said.exit() != 0) {
      var trouble = "no package " + debian + ": " + said.output().strip();
      MISSING.put(debian, trouble);
      throw new IOException(trouble);
    }
  }

  /**
   * Runs it in the working directory.
   *
   * @throws IOException if it cannot be run, or takes longer than two minutes
   */
  public Said run(List<String> arguments) throws IOException {
    var command = Stream.concat(Stream.of(path.toString()), arguments.stream()).toList();
    return run(Path.of("").toAbsolutePath(), command);
  }

  private static Said run(Path folder, List<String> command) throws IOException {
    var output = Files.createTempFile("program", ".log");
    try {
      var process =
          new ProcessBuilder(command)
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
      if (!ended) {
        throw new IOException(command + " took too long: " + said.strip());
      }
      return new Said(process.exitValue(), said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(output);
    }
  }
}
