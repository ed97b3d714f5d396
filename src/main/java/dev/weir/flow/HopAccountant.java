package dev.weir.flow;

import dev.weir.flow.HopAccount.Kind;
import dev.weir.flow.MergedBucket.Part;
import dev.weir.ledger.IdTable;
import dev.weir.ledger.IdWords;
import dev.weir.pipeline.Account;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps the account of one hop, from one view to the next. A bucket is judged when its deadline has
 * passed and both sides were read beyond it, so that our own lag never looks like loss; and not
 * before the same time has passed since its last parent was seen, so that neither does a log that
 * is read faster than it was written. It is judged again whenever it changes, until it is closed.
 * Not thread-safe.
 */
final class HopAccountant {
  /** What was written by its deadline may come a little later into the log. */
  private static final long SLACK_MICROS = 1_000_000;

  private static final Comparator<SidePart> ORDER = Comparator.comparing(SidePart::partition);

  private static final int MOST_DEFERRED = 1_000;

  private final SideShape shape;
  private final Account account;
  private final List<SideShape> parents;
  private HopBook book = new HopBook();
  private Map<Long, MergedBucket> merged = new HashMap<>();
  private final Set<Long> frozen = new HashSet<>();
  private final Deque<HopItem> deferred = new ArrayDeque<>();
  private final Map<Long, Map<IdWords, Finding>> findings = new HashMap<>();
  private final Map<Long, Long> judged = new HashMap<>();

  /**
   * One partition's side of the hop.
   *
   * @param partition whose it is
   * @param side what it has seen
   * @param blindUpTo up to which event time it may have missed something
   */
  record SidePart(PartitionId partition, HopSide side, long blindUpTo) {}

  /**
   * What the account is made of.
   *
   * @param sinceMicros from which event time on everything was read
   * @param reachedMicros up to which time both sides were read; {@link StageEvent#NO_TIME} when
   *     that is not known
   * @param now the instant of the view
   */
  record Sight(long sinceMicros, long reachedMicros, Instant now) {}

  /** An accountant of one of the pipeline's accounts. */
  HopAccountant(Pipeline pipeline, Account account) {
    this.account = account;
    var sides = new ArrayList<SideShape>();
    for (var stage : account.from()) {
      pipeline.stage(stage).ifPresent(of -> sides.addAll(SideShape.of(pipeline, of)));
    }
    this.parents =
        sides.stream().filter(side -> side.isParent() && side.hop() == account.hop()).toList();
    this.shape = parents.getFirst();
  }

  /** The stages of the parents and of the children. */
  Set<String> stages() {
    var stages = new LinkedHashSet<>(account.from());
    stages.addAll(account.to());
    return stages;
  }

  /**
   * The account by now.
   *
   * @param all every partition's side
   * @param closes whether buckets whose time is over are closed
   */
  HopAccount account(List<SidePart> all, Sight sight, boolean closes) {
    var sides = new ArrayList<>(all);
    sides.sort(ORDER);
    var buckets = merge(sides, sight.now());
    long blind = sight.sinceMicros();
    long unlinked = 0;
    long unaccounted = 0;
    for (var part : sides) {
      blind = Math.max(blind, part.blindUpTo());
      unaccounted += part.side().untimed();
      if (part.side().shape.isParent()) {
        unaccounted += part.side().strayEvents() + part.side().unlinked();
      } else {
        unlinked += part.side().unlinked();
      }
    }
    if (closes) {
      close(buckets, sides, blind, sight);
    }
    var sums = new EnumMap<Kind, Long>(Kind.class);
    var open = new EnumMap<Kind, List<HopItem>>(Kind.class);
    for (var kind : Kind.values()) {
      sums.put(kind, book.count(kind));
      open.put(kind, new ArrayList<>());
    }
    long completed = book.completed();
    long pending = 0;
    long judgements = book.judgements();
    boolean exact = book.isExact();
    unaccounted += book.unaccounted();
    for (var bucket : buckets.values()) {
      if (!canTell(bucket.number, sides, blind)) {
        unaccounted += bucket.parents() + bucket.children();
        continue;
      }
      var account =
          new BucketAccount(bucket, startMicros(bucket.number), findingsOf(bucket.number));
      completed += account.completed();
      long everLost = judged.getOrDefault(bucket.number, 0L);
      if (!isJudged(bucket, sight)) {
        judgements += everLost;
        pending += account.count(Kind.LOST);
        sums.merge(Kind.LATE, account.count(Kind.LATE), Long::sum);
        open.computeIfPresent(Kind.LATE, (_, list) -> plus(list, account.items(Kind.LATE)));
        continue;
      }
      exact &= account.isExact();
      everLost = Math.max(everLost, account.count(Kind.LOST));
      judged.put(bucket.number, everLost);
      judgements += everLost;
      for (var kind : Kind.values()) {
        sums.merge(kind, account.count(kind), Long::sum);
        open.computeIfPresent(kind, (_, list) -> plus(list, account.items(kind)));
      }
    }
    var items = new EnumMap<Kind, List<HopItem>>(Kind.class);
    open.forEach((kind, list) -> items.put(kind, plus(list.reversed(), book.items(kind))));
    if (closes) {
      book.count(
          new long[] {
            completed,
            judgements,
            sums.getOrDefault(Kind.LATE, 0L),
            sums.getOrDefault(Kind.DUPLICATED, 0L),
            sums.getOrDefault(Kind.EXTRA, 0L)
          });
    }
    return new HopAccount(
        completed,
        pending,
        sums,
        unlinked,
        unaccounted,
        Arrays.stream(book.counted()).boxed().toList(),
        items,
        exact);
  }

