package dev.weir.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** Finds a Redis server to run. */
final class RedisBinary {
  private static final List<String> NAMES = List.of("redis-server", "valkey-server");

  private RedisBinary() {}

  /**
   * The machine's own server if it has one, else the one that a library brings along.
   *
   * @param path folders to search, as in the {@code PATH} variable
   * @param folder where a server may be unpacked
   */
  static Path find(String path, Path folder) throws IOException {
    for (String name : NAMES) {
      Stream<Path> candidates =
          Arrays.stream(path.split(":"))
              .filter(entry -> !entry.isEmpty())
              .map(entry -> Path.of(entry, name));
      var found = candidates.filter(Files::isExecutable).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
    Path unpacked = Files.createDirectories(folder.resolve("bin"));
    return ExecutableProvider.newJarResourceProvider(unpacked.toFile()).get().toPath();
  }
}
