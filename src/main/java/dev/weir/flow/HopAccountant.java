package dev.weir.flow;

import dev.weir.flow.HopAccount.Kind;
import dev.weir.flow.MergedBucket.Part;
import dev.weir.ledger.IdWords;
import dev.weir.pipeline.Account;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

  private final SideShape shape;
  private final Account account;
  private final HopFindings findings;
  private final HopStrays strays = new HopStrays();
  private HopBook book = new HopBook();
  private NavigableMap<Long, MergedBucket> open = new TreeMap<>();
  // Up to where both sides were read at the last view.
  private long reachedBefore = StageEvent.NO_TIME;
  // Of open buckets that were judged: how many were lost at most.
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

  /** Of which buckets partitions may have forgotten something, or have not seen everything. */
  private record Unseen(long blindMicros, long goneUpTo, Set<Long> gone) {
    static Unseen of(List<SidePart> sides, Sight sight) {
      long blind = sight.sinceMicros();
      long upTo = Long.MIN_VALUE;
      var gone = new HashSet<Long>();
      for (var part : sides) {
        blind = Math.max(blind, part.blindUpTo());
        upTo = Math.max(upTo, part.side().goneUpTo());
        gone.addAll(part.side().gone());
      }
      return new Unseen(blind, upTo, gone);
    }

    boolean isGone(long number) {
      return number <= goneUpTo || gone.contains(number);
    }
  }

  /** An accountant of one of the pipeline's accounts. */
  HopAccountant(Pipeline pipeline, Account account) {
    this.account = account;
    var parents = new ArrayList<SideShape>();
    for (var name : account.from()) {
      var stage = pipeline.stage(name).orElseThrow();
      SideShape.of(pipeline, stage).stream()
          .filter(side -> side.isParent() && side.hop() == account.hop())
          .forEach(parents::add);
    }
    this.shape = parents.getFirst();
    this.findings = new HopFindings(account, parents);
  }

  /** What shapes the hop's buckets. */
  SideShape shape() {
    return shape;
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
    var unseen = Unseen.of(sides, sight);
    merge(sides, unseen, sight.now());
    if (closes) {
      close(sides, unseen, sight);
    }
    var sum = new AccountSum(book);
    for (var part : sides) {
      sum.addApart(part.side());
    }
    for (var bucket : open.values()) {
      if (!canTell(bucket, unseen)) {
        sum.addUnaccounted(bucket);
        continue;
      }
      var of = bucket.account(findings.of(bucket.number));
      if (isJudged(bucket, sight)) {
        judged.merge(bucket.number, of.count(Kind.LOST), Math::max);
        sum.addJudged(of);
      } else {
        sum.addPending(of);
      }
      sum.addJudgements(judged.getOrDefault(bucket.number, 0L));
    }
    if (closes) {
      book.count(sum.counted());
    }
    reachedBefore = sight.reachedMicros();
    return sum.account();
  }

  private void merge(List<SidePart> sides, Unseen unseen, Instant now) {
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
    var former = open;
    open = new TreeMap<>();
    parts.forEach(
        (number, of) -> {
          boolean whole = !unseen.isGone(number);
          open.put(number, MergedBucket.of(number, shape, of, whole, former.get(number), now));
        });
    // What a partition has forgotten is as it was when it was judged, or when it could have been
    // but for the time that a log is given that is read faster than it was written.
    former.forEach(
        (number, was) -> {
          boolean isDone = judged.containsKey(number) || isReadBeyond(was, reachedBefore);
          if (was.isWhole() && isDone && unseen.isGone(number) && number > book.closedUpTo()) {
            open.put(number, was);
          }
        });
    judged.keySet().retainAll(open.keySet());
    findings.retain(open.keySet());
  }

  private static boolean canTell(MergedBucket bucket, Unseen unseen) {
    return bucket.isWhole() && bucket.startMicros() >= unseen.blindMicros();
  }

  private boolean isJudged(MergedBucket bucket, Sight sight) {
    long quiet = Duration.between(bucket.parentsChangedAt(), sight.now()).toNanos() / 1000;
    return isReadBeyond(bucket, sight.reachedMicros()) && quiet >= shape.withinMicros();
  }

  /** Whether both sides were read beyond its deadline. */
  private boolean isReadBeyond(MergedBucket bucket, long reachedMicros) {
    long deadline = shape.startMicros(bucket.number + 1) + shape.withinMicros() + SLACK_MICROS;
    return reachedMicros != StageEvent.NO_TIME && deadline <= reachedMicros;
  }

  /** Closes what is too old to change. */
  private void close(List<SidePart> sides, Unseen unseen, Sight sight) {
    if (sight.reachedMicros() != StageEvent.NO_TIME) {
      long age = shape.withinMicros() + shape.keepMicros() + SLACK_MICROS;
      long upTo = Math.floorDiv(sight.reachedMicros() - age, shape.widthMicros()) - 1;
      for (var bucket : List.copyOf(open.headMap(upTo, true).values())) {
        if (!isJudged(bucket, sight)) {
          upTo = bucket.number - 1;
          break;
        }
        close(bucket, canTell(bucket, unseen));
      }
      book.closeUpTo(upTo);
    }
    for (var part : sides) {
      if (!part.side().shape.isParent()) {
        strays.take(part, book, Micros.of(sight.now()));
      }
    }
    strays.settle(book, shape.widthMicros());
  }

  private void close(MergedBucket bucket, boolean canTell) {
    if (canTell) {
      var of = bucket.account(findings.of(bucket.number));
      book.close(of, judged.getOrDefault(bucket.number, 0L));
    } else {
      book.addUnaccounted(bucket.events());
    }
    open.remove(bucket.number);
    judged.remove(bucket.number);
  }

  /**
   * Which records the ids belong to that are lost or too many in buckets that were judged, newest
   * first, and were not asked for yet.
   *
   * @param most questions, about; all of a bucket are asked together
   */
  List<Question> questions(int most) {
    var questions = new ArrayList<Question>();
    for (var bucket : open.descendingMap().values()) {
      if (judged.containsKey(bucket.number) && questions.size() < most) {
        questions.addAll(findings.questions(bucket));
      }
    }
    return questions;
  }

  /** Takes what the logs say of a bucket's ids. */
  void answer(long number, Map<IdWords, LogFinding> found) {
    var bucket = open.get(number);
    if (bucket != null) {
      findings.add(number, found);
      bucket.reconsider();
    }
  }

  /** What is kept of the hop, and what is known of open buckets beside their ids. */
  void encode(SectionWriter writer) {
    book.encode(writer);
    writer.unsigned(judged.size());
    judged.forEach((number, lost) -> writer.signed(number).unsigned(lost));
    findings.encode(writer);
  }

  /** Takes what another replica has kept, or this one before it was started again. */
  void adopt(SectionReader reader) throws CorruptSectionException {
    var otherBook = HopBook.decode(reader);
    var otherJudged = new HashMap<Long, Long>();
    for (int left = reader.bounded(2 * Ledger.MAX_BUCKETS); left > 0; left--) {
      otherJudged.put(reader.signed(), reader.unsigned());
    }
    var otherFindings = HopFindings.decode(reader);
    if (otherBook.closedUpTo() >= book.closedUpTo()) {
      book = otherBook;
      judged.clear();
      judged.putAll(otherJudged);
      findings.replace(otherFindings);
      open.values().forEach(MergedBucket::reconsider);
    }
  }
}
