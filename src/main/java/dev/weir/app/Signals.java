package dev.weir.app;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Makes Ctrl-C and TERM an ordinary end; the JVM would report 130 and 143. Compiled apart from the
 * rest, for javac has a warning about {@code sun.misc.Signal} that cannot be turned off.
 */
final class Signals {
  private static final AtomicBoolean STOPPING = new AtomicBoolean();

  private Signals() {}

  /**
   * On the first signal stops the application in order, and exits with {@code code}. One that comes
   * while it starts takes effect once it has started: what is half built would leave its temporary
   * files behind. The second signal does not wait.
   */
  static void exitWith(int code) {
    Signal.handle(new Signal("INT"), signal -> stop(code));
    Signal.handle(new Signal("TERM"), signal -> stop(code));
  }

  /** Whether a signal has come. */
  static boolean stopping() {
    return STOPPING.get();
  }

  private static void stop(int code) {
    if (STOPPING.compareAndSet(false, true)) {
      Quarkus.asyncExit(code);
    } else {
      Runtime.getRuntime().exit(code);
    }
  }
}
