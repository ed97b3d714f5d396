package dev.weir.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/** What runs once Quarkus has started: everything else happens in beans. */
public final class WeirApplication implements QuarkusApplication {
  @Override
  public int run(String... args) {
    if (!Signals.stopping()) {
      Quarkus.waitForExit();
    }
    return ExitCode.DONE;
  }
}
