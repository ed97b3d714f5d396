package dev.weir.pipeline;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The passage from a stage to the next.
 *
 * @param from the upstream stage's name
 * @param to the downstream stage's name
 * @param expect which parents must come out
 * @param within the deadline of a child after its parent; null only with {@link Expect#SOME}
 * @param where which parents count; null means all
 * @param accounting how it is told which came out; null exactly with {@link Expect#SOME}
 */
public record Hop(
    String from,
    String to,
    Expect expect,
    @Nullable Duration within,
    @Nullable Condition where,
    @Nullable Accounting accounting) {

  /** Checks what must be there. */
  public Hop {
    if (expect == Expect.EVERY) {
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(accounting, "accounting");
    } else if (accounting != null) {
      throw new IllegalArgumentException("nothing is accounted where " + expect + " are expected");
    }
  }

  /** A hop that is accounted as by default, if it is. */
  public Hop(
      String from, String to, Expect expect, @Nullable Duration within, @Nullable Condition where) {
    this(from, to, expect, within, where, expect == Expect.EVERY ? Accounting.DEFAULT : null);
  }

  /** What comes out of a hop for each event that goes in. */
  public enum Expect {
    /** Each parent has one child. */
    EVERY,
    /** Some parents have children: latency is measured, nothing is accounted. */
    SOME
  }

  /** What a child has in common with its parent. */
  public enum Match {
    /** The child names its parent's id. */
    ID,
    /** Both are of the same trace. */
    TRACE
  }

  /**
   * How parents and children are compared: by the ids in buckets of the time when the parent
   * happened.
   *
   * @param match by which id
   * @param differences how many lost and surplus ones a bucket can name
   * @param bucket the width of a bucket
   * @param keep for so long after its deadline a bucket is kept: a child that comes later is told
   *     from others, and a replica that is so far behind does no harm
   */
  public record Accounting(Match match, int differences, Duration bucket, Duration keep) {
    /** By the parent's id, a hundred differences in two seconds, kept for two minutes. */
    public static final Accounting DEFAULT =
        new Accounting(Match.ID, 100, Duration.ofSeconds(2), Duration.ofMinutes(2));

    /** The most differences that a bucket can be made for. */
    public static final int MAX_DIFFERENCES = 20_000;

    /** The most buckets that may be kept. */
    public static final int MAX_BUCKETS = 1_000;
  }
}
