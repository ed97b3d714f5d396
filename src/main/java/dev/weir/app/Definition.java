package dev.weir.app;

import dev.weir.config.ConfigReader;
import dev.weir.config.DefinitionParser;
import dev.weir.config.ParsedDefinition;
import dev.weir.config.YamlFile;
import dev.weir.monitor.Settings;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** A definition in a file, read without starting Weir. */
sealed interface Definition {
  /** The client property that says where the brokers are. */
  String BROKERS = "bootstrap.servers";

  /** A reference without a default. */
  Pattern REFERENCE = Pattern.compile("\\$\\{([^{}:]+)}");

  /**
   * It is right.
   *
   * @param settings what it says
   * @param kafka the client's properties, as Quarkus finds them, without a prefix
   * @param unset a line for each of those properties that refers to a variable that is not set here
   */
  record Right(Settings settings, Map<String, Object> kafka, List<String> unset)
      implements Definition {}

  /**
   * It is not.
   *
   * @param problems each in one line
   */
  record Wrong(List<String> problems) implements Definition {}

  /**
   * Reads a file.
   *
   * @param brokers {@code HOST:PORT} instead of what the file says, or null
   */
  static Definition read(Path file, @Nullable String brokers) {
    // The rank is that of a file that is named by WEIR_CONFIG.
    return switch (YamlFile.read(file, 275)) {
      case YamlFile.Result.Unreadable(var message) -> new Wrong(List.of(message));
      case YamlFile.Result.Loaded(var source) -> {
        var config = config(source);
        // Where Redis is may well be said elsewhere, so that is not a mistake of the file.
        var surroundings = ConfigReader.surroundings(config).withServers();
        yield switch (DefinitionParser.parse(ConfigReader.read(config), surroundings)) {
          case ParsedDefinition.Valid valid ->
              new Right(valid.settings(), kafka(config, brokers), unset(config));
          case ParsedDefinition.Invalid(var problems) ->
              new Wrong(problems.stream().map(problem -> problem.text()).toList());
        };
      }
    };
  }

  private static SmallRyeConfig config(ConfigSource source) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addSystemSources()
        .withSources(source)
        .build();
  }

  /**
   * Properties of the client that refer to something that is not set: left out, they would puzzle.
   */
  private static List<String> unset(SmallRyeConfig config) {
    var problems = new ArrayList<String>();
    for (var name : config.getPropertyNames()) {
      if (name.startsWith("kafka.")) {
        var value = config.getConfigValue(name);
        if (value.getValue() == null && value.getRawValue() != null) {
          // Only the variables are named: what stands beside them may be secret.
          REFERENCE
              .matcher(value.getRawValue())
              .results()
              .map(reference -> reference.group(1))
              .filter(variable -> config.getOptionalValue(variable, String.class).isEmpty())
              .forEach(
                  variable ->
                      problems.add(name + ": refers to ${" + variable + "}, which is not set"));
        }
      }
    }
    return problems;
  }

  private static Map<String, Object> kafka(SmallRyeConfig config, @Nullable String brokers) {
    var properties = new HashMap<String, Object>();
    for (var name : config.getPropertyNames()) {
      var key = name.toLowerCase(Locale.ROOT).replace("kafka_", "kafka.");
      if (key.startsWith("kafka.")) {
        config
            .getOptionalValue(name, String.class)
            .ifPresent(
                value -> properties.put(key.substring("kafka.".length()).replace('_', '.'), value));
      }
    }
    if (brokers != null) {
      properties.put(BROKERS, brokers);
    }
    return properties;
  }
}
