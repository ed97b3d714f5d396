package dev.weir.flow;

import dev.weir.ledger.Difference;
import dev.weir.ledger.IdTable;
import dev.weir.ledger.IdWords;
import dev.weir.ledger.Peeling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One bucket of a hop over all partitions of both sides, and what it comes to. Made anew only when
 * a part of it has changed.
 */
final class MergedBucket {
  final long number;
  private final long startMicros;
  private final List<Part> parts;
  private final boolean whole;
  private final Instant parentsChangedAt;
  private final Peeling.Result rest;
  private final long parents;
  private final long children;
  private final long late;
  private final List<HopItem> lateItems;
  private @Nullable BucketAccount account;

  /**
   * A partition's part.
   *
   * @param partition whose it is
   * @param bucket what it has seen
   * @param events how many it had seen when it was merged
   * @param touched the offset of the last one
   * @param isParent on which side
   */
  record Part(
      PartitionId partition, LedgerBucket bucket, long events, long touched, boolean isParent) {
    static Part of(PartitionId partition, LedgerBucket bucket, boolean isParent) {
      return new Part(partition, bucket, bucket.events(), bucket.touched(), isParent);
    }

    /** The log makes the bucket: up to the same offset it is the same. */
    boolean isSame(Part other) {
      return events == other.events
          && touched == other.touched
          && isParent == other.isParent
          && partition.equals(other.partition);
    }
  }

  private MergedBucket(
      long number, SideShape shape, List<Part> parts, boolean whole, Instant parentsChangedAt) {
    this.number = number;
    this.startMicros = shape.startMicros(number);
    this.parts = parts;
    this.whole = whole;
    this.parentsChangedAt = parentsChangedAt;
    var sum = new IdTable(shape.cells());
    long in = 0;
    long out = 0;
    long lateOut = 0;
    long lateNamed = 0;
    for (var part : parts) {
      part.bucket().mergeInto(sum, part.isParent() ? 1 : -1);
      if (part.isParent()) {
        in += part.events();
      } else {
        out += part.events();
        lateOut += part.bucket().lateEvents();
        lateNamed += part.bucket().late().size();
      }
    }
    parents = in;
    children = out;
    rest = Peeling.of(sum);
    lateItems = lateItems(parts, rest, startMicros);
    late = lateOut - (lateNamed - lateItems.size());
  }

  /**
   * The sum of the parts; the former one itself if they are the same.
   *
   * @param whole whether no partition has forgotten its part
   */
  static MergedBucket of(
      long number,
      SideShape shape,
      List<Part> parts,
      boolean whole,
      @Nullable MergedBucket former,
      Instant now) {
    if (former == null) {
      return new MergedBucket(number, shape, parts, whole, now);
    }
    if (whole == former.whole && isSame(parts, former.parts)) {
      return former;
    }
    boolean sameParents = isSame(ofParents(parts), ofParents(former.parts));
    var changedAt = sameParents ? former.parentsChangedAt : now;
    return new MergedBucket(number, shape, parts, whole, changedAt);
  }

  /** Whether no partition had forgotten its part when it was merged. */
  boolean isWhole() {
    return whole;
  }

  /** Where the bucket of origin time begins. */
  long startMicros() {
    return startMicros;
  }

  /**
   * What it comes to; the same until {@link #reconsider}.
   *
   * @param findings what the logs say of its ids
   */
  BucketAccount account(Map<IdWords, LogFinding> findings) {
    var made = account;
    if (made == null) {
      made = new BucketAccount(this, findings);
      account = made;
    }
    return made;
  }

  /** The logs have told more of its ids. */
  void reconsider() {
    account = null;
  }

  private static List<Part> ofParents(List<Part> parts) {
    return parts.stream().filter(Part::isParent).toList();
  }

  private static boolean isSame(List<Part> left, List<Part> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int at = 0; at < left.size(); at++) {
      if (!left.get(at).isSame(right.get(at))) {
        return false;
      }
    }
    return true;
  }

  /** When a parent was added last, as far as this process has seen. */
  Instant parentsChangedAt() {
    return parentsChangedAt;
  }

  /** The oldest and the newest time of a record on one side; null when there is none. */
  long @Nullable [] recordTimes(boolean ofParents) {
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    for (var part : parts) {
      if (part.isParent() == ofParents) {
        oldest = Math.min(oldest, part.bucket().oldestRecordMicros());
        newest = Math.max(newest, part.bucket().newestRecordMicros());
      }
    }
    return oldest > newest ? null : new long[] {oldest, newest};
  }

  /** Events that are expected to have a child. */
  long parents() {
    return parents;
  }

  /** Those, and the children that name them. */
  long events() {
    return parents + children;
  }

  /** Whether every lost and surplus id is named. */
  boolean isExact() {
    return rest.isExact();
  }

  /** Parents without a child, those that cannot be named included. */
  long without() {
    return named(1) + Math.max(0, unnamed());
  }

  /** Children too many, those that cannot be named included. */
  long surplus() {
    return named(-1) + Math.max(0, -unnamed());
  }

  private long unnamed() {
    return parents - children - (named(1) - named(-1));
  }

  private long named(int sign) {
    long count = 0;
    for (var difference : rest.differences()) {
      count += Math.max(0, (long) difference.times() * sign);
    }
    return count;
  }

  /** Parents whose child came after its deadline; a surplus child that is late is none. */
  long late() {
    return Math.max(0, Math.min(late, parents - without()));
  }

  /** Ids that one side has more often, as far as they can be named. */
  List<Difference> differences() {
    return rest.differences();
  }

  /** Whether a surplus child's parent is known to be there or not; null when it cannot be told. */
  @Nullable Boolean hasParent(IdWords id) {
    boolean isCertain = true;
    for (var part : parts) {
      if (part.isParent()) {
        var knows = part.bucket().knows(id);
        if (knows == null) {
          isCertain = false;
        } else if (knows) {
          return true;
        }
      }
    }
    return isCertain ? false : null;
  }

  /** The late children that are kept by name, and are not too many. */
  List<HopItem> lateItems() {
    return lateItems;
  }

  /** All that are kept by name but for those that are too many: any of an id's will do. */
  private static List<HopItem> lateItems(List<Part> parts, Peeling.Result rest, long startMicros) {
    var tooMany = new HashMap<IdWords, Integer>();
    for (var difference : rest.differences()) {
      if (difference.times() < 0) {
        tooMany.put(difference.id(), -difference.times());
      }
    }
    var items = new ArrayList<HopItem>();
    for (var part : parts) {
      part.bucket()
          .late()
          .forEach(
              (id, _, offset, time) -> {
                if (tooMany.merge(id, -1, Integer::sum) < 0) {
                  var place = new RecordPlace(part.partition(), offset, time, null);
                  items.add(new HopItem(id, 1, startMicros, place));
                }
              });
    }
    return items;
  }
}
