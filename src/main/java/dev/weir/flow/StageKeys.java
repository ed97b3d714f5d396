package dev.weir.flow;

import dev.weir.pipeline.StageEvent;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a stage over all its partitions, kept from view to view: each adds only what has
 * changed. That gives the same as merging all tables anew, because counts add up, times only grow,
 * and a key that a full table has given up never comes back (see {@link KeyTable}). Where something
 * became less, all is merged anew. Not thread-safe.
 */
final class StageKeys {
  private final int limit;
  private KeyTable merged;
  private @Nullable KeyColumns latest;
  private long latestMicros = Long.MIN_VALUE;
  private boolean anew;

  StageKeys(int limit) {
    this.limit = limit;
    this.merged = new KeyTable(limit);
  }

  /** A partition is no more, or has another state: what was taken of it must go. */
  void mergeAnew() {
    anew = true;
  }

  /** One partition's keys, and when its last event arrived. */
  record Part(KeyMirror keys, long arrivedMicros) {}

  /**
   * The keys now.
   *
   * @param parts all partitions of the stage
   * @param apart keys of times that are kept apart, usually none
   */
  KeyColumns merge(Collection<Part> parts, KeyTable apart, long nowMicros) {
    // After our own clock was set back, what arrived "later" must not stay the newest.
    anew |= nowMicros < latestMicros;
    latestMicros = nowMicros;
    for (var part : parts) {
      anew |= part.keys().hasRegressed();
    }
    boolean changed = anew;
    if (anew) {
      merged = new KeyTable(limit);
      parts.forEach(part -> part.keys().giveAgain());
      anew = false;
    }
    for (var part : parts) {
      changed |= part.keys().giveTo(merged, part.arrivedMicros());
    }
    if (apart.size() > 0 || apart.otherNewest() != StageEvent.NO_TIME) {
      var all = new KeyTable(limit);
      all.merge(merged);
      all.merge(apart);
      latest = null;
      return KeyColumns.of(all);
    }
    var columns = latest;
    if (columns == null || changed) {
      columns = KeyColumns.of(merged);
      latest = columns;
    }
    return columns;
  }
}
