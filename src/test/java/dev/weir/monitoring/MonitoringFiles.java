package dev.weir.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.stack.PackagedProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in {@code monitoring/}, as trees. */
public final class MonitoringFiles {
  /** Where they are, relative to the repository's root. */
  public static final Path ROOT = Path.of("monitoring");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A tool that may have to be fetched. */
  public interface Tool<T> {
    /**
     * Finds it.
     *
     * @throws IOException if it is not to be had: says why
     */
    T find() throws IOException;
  }

  private MonitoringFiles() {}

  /** The tool; where it is not to be had, the test is skipped and says so. */
  public static <T> T need(Tool<T> tool) {
    try {
      return tool.find();
    } catch (IOException e) {
      System.out.println("skipped for want of a tool: " + e.getMessage());
      return Assumptions.abort("skipped, as there is no such tool here: " + e.getMessage());
    }
  }

  /** A text of a file. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A YAML file. */
  public static JsonNode yaml(Path file) {
    var tree = new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(text(file));
    return JSON.valueToTree(tree);
  }

  /** The files of this ending in a folder, by name. */
  public static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All rules of Prometheus that have this field, {@code alert} or {@code record}. */
  public static List<JsonNode> rules(String field) {
    var rules = new ArrayList<JsonNode>();
    for (var file : files(ROOT.resolve("rules"), ".yml")) {
      for (var group : yaml(file).path("groups")) {
        for (var rule : group.path("rules")) {
          if (rule.has(field)) {
            rules.add(rule);
          }
        }
      }
    }
    return rules;
  }

  /** The environment that {@code docker-compose.yml} gives Weir. */
  public static Map<String, String> weirsEnvironment() {
    var environment = new TreeMap<String, String>();
    var given = yaml(ROOT.resolve("docker-compose.yml")).at("/services/weir/environment");
    given.properties().forEach(one -> environment.put(one.getKey(), one.getValue().asText()));
    return environment;
  }

  /** Runs a tool that is expected to find nothing wrong, and returns what it said. */
  static String run(PackagedProgram tool, List<String> arguments) {
    try {
      var said = tool.run(arguments);
      if (said.exit() != 0) {
        throw new AssertionError(arguments + " exited with " + said.exit() + ":\n" + said.output());
      }
      return said.output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
