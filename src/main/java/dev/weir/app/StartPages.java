package dev.weir.app;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * Gives back those pages of a native executable that only its start needed: two thirds of what it
 * has touched by then. They are not lost: a page that is needed again is read from the file, or
 * from the system's cache of it.
 */
@Singleton
final class StartPages {
  private static final Logger LOG = Logger.getLogger(StartPages.class);
  private static final Path MAPS = Path.of("/proc/self/smaps");

  /** By then the brokers and the store have answered, if they do, and the first view is made. */
  private static final long AFTER_MS = 5_000;

  void start(@Observes StartupEvent event, Vertx vertx) {
    if (isNative() && Files.isReadable(MAPS)) {
      vertx.setTimer(AFTER_MS, _ -> release());
    }
  }

  /** As GraalVM says it; its own class for that is not there on a JVM. */
  static boolean isNative() {
    return System.getProperty("org.graalvm.nativeimage.imagecode") != null;
  }

  private static void release() {
    try {
      var binary = ProcessHandle.current().info().command();
      for (var mapping : Mappings.clean(Files.readAllLines(MAPS), binary.orElse(""))) {
        PageAdvice.release(mapping.start(), mapping.length());
      }
    } catch (IOException e) {
      LOG.debug("mappings cannot be read", e);
    }
  }
}
