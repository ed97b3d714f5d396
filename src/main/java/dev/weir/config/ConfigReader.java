package dev.weir.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Collects the {@code weir.*} properties from every configuration source: names from files and
 * system properties as they are, and environment variables by the dotted names that they stand for.
 *
 * <p>The environment is not asked which names there are: beside {@code WEIR_NAMESPACE} it may hold
 * {@code WEIR_PORT} and {@code WEIR_SERVICE_HOST}, which Kubernetes sets for a service of this
 * name.
 */
public final class ConfigReader {
  private static final String PREFIX = "weir.";
  private static final String ENVIRONMENT = "EnvConfigSource";
  private static final Schema SCHEMA = new Schema();

  private final Config config;
  private final Map<Key, ConfigValue> found = new LinkedHashMap<>();

  private ConfigReader(Config config) {
    this.config = config;
  }

  /**
   * All {@code weir.*} properties that are set, by name, sorted.
   *
   * @return of a list either the form with indices or the form with commas, whichever stands in the
   *     source of higher rank; values have their expressions expanded
   */
  public static Map<String, String> read(Config config) {
    var reader = new ConfigReader(config);
    reader.collect();
    return reader.withoutOverruledLists();
  }

  /** What stands outside of {@code weir.*} and matters to what is in it. */
  public static Surroundings surroundings(Config config) {
    return new Surroundings(
        text(config, "quarkus.redis.hosts").isPresent(),
        text(config, "quarkus.oidc.auth-server-url").isPresent(),
        text(config, "quarkus.http.host")
            .filter(host -> !Surroundings.isThisMachine(host))
            .orElse(null));
  }

  private static Optional<String> text(Config config, String name) {
    return config.getOptionalValue(name, String.class).filter(text -> !text.isBlank());
  }

  private void collect() {
    var environment = new TreeSet<String>();
    for (var name : config.getPropertyNames()) {
      if (name.startsWith(PREFIX) && !name.equals(ConfigFiles.PROPERTY)) {
        look(Key.parse(name));
      } else if (name.startsWith("WEIR_")) {
        environment.add(name);
      }
    }
    // Names that the user chose can only be told from a variable's name by knowing them.
    var names = new EnvironmentNames();
    for (var variable : environment) {
      names.keyOf(variable, found.keySet()).ifPresent(this::look);
    }
  }

  private void look(Key key) {
    var value = config.getConfigValue(key.toString());
    // What only the environment has, and no key is called, belongs to somebody else.
    boolean foreign = isEnvironment(value) && !SCHEMA.knows(key);
    if (text(value) != null && !foreign) {
      found.putIfAbsent(key, value);
    }
  }

  /**
   * SmallRye Config gives a YAML list both as {@code x = a,b} and as {@code x[0] = a, x[1] = b}. An
   * element is overruled by a plain value of higher rank, so that a variable, or a shorter list in
   * a file of higher rank, replaces the whole list.
   */
  private Map<String, String> withoutOverruledLists() {
    var properties = new TreeMap<String, String>();
    var indexed = new HashSet<Key>();
    found.forEach(
        (key, value) -> {
          var plain = key.index() < 0 ? null : found.get(key.whole());
          if (plain == null || value.getSourceOrdinal() >= plain.getSourceOrdinal()) {
            properties.put(key.toString(), text(value));
            if (key.index() >= 0) {
              indexed.add(key.whole());
            }
          }
        });
    indexed.forEach(key -> properties.remove(key.toString()));
    return properties;
  }

  /** An expression that cannot be expanded stays as it is, for the parser to complain. */
  private static @Nullable String text(ConfigValue value) {
    return value.getValue() != null ? value.getValue() : value.getRawValue();
  }

  private static boolean isEnvironment(ConfigValue value) {
    return value.getSourceName() != null && value.getSourceName().startsWith(ENVIRONMENT);
  }
}
