package dev.weir.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts records while a peer warms up, and then over the time that is measured. Used by one
 * thread.
 */
final class SteadyRate {
  private final long warmUpNanos;
  private final long measuredNanos;
  private final Path result;
  private long startedAt;
  private long measuredFrom;
  private long records;

  /**
   * Begins with the first record.
   *
   * @param result the file that gets {@code records nanoseconds}
   */
  SteadyRate(Duration warmUp, Duration measured, Path result) {
    this.warmUpNanos = warmUp.toNanos();
    this.measuredNanos = measured.toNanos();
    this.result = result;
  }

  /** Counts records that are done with; true once the result is written. */
  boolean isOverAfter(int done) {
    if (done == 0) {
      return false;
    }
    long now = System.nanoTime();
    if (startedAt == 0) {
      startedAt = now;
    }
    if (measuredFrom == 0) {
      if (now - startedAt >= warmUpNanos) {
        measuredFrom = now;
      }
      return false;
    }
    records += done;
    if (now - measuredFrom < measuredNanos) {
      return false;
    }
    write(now - measuredFrom);
    return true;
  }

  private void write(long nanos) {
    try {
      Files.writeString(result, String.format(Locale.ROOT, "%d %d%n", records, nanos));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
