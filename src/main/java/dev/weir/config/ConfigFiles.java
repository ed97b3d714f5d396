package dev.weir.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * Adds the files that users put their configuration in: {@code application.yaml} beside the binary
 * and in the working directory, and the file that is named by {@code WEIR_CONFIG}.
 *
 * <p>Quarkus makes the instance, also while it builds the application, where a file that happens to
 * lie around must not be read. So the files are loaded by the command line before Quarkus starts,
 * and handed over in a static field.
 */
public final class ConfigFiles implements ConfigSourceProvider {
  /** The system property that, like the variable {@code WEIR_CONFIG}, names a file. */
  public static final String PROPERTY = "weir.config";

  /** Above Quarkus' own files (at most 265), below the environment (300). */
  private static final int BESIDE_THE_BINARY = 266;

  private static final int WORKING_DIRECTORY = 267;
  private static final int NAMED = 275;
  private static final String FILE = "application.yaml";

  private static final AtomicReference<List<ConfigSource>> LOADED =
      new AtomicReference<>(List.of());

  /**
   * Reads the files there are and keeps them for the configuration that is built next.
   *
   * @param workingDirectory where the process was started
   * @param binaryDirectory where the binary or the jar lies, if that is known
   * @param named the file of {@code WEIR_CONFIG} or {@code weir.config}, if one is named
   * @return empty when all is well; else why a file cannot be read, in one line
   */
  public static Optional<String> load(
      Path workingDirectory, Optional<Path> binaryDirectory, Optional<Path> named) {
    var files = new LinkedHashMap<Path, Integer>();
    binaryDirectory.ifPresent(directory -> addIfThere(files, directory, BESIDE_THE_BINARY));
    addIfThere(files, workingDirectory, WORKING_DIRECTORY);
    named.ifPresent(file -> files.put(workingDirectory.resolve(file).normalize(), NAMED));
    var sources = new ArrayList<ConfigSource>();
    for (var file : files.entrySet()) {
      switch (YamlFile.read(file.getKey(), file.getValue())) {
        case YamlFile.Result.Loaded(var source) -> sources.add(source);
        case YamlFile.Result.Unreadable(var message) -> {
          return Optional.of(message);
        }
      }
    }
    LOADED.set(List.copyOf(sources));
    return Optional.empty();
  }

  private static void addIfThere(Map<Path, Integer> files, Path directory, int ordinal) {
    var file = directory.toAbsolutePath().normalize().resolve(FILE);
    if (Files.isRegularFile(file)) {
      files.put(file, ordinal);
    }
  }

  @Override
  public Iterable<ConfigSource> getConfigSources(ClassLoader forClassLoader) {
    return LOADED.get();
  }
}