  /** What is kept of the hop, and of open buckets how many were ever judged to be lost. */
  void encode(SectionWriter writer) {
    book.encode(writer);
    writer.unsigned(judged.size());
    judged.forEach((number, lost) -> writer.signed(number).unsigned(lost));
    writer.unsigned(findings.size());
    findings.forEach(
        (number, found) -> {
          writer.signed(number).unsigned(found.size());
          found.forEach((id, finding) -> finding.encode(id, writer));
        });
  }

  /** Takes what another replica has kept, or this one before it was started again. */
  void adopt(SectionReader reader) throws CorruptSectionException {
    var other = HopBook.decode(reader);
    var otherJudged = new HashMap<Long, Long>();
    for (int left = reader.bounded(2 * Ledger.MAX_BUCKETS); left > 0; left--) {
      long number = reader.signed();
      otherJudged.put(number, reader.unsigned());
    }
    var otherFindings = new HashMap<Long, Map<IdWords, Finding>>();
    for (int left = reader.bounded(2 * Ledger.MAX_BUCKETS); left > 0; left--) {
      var found = new HashMap<IdWords, Finding>();
      otherFindings.put(reader.signed(), found);
      for (int ids = reader.bounded(IdTable.MAX_CELLS); ids > 0; ids--) {
        found.put(Finding.decodeId(reader), Finding.decode(reader));
      }
    }
    if (other.closedUpTo() >= book.closedUpTo()) {
      book = other;
      judged.clear();
      judged.putAll(otherJudged);
      findings.clear();
      findings.putAll(otherFindings);
    }
  }

  /** What shapes the hop's buckets. */
  SideShape shape() {
    return shape;
  }

  private Map<IdWords, Finding> findingsOf(long number) {
    return findings.getOrDefault(number, Map.of());
  }

  /**
   * Which records the ids belong to that are lost or too many in buckets that were judged, and were
   * not asked for yet.
   *
   * @param most questions at most
   */
  List<Question> questions(int most) {
    var questions = new ArrayList<Question>();
    for (var bucket : new TreeMap<>(merged).descendingMap().values()) {
      if (!judged.containsKey(bucket.number) || questions.size() >= most) {
        continue;
      }
      var ofParents = new HashSet<IdWords>();
      var ofChildren = new HashSet<IdWords>();
      for (var difference : bucket.differences()) {
        if (findingsOf(bucket.number).containsKey(difference.words())) {
          continue;
        }
        if (difference.times() > 0) {
          ofParents.add(difference.words());
        } else {
          ofChildren.add(difference.words());
          if (bucket.hasParent(difference) == null) {
            ofParents.add(difference.words());
          }
        }
      }
      for (int at = 0; at < account.from().size(); at++) {
        long condition = parents.get(at).condition();
        add(questions, bucket, true, account.from().get(at), condition, ofParents);
      }
      for (var stage : account.to()) {
        add(questions, bucket, false, stage, 0, ofChildren);
      }
    }
    return questions;
  }

  private void add(
      List<Question> questions,
      MergedBucket bucket,
      boolean ofParents,
      String stage,
      long condition,
      Set<IdWords> ids) {
    long[] times = bucket.recordTimes(ofParents);
    if (ids.isEmpty() || times == null) {
      return;
    }
    questions.add(
        new Question(
            shape.hop(),
            bucket.number,
            ofParents,
            stage,
            shape.byTrace(),
            condition,
            times[0],
            times[1],
            ids));
  }

  /** Takes what the logs say of a bucket's ids. */
  void answer(long number, Map<IdWords, Finding> found) {
    if (merged.containsKey(number)) {
      var known = findings.computeIfAbsent(number, _ -> new HashMap<>());
      found.forEach((id, finding) -> known.merge(id, finding, Finding::with));
    }
  }

