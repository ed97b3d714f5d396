package dev.weir.monitor;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.IngestBoard.LogEnds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far our own reading is behind each log: in records, and in time as the age of the latest look
 * at the log at which everything in it had been read. Pure but for its memory of past looks, which
 * is bounded. Not thread-safe. See src/docs/adr/0005-silence-less-our-own-lag.md.
 */
public final class LagTracker {
  private static final int MAX_LOOKS = 256;

  private final Map<PartitionId, Deque<Look>> looks = new HashMap<>();
  private final Map<PartitionId, Instant> readAllAt = new HashMap<>();
  private @Nullable Instant latest;

  private record Look(Instant at, long end) {}

  /**
   * A partition's distance from the log's end.
   *
   * @param unread records
   * @param behind age of the latest instant at which nothing was unread
   */
  public record Lag(long unread, Duration behind) {}

  /** Takes a look at the logs; the same one may be given again. */
  public void look(LogEnds ends) {
    if (ends.at().equals(latest)) {
      return;
    }
    latest = ends.at();
    looks.keySet().retainAll(ends.ends().keySet());
    readAllAt.keySet().retainAll(ends.ends().keySet());
    ends.ends()
        .forEach(
            (partition, end) -> {
              var past = looks.computeIfAbsent(partition, _ -> new ArrayDeque<>());
              if (past.size() == MAX_LOOKS) {
                // The oldest one bounds the lag from below; the second oldest says least.
                var oldest = past.removeFirst();
                past.removeFirst();
                past.addFirst(oldest);
              }
              past.addLast(new Look(ends.at(), end));
            });
  }

  /**
   * The lag of a partition.
   *
   * @param nextOffset up to where it was read
   * @param readTo up to when the log was read at least, for when it was never seen without lag: the
   *     newest record's time, or from when on records count
   */
  public Lag lag(PartitionId partition, long nextOffset, Instant readTo, Instant now) {
    var past = looks.get(partition);
    if (past == null || past.isEmpty()) {
      return new Lag(0, Duration.ZERO);
    }
    long unread = Math.max(past.getLast().end() - nextOffset, 0);
    while (!past.isEmpty() && past.getFirst().end() <= nextOffset) {
      var read = past.removeFirst();
      readAllAt.merge(partition, read.at(), (old, at) -> at.isAfter(old) ? at : old);
      if (past.isEmpty()) {
        past.addFirst(read);
        break;
      }
    }
    var since = readAllAt.get(partition);
    if (since == null) {
      // Never caught up since this process began: the age of what was read last is the best guess.
      since = readTo;
    }
    var behind = Duration.between(since, now);
    return new Lag(unread, behind.isNegative() ? Duration.ZERO : behind);
  }
}
