package dev.weir.flow;

import dev.weir.flow.HopAccount.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;

/** Adds up what a hop's closed and open buckets come to. */
final class AccountSum {
  private final HopBook book;
  private final EnumMap<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final EnumMap<Kind, List<HopItem>> open = new EnumMap<>(Kind.class);
  private long completed;
  private long pending;
  private long judgements;
  private long unlinked;
  private long unaccounted;
  private long untimed;
  private long inexactMicros;

  /** The sum of the closed ones. */
  AccountSum(HopBook book) {
    this.book = book;
    for (var kind : Kind.values()) {
      counts.put(kind, book.count(kind));
    }
    completed = book.completed();
    judgements = book.judgements();
    unaccounted = book.unaccounted();
    inexactMicros = book.inexactMicros();
  }

  /** Adds the events of a side that are in no bucket. */
  void addApart(HopSide side) {
    unaccounted += side.untimed();
    untimed += side.untimed();
    if (side.shape.isParent()) {
      unaccounted += side.strayEvents() + side.unlinked();
    } else {
      unlinked += side.unlinked();
    }
  }

  /** Adds children without an id to match by. */
  void addUnlinked(long children) {
    unlinked += children;
  }

  /** Adds events on either side that could not be compared. */
  void addUnaccounted(long events) {
    unaccounted += events;
  }

  /** Says that not everything is known by name, at any time. */
  void markInexact() {
    inexactMicros = Long.MAX_VALUE;
  }

  /** Adds a bucket of which nothing can be told. */
  void addUnaccounted(MergedBucket bucket) {
    unaccounted += bucket.events();
  }

  /** Adds a bucket that is not judged yet: of its surplus nothing is said, a parent may come. */
  void addPending(BucketAccount bucket) {
    completed += bucket.completed();
    pending += bucket.count(Kind.LOST);
    add(Kind.LATE, bucket);
  }

  /** Adds a bucket that is judged. */
  void addJudged(BucketAccount bucket) {
    completed += bucket.completed();
    inexactMicros = Math.max(inexactMicros, bucket.inexactMicros());
    for (var kind : Kind.values()) {
      add(kind, bucket);
    }
  }

  private void add(Kind kind, BucketAccount bucket) {
    counts.merge(kind, bucket.count(kind), Long::sum);
    open.computeIfAbsent(kind, _ -> new ArrayList<>()).addAll(bucket.items(kind));
  }

  /** Adds how many of an open bucket were ever judged to be lost. */
  void addJudgements(long lost) {
    judgements += lost;
  }

  /** The figures that only grow, in the order of {@link HopAccount#counted}. */
  long[] counted() {
    return new long[] {
      completed,
      judgements,
      counts.getOrDefault(Kind.LATE, 0L),
      counts.getOrDefault(Kind.DUPLICATED, 0L),
      counts.getOrDefault(Kind.EXTRA, 0L)
    };
  }

  /** All of it. */
  HopAccount account() {
    var items = new EnumMap<Kind, List<HopItem>>(Kind.class);
    for (var kind : Kind.values()) {
      items.put(kind, both(open.getOrDefault(kind, List.of()), book.items(kind)));
    }
    return new HopAccount(
        completed,
        pending,
        counts,
        unlinked,
        unaccounted,
        untimed,
        Arrays.stream(book.counted()).boxed().toList(),
        items,
        inexactMicros);
  }

  /** What closed buckets hold is large and seldom changes, so it is not copied for nothing. */
  private static List<HopItem> both(List<HopItem> some, List<HopItem> closed) {
    if (some.isEmpty()) {
      return closed;
    }
    var both = new ArrayList<>(some);
    both.addAll(closed);
    return both;
  }
}
