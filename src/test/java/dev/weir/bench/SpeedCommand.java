package dev.weir.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.stack.Reaper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code weir speed}: the product measures how fast it reads topics, next to its own polling alone.
 *
 * @param program what starts it: the JVM with the jar, or the native executable
 * @param bootstrap the broker
 * @param records how many a figure is measured over; as many are read before, to warm up
 * @param folder where its output goes
 */
record SpeedCommand(List<String> program, String bootstrap, int records, Path folder) {
  private static final int USAGE = 2;

  /**
   * One round, there and back through the ways to read: records a second of each, by the name that
   * JSON has for it.
   */
  Map<String, Double> run(Path definition, List<String> options)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(program);
    command.addAll(List.of("speed", definition.toString(), "--kafka", bootstrap));
    command.addAll(List.of("--records", String.valueOf(records), "--rounds", "2", "--json"));
    command.addAll(options);
    var output = folder.resolve("speed.out");
    int exit = start(command, output, ProcessBuilder.Redirect.INHERIT);
    if (exit != 0) {
      throw new IllegalStateException(command + " ended with " + exit);
    }
    var rates = new HashMap<String, Double>();
    new ObjectMapper()
        .readTree(output.toFile())
        .forEachEntry(
            (way, list) -> rates.put(way, (list.path(0).asDouble() + list.path(1).asDouble()) / 2));
    return rates;
  }

  /** Whether it takes these options; what it is asked to read is never there. */
  boolean knows(List<String> options) throws IOException, InterruptedException {
    if (options.isEmpty()) {
      return true;
    }
    var command = new ArrayList<>(program);
    command.addAll(List.of("speed", folder.resolve("none.yaml").toString()));
    command.addAll(options);
    return start(command, folder.resolve("speed.out"), ProcessBuilder.Redirect.DISCARD) != USAGE;
  }

  private static int start(List<String> command, Path output, ProcessBuilder.Redirect errors)
      throws IOException, InterruptedException {
    Files.deleteIfExists(output);
    return Reaper.shared()
        .start(new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors))
        .waitFor();
  }
}
