package dev.weir.pipeline;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The passage from a stage to the next.
 *
 * @param from the upstream stage's name
 * @param to the downstream stage's name
 * @param expect which parents must come out
 * @param within the deadline of a child after its parent; null only with {@link Expect#SOME}
 * @param where which parents count; null means all
 */
public record Hop(
    String from, String to, Expect expect, @Nullable Duration within, @Nullable Condition where) {

  /** What comes out of a hop for each event that goes in. */
  public enum Expect {
    /** Each parent has one child. */
    EVERY,
    /** Some parents have children: latency is measured, nothing is accounted. */
    SOME
  }
}
