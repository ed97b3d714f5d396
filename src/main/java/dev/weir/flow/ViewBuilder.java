package dev.weir.flow;

import dev.weir.ledger.IdWords;
import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.Freshness;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.TraceNotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges partition states into a view of the whole pipeline. Keeps the accounts of hops from one
 * view to the next. Not thread-safe.
 */
public final class ViewBuilder {
  private static final Comparator<RejectedRecord> NEWEST_FIRST =
      Comparator.comparingLong(RejectedRecord::recordMicros)
          .thenComparingLong(RejectedRecord::offset)
          .reversed()
          .thenComparing(RejectedRecord::topic)
          .thenComparingInt(RejectedRecord::partition)
          .thenComparing(RejectedRecord::reason);

  private final Pipeline pipeline;
  private final int keyLimit;
  // Fingerprints of a definition are half of what a view costs while nothing happens.
  private final Map<String, StageShape> shapes = new HashMap<>();
  private final Accounts accounts;
  private final HopViews hopViews;

  /** A builder of views of {@code pipeline}. */
  public ViewBuilder(Pipeline pipeline, int keyLimit) {
    this.pipeline = pipeline;
    this.keyLimit = keyLimit;
    this.accounts = new Accounts(pipeline);
    this.hopViews = new HopViews(pipeline, accounts);
  }

  /** Whether this replica closes the accounts of hops whose time is over; it does at first. */
  void closes(boolean closes) {
    accounts.closes(closes);
  }

  /**
   * What is to be asked of the logs, to tell where the records are that are lost or too many.
   *
   * @param most questions for each hop at most
   */
  List<Question> questions(int most) {
    return accounts.questions(most);
  }

  /** Takes what the logs say. */
  void answer(Question question, Map<IdWords, LogFinding> found) {
    accounts.answer(question, found);
  }

  /** What is to be kept of the accounts of hops. */
  byte[] accounts() {
    return accounts.encode();
  }

  /**
   * Takes what was kept of the accounts of hops.
   *
   * @return why it cannot be read, in words, or null
   */
  @Nullable String adoptAccounts(byte[] kept) {
    return accounts.adopt(kept);
  }

  /** Up to where whole traces were delivered that are in the accounts. */
  String joinedUpTo() {
    return accounts.joinedUpTo();
  }

  /**
   * Takes what a replica delivered of whole traces.
   *
   * @return why it cannot be read, in words, or null
   */
  @Nullable String join(String position, byte[] delivery) {
    return accounts.join(position, delivery);
  }

  /** Records from this time on were read; from 1970 on, unless another time is said. */
  void origin(Instant origin) {
    accounts.origin(origin);
  }

  /**
   * A view, and what is looked up behind it.
   *
   * @param view for readers
   * @param keys by stage
   * @param rejected by stage, some of the records that were rejected, newest first
   */
  public record Merged(
      PipelineView view, Map<String, KeyColumns> keys, Map<String, List<RejectedRecord>> rejected) {
    /** The keys of a stage that the pipeline has. */
    public KeyColumns keysOf(String stage) {
      var found = keys.get(stage);
      if (found == null) {
        throw new IllegalArgumentException("no stage " + stage);
      }
      return found;
    }
  }

  /**
   * Merges.
   *
   * @param states one a partition; none may change meanwhile
   * @param arrivals when each partition's last event arrived; those left out count as arriving now
   * @param readings how well each stage can be seen, by stage
   * @param observer Weir itself
   * @param now the instant of the view
   */
  public Merged build(
      Collection<PartitionState> states,
      Map<PartitionId, Arrival> arrivals,
      Map<String, Reading> readings,
      ObserverView observer,
      Instant now) {
    var byStage = new HashMap<String, List<PartitionState>>();
    for (var stage : pipeline.stages()) {
      byStage.put(
          stage.name(), states.stream().filter(state -> stage.writes(state.id().topic())).toList());
    }
    return build(byStage, (_, keys) -> KeyColumns.of(keys), arrivals, readings, observer, now);
  }

  /** Where a stage's keys come from, beside those that its states have. */
  interface KeySource {
    KeyColumns of(Stage stage, KeyTable merged);
  }

  Merged build(
      Map<String, List<PartitionState>> byStage,
      KeySource keySource,
      Map<PartitionId, Arrival> arrivals,
      Map<String, Reading> readings,
      ObserverView observer,
      Instant now) {
    var keys = new HashMap<String, KeyColumns>();
    var stages = new ArrayList<StageView>();
    var hops = new ArrayList<HopView>();
    var rejected = new HashMap<String, List<RejectedRecord>>();
    Quantiles endToEnd = null;
    for (var stage : pipeline.stages()) {
      var merged = new StageFigures(shapeOf(stage));
      var topics = new TreeSet<String>();
      var gaps = new ArrayList<Gap>();
      var samples = new ArrayList<RejectedRecord>();
      long newest = StageEvent.NO_TIME;
      Instant arrived = null;
      for (var state : byStage.getOrDefault(stage.name(), List.of())) {
        var arrival = arrivals.get(state.id());
        var last = arrived(arrival, now);
        state.tracks().mergeInto(merged, Micros.of(now), Micros.of(last));
        newest = Math.max(newest, state.newestMicros());
        if (arrival != null && arrival.seen() && (arrived == null || last.isAfter(arrived))) {
          arrived = last;
        }
        topics.add(state.id().topic());
        gaps.addAll(state.gaps());
        samples.addAll(state.rejected().records());
      }
      samples.sort(NEWEST_FIRST);
      rejected.put(stage.name(), List.copyOf(samples));
      var columns = keySource.of(stage, merged.keys());
      keys.put(stage.name(), columns);
      var clock = clockView(merged, newest, arrived, now);
      var keyCounts = countKeys(columns, stage.freshness(), now);
      stages.add(
          stageView(stage, merged, List.copyOf(topics), gaps, keyCounts, readings, clock, now));
      for (var hop : stage.after()) {
        hops.add(hopViews.of(hop, merged, stages, byStage, readings, now));
      }
      // The last stage's is that of the whole pipeline.
      endToEnd = merged.origin().recent(now).quantiles();
    }
    endToEnd = endToEnd == null ? hopViews.endToEnd(now) : endToEnd;
    var view = new PipelineView(now, stages, hops, endToEnd, observer);
    return new Merged(view, keys, rejected);
  }

