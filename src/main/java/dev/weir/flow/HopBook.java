package dev.weir.flow;

import dev.weir.flow.HopAccount.Kind;
import dev.weir.pipeline.StageEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a hop's closed buckets came to: sums, and for a day the ids that are lost, late or too many,
 * at most {@value #MOST_ITEMS} of each kind. Nothing of a closed bucket changes any more, but for
 * children that come so late that theirs is closed: they are told one by one. Not thread-safe.
 */
final class HopBook {
  /** Items that are kept of each kind. */
  static final int MOST_ITEMS = 10_000;

  /** For so long they are kept, by the time of their bucket. */
  static final long KEPT_MICROS = 24 * 3_600_000_000L;

  private static final int MOST_PARTITIONS = 1_000_000;
  private static final long NOTHING = Long.MIN_VALUE;

  private long closedUpTo = NOTHING;
  private long completed;
  private long unaccounted;
  private long judgements;
  private long inexactMicros = StageEvent.NO_TIME;
  private final EnumMap<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final EnumMap<Kind, Deque<HopItem>> items = new EnumMap<>(Kind.class);
  private final EnumMap<Kind, List<HopItem>> shown = new EnumMap<>(Kind.class);
  private final Map<PartitionId, Long> strays = new HashMap<>();
  private long[] counted = new long[HopAccount.COUNTED];

  HopBook() {
    for (var kind : Kind.values()) {
      counts.put(kind, 0L);
      items.put(kind, new ArrayDeque<>());
    }
  }

  /** Buckets up to this number are closed. */
  long closedUpTo() {
    return closedUpTo;
  }

  void closeUpTo(long number) {
    closedUpTo = Math.max(closedUpTo, number);
  }

  long completed() {
    return completed;
  }

  long unaccounted() {
    return unaccounted;
  }

  long judgements() {
    return judgements;
  }

  /** Where the newest bucket begins that did not name all of its items. */
  long inexactMicros() {
    return inexactMicros;
  }

  long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Those that are kept; the same list until one is added. */
  List<HopItem> items(Kind kind) {
    return shown.computeIfAbsent(kind, of -> List.copyOf(itemsOf(of)));
  }

  /** Adds what could not be compared. */
  void addUnaccounted(long events) {
    unaccounted += events;
  }

  /**
   * Adds what a bucket came to.
   *
   * @param judged how many of it were ever judged to be lost
   */
  void close(BucketAccount bucket, long judged) {
    completed += bucket.completed();
    judgements += Math.max(judged, bucket.count(Kind.LOST));
    inexactMicros = Math.max(inexactMicros, bucket.inexactMicros());
    for (var kind : Kind.values()) {
      counts.merge(kind, bucket.count(kind), Long::sum);
      bucket.items(kind).forEach(item -> add(kind, item));
    }
  }

  /** Adds parents that have a child in time. */
  void addCompleted(long parents) {
    completed += parents;
  }

  /** Adds one that is lost, late or too many. */
  void addItem(Kind kind, HopItem item) {
    counts.merge(kind, (long) item.times(), Long::sum);
    judgements += kind == Kind.LOST ? item.times() : 0;
    add(kind, item);
  }

  /** Adds what another one has, of other events. */
  void merge(HopBook other) {
    completed += other.completed;
    unaccounted += other.unaccounted;
    judgements += other.judgements;
    inexactMicros = Math.max(inexactMicros, other.inexactMicros);
    for (var kind : Kind.values()) {
      counts.merge(kind, other.count(kind), Long::sum);
      other.itemsOf(kind).forEach(item -> add(kind, item));
    }
  }

  private void add(Kind kind, HopItem item) {
    shown.remove(kind);
    var kept = itemsOf(kind);
    kept.addLast(item);
    while (kept.size() > MOST_ITEMS
        || kept.getFirst().originMicros() < item.originMicros() - KEPT_MICROS) {
      kept.removeFirst();
    }
  }

  private Deque<HopItem> itemsOf(Kind kind) {
    return items.computeIfAbsent(kind, _ -> new ArrayDeque<>());
  }

  /**
   * Notes how many children of a partition came after their bucket was gone.
   *
   * @return how many of these are new
   */
  long strays(PartitionId partition, long events) {
    var before = strays.put(partition, events);
    return before == null ? events : Math.max(0, events - before);
  }

  /** Takes a child that came after its bucket was closed: it is late, or there is one too many. */
  void stray(HopItem child) {
    var kind = takeLost(child) ? Kind.LATE : Kind.UNCLASSIFIED;
    counts.merge(kind, 1L, Long::sum);
    add(kind, child);
  }

  /**
   * Takes children that came after their bucket was closed, and are not known by name.
   *
   * @param micros when that was
   */
  void namelessStrays(long count, long micros) {
    if (count > 0) {
      counts.merge(Kind.UNCLASSIFIED, count, Long::sum);
      inexactMicros = Math.max(inexactMicros, micros);
    }
  }

  private boolean takeLost(HopItem child) {
    var lost = itemsOf(Kind.LOST);
    for (var item : lost) {
      if (item.id().equals(child.id())) {
        lost.remove(item);
        shown.remove(Kind.LOST);
        if (item.times() > 1) {
          lost.addLast(item.times(item.times() - 1));
        }
        counts.merge(Kind.LOST, -1L, Long::sum);
        return true;
      }
    }
    return false;
  }

  /**
   * What was ever counted of the figures that only grow; raised to what is known now.
   *
   * @param now completed, judged to be lost, late, duplicated and extra
   */
  void count(long[] now) {
    for (int at = 0; at < counted.length; at++) {
      counted[at] = Math.max(counted[at], now[at]);
    }
  }

  /** What was ever counted. */
  long[] counted() {
    return counted.clone();
  }

  void encode(SectionWriter writer) {
    writer.signed(closedUpTo).unsigned(completed).unsigned(unaccounted).unsigned(judgements);
    writer.signed(inexactMicros);
    for (long count : counted) {
      writer.unsigned(count);
    }
    for (var kind : Kind.values()) {
      var kept = itemsOf(kind);
      writer.signed(count(kind)).unsigned(kept.size());
      kept.forEach(item -> item.encode(writer));
    }
    writer.unsigned(strays.size());
    strays.forEach(
        (partition, events) -> {
          partition.encode(writer);
          writer.unsigned(events);
        });
  }

  static HopBook decode(SectionReader reader) throws CorruptSectionException {
    var book = new HopBook();
    book.closedUpTo = reader.signed();
    book.completed = reader.unsigned();
    book.unaccounted = reader.unsigned();
    book.judgements = reader.unsigned();
    book.inexactMicros = reader.signed();
    for (int at = 0; at < book.counted.length; at++) {
      book.counted[at] = reader.unsigned();
    }
    for (var kind : Kind.values()) {
      book.counts.put(kind, reader.signed());
      for (int left = reader.bounded(MOST_ITEMS); left > 0; left--) {
        book.itemsOf(kind).addLast(HopItem.decode(reader));
      }
    }
    for (int left = reader.bounded(MOST_PARTITIONS); left > 0; left--) {
      var partition = PartitionId.decode(reader);
      book.strays.put(partition, reader.unsigned());
    }
    return book;
  }
}
