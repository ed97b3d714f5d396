package dev.weir.logs;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.ZoneId;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * Puts Weir's line format on the console before anything else starts: text when a person sits at a
 * terminal or {@code quarkus.log.console.json.enabled} is false, JSON otherwise.
 */
@Singleton
class LogFormat {
  private static final int FIRST = 1;

  private final boolean json;
  private final String service;
  private final String namespace;

  LogFormat(
      @ConfigProperty(name = "quarkus.log.console.json.enabled", defaultValue = "true")
          boolean json,
      @ConfigProperty(name = "quarkus.application.name", defaultValue = "weir") String service,
      @ConfigProperty(name = "weir.namespace", defaultValue = "default") String namespace) {
    this.json = json;
    this.service = service;
    this.namespace = namespace;
  }

  void install(@Observes @Priority(FIRST) StartupEvent starting) {
    for (var handler : Logger.getLogger("").getHandlers()) {
      install(handler, formatter());
    }
  }

  private Formatter formatter() {
    if (!json || atTerminal()) {
      return new TextLogFormatter(ZoneId.systemDefault());
    }
    var environment = String.join(",", ConfigUtils.getProfiles());
    return new JsonLogFormatter(service, environment, namespace);
  }

  // Other JDK providers, such as a native image's, may still have no console at all.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean atTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  // Quarkus hangs the console below a handler that keeps what is logged before it is configured.
  private static void install(Handler handler, Formatter formatter) {
    if (handler instanceof ConsoleHandler console) {
      console.setFormatter(formatter);
    } else if (handler instanceof ExtHandler parent) {
      for (var child : parent.getHandlers()) {
        install(child, formatter);
      }
    }
  }
}