  private StageShape shapeOf(Stage stage) {
    return shapes.computeIfAbsent(stage.name(), _ -> StageShape.of(pipeline, stage, keyLimit));
  }

  /** When a partition's last event arrived; one that is not known of counts as arriving now. */
  static Instant arrived(@Nullable Arrival arrival, Instant now) {
    return arrival == null || arrival.at().isAfter(now) ? now : arrival.at();
  }

  private static StageView stageView(
      Stage stage,
      StageFigures merged,
      List<String> topics,
      List<Gap> gaps,
      KeyCounts keys,
      Map<String, Reading> readings,
      ClockView clock,
      Instant now) {
    var counts = merged.counts();
    var rejected = new EnumMap<Rejection, Long>(Rejection.class);
    for (var reason : Rejection.values()) {
      if (counts.rejected(reason) > 0) {
        rejected.put(reason, counts.rejected(reason));
      }
    }
    var reading =
        readings.getOrDefault(
            stage.name(), new Reading(0, Duration.ZERO, "nothing is known of its topics yet"));
    return new StageView(
        stage.name(),
        topics,
        counts.events(),
        counts.bytes(),
        merged.rate().perSecond(now),
        Micros.toInstant(counts.newestMicros()),
        counts.traced(),
        counts.outOfOrder(),
        rejected,
        List.copyOf(gaps),
        keys,
        reading,
        clock,
        traceFormats(counts));
  }

  private static Map<TraceNotation, Long> traceFormats(FlowCounts counts) {
    var formats = new EnumMap<TraceNotation, Long>(TraceNotation.class);
    for (var notation : TraceNotation.values()) {
      if (counts.traced(notation) > 0) {
        formats.put(notation, counts.traced(notation));
      }
    }
    return formats;
  }

  private static ClockView clockView(
      StageFigures merged, long newestMicros, @Nullable Instant arrived, Instant now) {
    var counts = merged.counts();
    var ahead = merged.skew().ahead(now);
    var newest = Micros.toInstant(newestMicros);
    var beyond = newest == null ? Duration.ZERO : Duration.between(now, newest);
    boolean isBeyond = beyond.compareTo(SkewWindow.LEAST) >= 0;
    return new ClockView(
        isBeyond && (ahead == null || beyond.compareTo(ahead) > 0) ? beyond : ahead,
        merged.skew().behind(now),
        isBeyond ? beyond : null,
        counts.clock(ClockCase.AHEAD),
        counts.clock(ClockCase.BEHIND),
        counts.clock(ClockCase.UNTIMED),
        counts.clock(ClockCase.QUARANTINED),
        arrived);
  }

  private static KeyCounts countKeys(KeyColumns keys, @Nullable Freshness freshness, Instant now) {
    // The same as asking for the status of each, without an instant for each.
    long staleUpTo = freshness == null ? StageEvent.NO_TIME : upTo(now, freshness.down());
    long delayedUpTo = freshness == null ? StageEvent.NO_TIME : upTo(now, freshness.degraded());
    long stale = 0;
    long delayed = 0;
    for (int entry = 0; entry < keys.size(); entry++) {
      long newest = keys.newest(entry);
      if (newest <= staleUpTo) {
        stale++;
      } else if (newest <= delayedUpTo) {
        delayed++;
      }
    }
    return new KeyCounts(keys.size() - stale - delayed, delayed, stale);
  }

  /** The newest time, in whole microseconds, that is at least so old. */
  private static long upTo(Instant now, Duration age) {
    return Micros.of(now.minus(age));
  }

  /** The state of a key whose newest event is of {@code newestMicros}. */
  public static KeyStatus status(long newestMicros, @Nullable Freshness freshness, Instant now) {
    var newest = Micros.toInstant(newestMicros);
    if (newest == null) {
      return KeyStatus.STALE;
    }
    if (freshness == null) {
      return KeyStatus.LIVE;
    }
    var age = Duration.between(newest, now);
    if (age.compareTo(freshness.down()) >= 0) {
      return KeyStatus.STALE;
    }
    return age.compareTo(freshness.degraded()) >= 0 ? KeyStatus.DELAYED : KeyStatus.LIVE;
  }
}
