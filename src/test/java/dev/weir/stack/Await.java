package dev.weir.stack;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a child process to answer. */
final class Await {
  private static final Duration STEP = Duration.ofMillis(25);

  private Await() {}

  /**
   * Asks until the answer is yes.
   *
   * @throws StartException if the process ends, or the time is over
   */
  static void ready(ChildProcess process, Duration limit, BooleanSupplier ready) {
    long end = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        throw process.failed("did not start");
      }
      if (System.nanoTime() - end > 0) {
        throw process.failed("was not ready within " + limit.toSeconds() + " s");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw process.failed("was not awaited (interrupted)");
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }
}
