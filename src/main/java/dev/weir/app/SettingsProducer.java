package dev.weir.app;

import dev.weir.config.ConfigReader;
import dev.weir.config.DefinitionParser;
import dev.weir.config.ParsedDefinition;
import dev.weir.monitor.Settings;
import dev.weir.pipeline.Pipeline;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Offers the definition to all beans; stops the start when there are mistakes in it. */
@Singleton
public final class SettingsProducer {

  @Produces
  @Singleton
  Settings settings() {
    return parse(ConfigProvider.getConfig());
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

  private static Settings parse(Config config) {
    return switch (DefinitionParser.parse(
        ConfigReader.read(config), ConfigReader.redisConfigured(config))) {
      case ParsedDefinition.Valid(var settings) -> settings;
      case ParsedDefinition.Invalid(var problems) -> throw new InvalidDefinitionException(problems);
    };
  }
}
