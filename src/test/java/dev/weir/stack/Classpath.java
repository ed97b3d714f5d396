package dev.weir.stack;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The class path that child JVMs of ours run with. */
final class Classpath {
  private Classpath() {}

  /**
   * Ours without Quarkus, whose logging start-up keeps every log line until an application asks for
   * it.
   */
  static String ofChildren() {
    // Surefire may hide the real path behind a jar that has only a manifest.
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("quarkus-"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
