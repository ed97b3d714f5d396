package dev.weir.app;

import dev.weir.config.ConfigReader;
import dev.weir.config.DefinitionParser;
import dev.weir.config.ParsedDefinition;
import dev.weir.monitor.AccessSettings;
import dev.weir.monitor.Settings;
import dev.weir.pipeline.Pipeline;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Offers the definition to all beans; stops the start when there are mistakes in it. */
@Singleton
public final class SettingsProducer {
  private ParsedDefinition.@Nullable Valid parsed;

  @Produces
  @Singleton
  Settings settings() {
    return parsed().settings();
  }

  /** Asked for before anything listens: a Weir that would be open to all does not get that far. */
  @Produces
  @Singleton
  AccessSettings access() {
    return parsed().access();
  }

  @Produces
  @Singleton
  Pipeline pipeline(Settings settings) {
    return settings.pipeline();
  }

  /** Before anything else starts, so that the mistakes are all that is printed. */
  void check(@Observes @Priority(1) StartupEvent event, Settings settings) {
    // Injecting the settings has checked them.
  }

  private synchronized ParsedDefinition.Valid parsed() {
    var known = parsed;
    if (known == null) {
      known = parse(ConfigProvider.getConfig());
      parsed = known;
    }
    return known;
  }

  private static ParsedDefinition.Valid parse(Config config) {
    return switch (DefinitionParser.parse(
        ConfigReader.read(config), ConfigReader.surroundings(config))) {
      case ParsedDefinition.Valid valid -> valid;
      case ParsedDefinition.Invalid(var problems) -> throw new InvalidDefinitionException(problems);
    };
  }
}
