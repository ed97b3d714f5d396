package dev.weir.flow;

import dev.weir.flow.HopAccount.Kind;
import dev.weir.ledger.Difference;
import dev.weir.ledger.IdWords;
import dev.weir.pipeline.StageEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one bucket of a hop comes to, once it is judged. */
final class BucketAccount {
  private final EnumMap<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final EnumMap<Kind, List<HopItem>> items = new EnumMap<>(Kind.class);
  private final long completed;
  private final long inexactMicros;

  /**
   * An account.
   *
   * @param findings what the logs say of its ids
   */
  BucketAccount(MergedBucket merged, Map<IdWords, LogFinding> findings) {
    long start = merged.startMicros();
    for (var difference : merged.differences()) {
      var finding = findings.getOrDefault(difference.id(), LogFinding.NONE);
      var kind = kindOf(merged, difference, finding);
      int times = Math.abs(difference.times());
      add(kind, times);
      itemsOf(kind).add(new HopItem(difference.id(), times, start, finding.place()));
    }
    // What cannot be named is known by number.
    add(Kind.LOST, merged.without() - count(Kind.LOST));
    long surplus = count(Kind.DUPLICATED) + count(Kind.EXTRA) + count(Kind.UNCLASSIFIED);
    add(Kind.UNCLASSIFIED, merged.surplus() - surplus);
    add(Kind.LATE, merged.late());
    itemsOf(Kind.LATE).addAll(merged.lateItems());
    completed = Math.max(0, merged.parents() - count(Kind.LOST) - count(Kind.LATE));
    inexactMicros = merged.isExact() ? StageEvent.NO_TIME : start;
  }

  private static Kind kindOf(MergedBucket merged, Difference difference, LogFinding finding) {
    if (difference.times() > 0) {
      return Kind.LOST;
    }
    var listed = merged.hasParent(difference.id());
    var hasParent = listed == null ? finding.parent() : listed;
    if (hasParent == null) {
      return Kind.UNCLASSIFIED;
    }
    return hasParent ? Kind.DUPLICATED : Kind.EXTRA;
  }

  private void add(Kind kind, long count) {
    counts.merge(kind, count, Long::sum);
  }

  private List<HopItem> itemsOf(Kind kind) {
    return items.computeIfAbsent(kind, _ -> new ArrayList<>());
  }

  /** How many are of a kind, those that cannot be named included. */
  long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Those of a kind that can be named. */
  List<HopItem> items(Kind kind) {
    return items.getOrDefault(kind, List.of());
  }

  /** Parents with a child in time. */
  long completed() {
    return completed;
  }

  /** Where the bucket begins if not all are named, else {@link StageEvent#NO_TIME}. */
  long inexactMicros() {
    return inexactMicros;
  }
}