  /**
   * Both; what closed buckets hold is large and seldom changes, so it is not copied for nothing.
   */
  private static List<HopItem> plus(List<HopItem> list, List<HopItem> more) {
    if (list.isEmpty()) {
      return more;
    }
    var both = new ArrayList<>(list);
    both.addAll(more);
    return both;
  }

  private NavigableMap<Long, MergedBucket> merge(List<SidePart> sides, Instant now) {
    var parts = new TreeMap<Long, List<Part>>();
    for (var part : sides) {
      for (var bucket : part.side().buckets) {
        if (bucket != null && bucket.number > book.closedUpTo()) {
          parts
              .computeIfAbsent(bucket.number, _ -> new ArrayList<>())
              .add(Part.of(part.partition(), bucket, part.side().shape.isParent()));
        }
      }
    }
    var made = new TreeMap<Long, MergedBucket>();
    parts.forEach(
        (number, of) ->
            made.put(number, MergedBucket.of(number, of, shape.cells(), merged.get(number), now)));
    // What a partition has forgotten is as it was when it was judged, if it was.
    frozen.clear();
    merged.forEach(
        (number, former) -> {
          if (number > book.closedUpTo() && judged.containsKey(number) && isGone(number, sides)) {
            frozen.add(number);
            made.put(number, former);
          }
        });
    merged = new HashMap<>(made);
    judged.keySet().retainAll(made.keySet());
    findings.keySet().retainAll(made.keySet());
    return made;
  }

  private long startMicros(long number) {
    return number * shape.widthMicros();
  }

  private boolean canTell(long number, List<SidePart> sides, long blind) {
    return startMicros(number) >= blind && (frozen.contains(number) || !isGone(number, sides));
  }

  private static boolean isGone(long number, List<SidePart> sides) {
    return sides.stream().anyMatch(part -> part.side().isGone(number));
  }

  private boolean isJudged(MergedBucket bucket, Sight sight) {
    long within = shape.withinMicros();
    long quiet = Duration.between(bucket.parentsChangedAt(), sight.now()).toNanos() / 1000;
    return sight.reachedMicros() != StageEvent.NO_TIME
        && startMicros(bucket.number + 1) + within + SLACK_MICROS <= sight.reachedMicros()
        && quiet >= within;
  }

  /** Closes what is too old to change, and what changes no more because a partition forgot it. */
  private void close(
      NavigableMap<Long, MergedBucket> buckets, List<SidePart> sides, long blind, Sight sight) {
    if (sight.reachedMicros() != StageEvent.NO_TIME) {
      long age = shape.withinMicros() + shape.keepMicros() + SLACK_MICROS;
      long upTo = Math.floorDiv(sight.reachedMicros() - age, shape.widthMicros()) - 1;
      for (var bucket : List.copyOf(buckets.headMap(upTo, true).values())) {
        if (!isJudged(bucket, sight)) {
          upTo = bucket.number - 1;
          break;
        }
        close(bucket, canTell(bucket.number, sides, blind));
        buckets.remove(bucket.number);
      }
      book.closeUpTo(upTo);
    }
    for (var part : sides) {
      if (!part.side().shape.isParent()) {
        takeStrays(part);
      }
    }
    for (var child : List.copyOf(deferred)) {
      if (Math.floorDiv(child.bucketMicros(), shape.widthMicros()) <= book.closedUpTo()) {
        deferred.remove(child);
        book.stray(child);
      }
    }
  }

  private void close(MergedBucket bucket, boolean canTell) {
    if (canTell) {
      var account =
          new BucketAccount(bucket, startMicros(bucket.number), findingsOf(bucket.number));
      book.close(account, judged.getOrDefault(bucket.number, 0L));
    } else {
      book.addUnaccounted(bucket.parents() + bucket.children());
    }
    merged.remove(bucket.number);
    judged.remove(bucket.number);
    findings.remove(bucket.number);
  }

  private void takeStrays(SidePart part) {
    long fresh = book.strays(part.partition(), part.side().strayEvents());
    if (fresh == 0) {
      return;
    }
    var named = strays(part);
    int first = (int) Math.max(0, named.size() - fresh);
    var children = named.subList(first, named.size());
    book.namelessStrays(fresh - children.size());
    for (var child : children) {
      // One whose bucket is not closed yet, though it seems so by its own clock, has to wait.
      if (deferred.size() == MOST_DEFERRED) {
        book.stray(deferred.removeFirst());
      }
      deferred.addLast(child);
    }
  }

  private static List<HopItem> strays(SidePart part) {
    var items = new ArrayList<HopItem>();
    part.side()
        .strays()
        .forEach(
            (word0, word1, word2, origin, offset, time) ->
                items.add(
                    new HopItem(
                        word0, word1, word2, 1, origin, part.partition(), offset, time, null)));
    return items;
  }
}
