package dev.weir.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Starts Weir's jar with a broker and a Redis server and uses it a little, while its JVM records
 * what it loads; writes that into an archive with which the next starts are faster (JEP 514).
 */
final class Training {
  private static final Path DEFINITION = Path.of("src", "test", "resources", "demo.yaml");
  private static final List<String> PATHS =
      List.of("/", "/openapi", "/monitoring/pipeline", "/monitoring/health");
  private static final List<String> MANAGEMENT_PATHS =
      List.of("/health/live", "/health/ready", "/health/started", "/metrics");
  private static final int ROUNDS = 3;

  /** The JVM writes the archive after the program has ended. */
  private static final Duration WRITE_LIMIT = Duration.ofMinutes(2);

  private Training() {}

  /** Takes the archive's path and the flags that later starts will have. */
  public static void main(String... args) throws IOException {
    var archive = Path.of(args[0]).toAbsolutePath();
    var recorded = archive.resolveSibling(archive.getFileName() + ".new");
    var flags = new ArrayList<>(List.of(args).subList(1, args.length));
    flags.add("-XX:AOTCacheOutput=" + recorded);
    try (var stack = LocalStack.running();
        var weir = new WeirProcess(Files.readString(DEFINITION))) {
      stack.kafka().createTopics(List.of("market.ticks", "trading.signals"), 1, Map.of());
      weir.runs(null)
          .flags(flags)
          .kafka(stack.kafka().bootstrap())
          .redis(stack.redis().url())
          .start();
      weir.awaitReady();
      for (int round = 0; round < ROUNDS; round++) {
        PATHS.forEach(weir::get);
        MANAGEMENT_PATHS.forEach(weir::management);
      }
      Objects.requireNonNull(ProcessHandle.of(weir.process().pid()).orElse(null)).destroy();
      if (!weir.process().awaitExit(WRITE_LIMIT) || !Files.exists(recorded)) {
        throw weir.process().failed("wrote no archive");
      }
    }
    Files.move(
        recorded, archive, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
