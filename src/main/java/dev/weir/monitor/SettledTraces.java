package dev.weir.monitor;

import dev.weir.monitor.Passages.Tie;
import dev.weir.monitor.TracePath.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is told of traces that have had time to become complete, by the {@link TraceWatch}. */
interface SettledTraces {
  /** Whether it wants to be told now; may be asked by any thread. */
  boolean isOn();

  /** A trace. Called on the watch's thread, for each trace by one replica. */
  void settled(Settled trace);

  /** An event that might have been a trace's first, and was not. */
  default void notFirst() {}

  /** Traces that nothing is known of: too many at a time, or gone from the journal. */
  default void missed(long traces) {}

  /** Some time has passed; called several times a second on the watch's thread. */
  default void passed() {}

  /**
   * All that was seen of a trace.
   *
   * @param hash of its id
   * @param steps by event time
   * @param ties what became of them on each hop
   * @param readUpTo a child from before this instant has been seen, if it is there; null when that
   *     is not known
   * @param k one trace in 2^k was kept by the replica that kept the least of late
   */
  record Settled(long hash, List<Step> steps, List<Tie> ties, @Nullable Instant readUpTo, int k) {
    /** Copies the lists. */
    public Settled {
      steps = List.copyOf(steps);
      ties = List.copyOf(ties);
    }

    /** Whether nothing of it can have been left out. */
    boolean isWhole() {
      return SightingSampler.takes(hash, k) && steps.size() < Journal.MOST_SIGHTINGS;
    }
  }
}
