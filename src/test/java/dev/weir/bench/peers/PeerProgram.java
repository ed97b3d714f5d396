package dev.weir.bench.peers;

import dev.weir.stack.ChildProcess;
import dev.weir.stack.Reaper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A peer in a process of its own.
 *
 * @param name what people call it
 * @param how its first argument
 * @param command what starts it, without its arguments
 */
public record PeerProgram(String name, String how, List<String> command) {
  /** As Weir has them. */
  public static final List<String> JVM_FLAGS = List.of("-XX:+UseParallelGC", "-Xmx1g");

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path SCRIPT = Path.of("src", "test", "python", "collector.py");

  /** The reference collector in Java. */
  public static PeerProgram java(String how) {
    return new PeerProgram("collector in Java, " + how, how, jvm(Collector.class));
  }

  /** The reference collector in Python, by the interpreter that has its libraries. */
  public static PeerProgram python(String how, String interpreter) {
    return new PeerProgram(
        "collector in Python, " + how, how, List.of(interpreter, SCRIPT.toString()));
  }

  /** Kafka Streams. */
  public static PeerProgram streams() {
    return new PeerProgram("Kafka Streams, windowed count", "", jvm(WindowedCount.class));
  }

  private static List<String> jvm(Class<?> main) {
    var command = new ArrayList<>(List.of(ChildProcess.java()));
    command.addAll(JVM_FLAGS);
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }

  /**
   * Runs it and returns its rate, records a second.
   *
   * @throws IllegalStateException with the end of its output, if it gives none
   */
  public double run(Arguments arguments) throws IOException {
    Files.deleteIfExists(arguments.result());
    var all = new ArrayList<>(command);
    all.addAll(arguments.words());
    var log = arguments.result().resolveSibling("peer.log");
    Files.deleteIfExists(log);
    try (var process = ChildProcess.start(Reaper.shared(), name, all, Map.of(), log)) {
      boolean hasEnded = process.awaitExit(PATIENCE);
      if (!hasEnded || !Files.exists(arguments.result())) {
        throw new IllegalStateException(name + " gave no rate:\n" + process.tail());
      }
    }
    var result = Files.readString(arguments.result()).strip().split(" ", 2);
    return Long.parseLong(result[0]) * 1e9 / Long.parseLong(result[1]);
  }
}
