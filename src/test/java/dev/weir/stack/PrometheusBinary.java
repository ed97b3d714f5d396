package dev.weir.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A Prometheus server to run: the machine's own, else the one of the distribution's package.
 *
 * @param path the program
 * @param major first part of its version
 * @param minor second part of its version
 */
public record PrometheusBinary(Path path, int major, int minor) {
  private static final String PACKAGE = "prometheus";
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)\\.");

  /**
   * Finds one.
   *
   * @throws IOException if there is none, and none to be had: says why
   */
  public static PrometheusBinary find() throws IOException {
    var program = PackagedProgram.find(PACKAGE, "prometheus");
    var said = program.run(List.of("--version")).output();
    var version = VERSION.matcher(said);
    if (!version.find()) {
      throw new IOException(program.path() + " does not tell its version: " + said);
    }
    return new PrometheusBinary(
        program.path(), Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
  }

  /**
   * Finds the tool that comes with it, {@code promtool}.
   *
   * @throws IOException if there is none, and none to be had: says why
   */
  public static PackagedProgram promtool() throws IOException {
    return PackagedProgram.find(PACKAGE, "promtool");
  }

  /** Whether its version is this one or a later one. */
  public boolean isAtLeast(int thatMajor, int thatMinor) {
    return major > thatMajor || (major == thatMajor && minor >= thatMinor);
  }
}
