package dev.weir.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Makes the root file system of an image without a container engine, by what its Dockerfile says.
 */
public final class RootFilesystem {
  /** What rootfs.sh makes, relative to the folder that holds a build. */
  private static final String MADE = "target/image/";

  private RootFilesystem() {}

  /**
   * Carries out the COPY lines of an image that begins with nothing.
   *
   * @param kind of the Dockerfile
   * @param executable the native executable that the build made
   * @param folder an empty one, for the build and the result
   * @return the root, in that folder
   */
  public static Path of(String kind, Path executable, Path folder) throws IOException {
    var image = Dockerfile.read(kind).image();
    if (!image.from().equals("scratch")) {
      throw new IOException("begins with " + image.from());
    }
    run(
        List.of(
            Dockerfile.FOLDER.resolve("rootfs.sh").toString(),
            executable.toAbsolutePath().toString(),
            folder.resolve(MADE).toString()));
    var root = Files.createDirectory(folder.resolve("root"));
    for (var copy : image.all("COPY")) {
      var paths = copy.rest().split(" ", -1);
      // What an earlier stage made lies where its build lay.
      var source = paths[0].replaceFirst("^/code/", "");
      if (paths.length != 2 || !paths[1].equals("/") || !source.equals(MADE)) {
        throw new IOException("not understood: COPY " + copy.rest());
      }
      copy(folder.resolve(source), root);
    }
    return root;
  }

  private static void run(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).inheritIO().start();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(command + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    try (var walk = Files.walk(source)) {
      for (var path : walk.toList()) {
        var to = target.resolve(source.relativize(path).toString());
        if (Files.isRegularFile(path)) {
          // As good as a copy where nothing is written, and the executable has 100 MB.
          Files.createLink(to, path);
        } else if (!Files.isDirectory(to)) {
          Files.copy(path, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  /** The paths of all files in it, from its root, sorted. */
  public static Set<String> files(Path root) throws IOException {
    var files = new TreeSet<String>();
    try (var walk = Files.walk(root)) {
      walk.filter(Files::isRegularFile).forEach(path -> files.add("/" + root.relativize(path)));
    }
    return files;
  }
}
