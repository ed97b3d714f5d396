package dev.weir.bench;

import dev.weir.stack.RedisServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What figures depend on: the machine and the versions of all that takes part. */
final class Conditions {
  private static final String UNKNOWN = "unknown";

  private Conditions() {}

  /** By name, in the order in which people look for them. */
  static Map<String, String> find(@Nullable Path binary) throws IOException {
    var found = new LinkedHashMap<String, String>();
    found.put("cpu", fromFile("/proc/cpuinfo", "model name\\s*: (.*)"));
    found.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    found.put("memory", fromFile("/proc/meminfo", "MemTotal:\\s*(.*)"));
    found.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    found.put("Weir", output("git", "describe", "--always", "--dirty"));
    found.put("JVM", System.getProperty("java.vm.vendor") + " " + Runtime.version());
    found.put("native executable", binary == null ? "none" : describe(binary));
    found.put("kafka-clients", onClasspath("kafka-clients"));
    found.put("broker", onClasspath("kafka_2.13"));
    try (var redis = new RedisServer()) {
      found.put("redis-server", output(redis.binary().toString(), "--version"));
    }
    return found;
  }

  /** Weir's native executable, where one was built. */
  static @Nullable Path binary(Path target) throws IOException {
    try (var files = Files.list(target)) {
      return files
          .filter(file -> file.toString().endsWith("-runner"))
          .map(Path::toAbsolutePath)
          .findFirst()
          .orElse(null);
    }
  }

  private static String describe(Path binary) throws IOException {
    return "%s, %d MB, built %s"
        .formatted(
            binary.getFileName(),
            Files.size(binary) / 1_000_000,
            Files.getLastModifiedTime(binary).toInstant().truncatedTo(ChronoUnit.SECONDS));
  }

  /** The version in the name of a library's jar. */
  private static String onClasspath(String artifact) {
    var jar =
        Pattern.compile(
            "%s%s-([^%s]*)\\.jar"
                .formatted(Pattern.quote(File.separator), Pattern.quote(artifact), File.separator));
    var matcher = jar.matcher(System.getProperty("java.class.path"));
    return matcher.find() ? matcher.group(1) : UNKNOWN;
  }

  private static String fromFile(String file, String pattern) {
    try {
      var matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
      return matcher.find() ? matcher.group(1).strip() : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN; // Not Linux.
    }
  }

  /** What a program prints; that there is none, or that it fails, is no reason to end. */
  private static String output(String... command) {
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean isDone = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
      return isDone ? text.strip() : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
