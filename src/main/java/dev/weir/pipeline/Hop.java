package dev.weir.pipeline;

import java.time.Duration;
import java.util.List;
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
 * @param accounting how it is told which came out; null unless every parent is expected to have a
 *     child, here or in another stage
 * @param anyOf with {@link Expect#ANY_OF} the stages of which one has the child, this one included;
 *     else empty
 * @param ratio with {@link Expect#RATIO} how many children a parent has; else null
 */
public record Hop(
    String from,
    String to,
    Expect expect,
    @Nullable Duration within,
    @Nullable Condition where,
    @Nullable Accounting accounting,
    List<String> anyOf,
    @Nullable Ratio ratio) {

  /** Checks what must be there. */
  public Hop {
    anyOf = List.copyOf(anyOf);
    if ((expect == Expect.ANY_OF) != anyOf.contains(to)
        || (expect == Expect.RATIO) != (ratio != null)) {
      throw new IllegalArgumentException(expect + " does not go with " + anyOf + " and " + ratio);
    }
    if (expect == Expect.EVERY || expect == Expect.ANY_OF) {
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(accounting, "accounting");
    } else if (accounting != null) {
      throw new IllegalArgumentException("nothing is accounted where " + expect + " are expected");
    }
  }

  /** A hop into one stage, of which every parent or only some are expected to come out. */
  public Hop(
      String from,
      String to,
      Expect expect,
      @Nullable Duration within,
      @Nullable Condition where,
      @Nullable Accounting accounting) {
    this(from, to, expect, within, where, accounting, List.of(), null);
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
    SOME,
    /** A parent has so many children on average: their rates are compared. */
    RATIO,
    /** Each parent has one child in one of several stages. */
    ANY_OF
  }

  /**
   * How many children a parent has on average.
   *
   * @param min at least so many; 0 or more
   * @param max at most so many; not less than min
   */
  public record Ratio(double min, double max) {
    /** Whether so many are as expected. */
    public boolean allows(double ratio) {
      return ratio >= min && ratio <= max;
    }
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
