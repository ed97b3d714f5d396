package dev.weir.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** When each of our own loops last made progress; what the liveness probe judges by. */
public final class Beats {
  private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /** Beats by a monotonic clock such as {@link System#nanoTime}. */
  public Beats(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The loop makes progress. */
  public void beat(String loop) {
    lastNanos.put(loop, nanoTime.getAsLong());
  }

  /** The loop has ended as it should. */
  public void forget(String loop) {
    lastNanos.remove(loop);
  }

  /** The loops that have made no progress for {@code limit} or longer, sorted. */
  public List<String> stalled(Duration limit) {
    long now = nanoTime.getAsLong();
    var stalled = new ArrayList<String>();
    lastNanos.forEach(
        (loop, last) -> {
          if (now - last >= limit.toNanos()) {
            stalled.add(loop);
          }
        });
    stalled.sort(null);
    return stalled;
  }
}
