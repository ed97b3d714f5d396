package dev.weir.flow;

import dev.weir.pipeline.StageEvent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a hop's parents, over all partitions, since Weir first began to read. By
 * multiplicity: a parent that was written twice expects two children.
 *
 * @param completed parents with a child in time
 * @param pending parents without a child of which it is not time to judge yet
 * @param counts by kind
 * @param unlinked children without an id to match by
 * @param unaccounted events on either side that could not be compared: of a time before everything
 *     was read, or whose bucket did not last, or with an id that tells no time
 * @param untimed of those, events whose id tells no time, and that carry none
 * @param counted what was ever counted of those that complete, are judged to be lost, late,
 *     duplicated and extra, in this order: none of it ever falls
 * @param items by kind, those that can be named, in no order
 * @param inexactMicros where the newest bucket begins of which not all are named; {@link
 *     StageEvent#NO_TIME} if there is none
 */
public record HopAccount(
    long completed,
    long pending,
    Map<Kind, Long> counts,
    long unlinked,
    long unaccounted,
    long untimed,
    List<Long> counted,
    Map<Kind, List<HopItem>> items,
    long inexactMicros) {

  /** How many figures are {@link #counted}. */
  static final int COUNTED = 5;

  /** What can be wrong with an id. */
  public enum Kind {
    /** A parent without a child. */
    LOST,
    /** A child after its deadline. */
    LATE,
    /** A child of a parent that already has one. */
    DUPLICATED,
    /** A child without a parent. */
    EXTRA,
    /** A child too many of which it is not known whether it has a parent. */
    UNCLASSIFIED
  }

  /** Copies the collections. */
  public HopAccount {
    counts = Map.copyOf(counts);
    counted = List.copyOf(counted);
    var copies = new EnumMap<Kind, List<HopItem>>(Kind.class);
    items.forEach((kind, of) -> copies.put(kind, List.copyOf(of)));
    items = copies;
  }

  /** Whether ids tell of most events when they happened. Else what looks lost need not be. */
  boolean isTold() {
    return untimed == 0 || untimed <= completed + late();
  }

  /** Whether all of them are named. */
  public boolean isExact() {
    return inexactMicros == StageEvent.NO_TIME;
  }

  /** Whether all are named of buckets that reach beyond a time. */
  public boolean isExactSince(long micros) {
    return inexactMicros < micros || isExact();
  }

  /** How many are of a kind, those that cannot be named included. */
  public long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Parents that were judged, without a child so far. */
  public long lost() {
    return count(Kind.LOST);
  }

  /** Parents whose child came after its deadline. */
  public long late() {
    return count(Kind.LATE);
  }

  /** Children of an expected parent that already has its child. */
  public long duplicated() {
    return count(Kind.DUPLICATED);
  }

  /** Children without an expected parent. */
  public long extra() {
    return count(Kind.EXTRA);
  }

  /** Children too many of which it is not known whether they have a parent. */
  public long unclassified() {
    return count(Kind.UNCLASSIFIED);
  }

  /** Children beyond what parents expect. */
  public long surplus() {
    return duplicated() + extra() + unclassified();
  }

  /** The items of a kind that can be named, in no order. */
  public List<HopItem> of(Kind kind) {
    return items.getOrDefault(kind, List.of());
  }
}
