package dev.weir.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one trace through the pipeline.
 *
 * @param traceId the most complete id that its events carry; null when they have none
 * @param steps in the order of their event times
 * @param passages in the order of the definition's hops, and within one by the parents' times
 */
public record TracePath(@Nullable String traceId, List<Step> steps, List<Passage> passages) {
  /** Copies the lists. */
  public TracePath {
    steps = List.copyOf(steps);
    passages = List.copyOf(passages);
  }

  /**
   * An event.
   *
   * @param stage the stage that writes its topic
   */
  public record Step(String stage, Sighting sighting) {}

  /**
   * What became of an event on one hop.
   *
   * @param latencyMicros child's event time less parent's; null without a child
   */
  public record Passage(String from, String to, @Nullable Long latencyMicros, State state) {}

  /** How far a passage is. */
  public enum State {
    /** The child came in time. */
    COMPLETED,
    /** The child came after the deadline. */
    LATE,
    /** There is no child yet, and there is time left. */
    PENDING,
    /** There is no child, and the deadline has passed. */
    MISSING,
    /** The child is older than its parent: their clocks differ. */
    NEGATIVE
  }
}
