package dev.weir.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The monotonic clock of a poll loop and its way to wait; a simulation puts its own in place. */
interface LoopClock {
  /** The machine's. */
  LoopClock SYSTEM =
      new LoopClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration time) {
          LockSupport.parkNanos(time.toNanos());
        }
      };

  /** As {@link System#nanoTime}. */
  long nanoTime();

  /** Waits for about so long. */
  void pause(Duration time);
}
