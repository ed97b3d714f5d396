package dev.weir.monitor;

import dev.weir.flow.ObserverView;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PipelineMirror;
import dev.weir.flow.PipelineView;
import dev.weir.flow.RejectedRecord;
import dev.weir.flow.ViewBuilder;
import dev.weir.monitor.IngestBoard.LogEnds;
import dev.weir.monitor.LagTracker.Lag;
import dev.weir.monitor.SnapshotStore.Snapshot;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.verdict.Judge;
import dev.weir.verdict.Validation;
import dev.weir.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the view of the whole pipeline from all partitions' states, and answers from it. {@link
 * #refresh} runs on one thread; everything else may be called from any.
 */
public final class PipelineMonitor implements Monitoring {
  private final Settings settings;
  private final IngestBoard board;
  private final VitalSigns signs;
  private final InstantSource clock;
  private final InstantSource steady;
  private final ReplicaStates replicas;
  private final Leadership leadership;
  private final AccountKeeper keeper;
  private final Validations validations;
  private final PipelineMirror mirror;
  private final Readings readings;
  private final HopTallies hopTallies = new HopTallies();
  private final LagTracker lagTracker = new LagTracker();
  private final Arrivals arrivals = new Arrivals();
  private final Map<PartitionId, Snapshot> mirrored = new HashMap<>();
  private final Instant startedAt;
  private Duration ahead;
  private volatile @Nullable Current current;
  private volatile @Nullable Investigator investigator;

  /** The machine's clock was set when it is off by more than this from what it was. */
  private static final Duration STEP = Duration.ofSeconds(1);

  /** For so long a verdict of the same view is given to everybody who asks. */
  private static final Duration SHARED = Duration.ofMillis(500);

  private record Current(
      ViewBuilder.Merged merged,
      Map<String, Tallies.TopicLag> ownLag,
      AtomicReference<@Nullable Verdict> judged) {}

  /**
   * Wires the monitor; nothing runs until {@link #refresh} is called.
   *
   * @param defects told of exceptions that should not be
   */
  PipelineMonitor(
      Settings settings,
      IngestBoard board,
      Beats beats,
      InstantSource clock,
      InstantSource steady,
      ReplicaStates replicas,
      Leadership leadership,
      Validations validations,
      Consumer<RuntimeException> defects) {
    this.settings = settings;
    this.board = board;
    this.signs = new VitalSigns(settings.ingestThreads(), board, beats, leadership);
    this.clock = clock;
    this.steady = steady;
    this.replicas = replicas;
    this.leadership = leadership;
    this.keeper = new AccountKeeper(leadership, defects);
    this.validations = validations;
    this.mirror = new PipelineMirror(settings.pipeline(), settings.keyLimit());
    this.readings = new Readings(settings.pipeline());
    this.startedAt = clock.instant();
    this.ahead = Duration.between(steady.instant(), startedAt);
  }

  /** Looks ids that are lost or too many up in the logs from now on. */
  void searchWith(LogSearch search) {
    investigator = new Investigator(search);
  }

  /** Makes a new view of what is known now, as soon as brokers and store have answered once. */
  void refresh() {
    var now = clock.instant();
    var steadyNow = steady.instant();
    var ends = board.logEnds();
    if (ends == null || !leadership.origin().toCompletableFuture().isDone()) {
      return;
    }
    var blocked = new HashMap<>(board.blocked());
    look(ends, blocked);
    replicas.ask(ends.ends().keySet());
    lagTracker.look(ends);
    var states = mirror.states();
    var lags = Readings.lags(lagTracker, states, leadership.originOrEpoch(), now, steadyNow);
    var stageReadings = readings.of(ends, board.kafka(), lags, blocked, steadyNow);
    followSteps(Duration.between(steadyNow, now));
    var arrived = arrivals.look(states, now);
    mirror.origin(leadership.originOrEpoch());
    keeper.before(mirror, steadyNow, board.store().up());
    var merged = mirror.view(arrived, stageReadings, observerOf(lags, ends), now);
    current = new Current(merged, ownLag(lags), new AtomicReference<>());
    hopTallies.look(merged.view().hops(), keeper.counts());
    var asks = investigator;
    if (asks != null && keeper.counts()) {
      asks.look(mirror, steadyNow);
    }
    keeper.after(mirror, steadyNow);
    signs.viewMade(steadyNow);
  }

  /** What was noted by the machine's clock before it was set is put right. */
  private void followSteps(Duration aheadNow) {
    var step = aheadNow.minus(ahead);
    if (step.abs().compareTo(STEP) > 0) {
      arrivals.shift(step);
      ahead = aheadNow;
    }
  }

  /** Takes the newest snapshots, and adds those that cannot be read to the blocked ones. */
  private void look(LogEnds ends, Map<PartitionId, String> blocked) {
    var newest = replicas.newest(ends.ends());
    mirror.retain(newest.keySet());
    mirrored.keySet().retainAll(newest.keySet());
    newest.forEach(
        (id, snapshot) -> {
          if (snapshot.equals(mirrored.get(id))) {
            return;
          }
          var trouble = mirror.update(id, snapshot.offset(), snapshot.sections());
          if (trouble == null) {
            mirrored.put(id, snapshot);
          } else {
            // Said anew with each view for as long as it is so.
            mirrored.remove(id);
            blocked.put(id, trouble);
          }
        });
  }

  private ObserverView observerOf(Map<PartitionId, Lag> lags, LogEnds ends) {
    // What a partition of which there is no state yet holds is not known, and is not nothing.
    if (!lags.keySet().containsAll(ends.ends().keySet())) {
      return observer(null, null);
    }
    long unread = 0;
    var behind = Duration.ZERO;
    for (var lag : lags.values()) {
      unread += lag.unread();
      if (lag.unread() > 0 && lag.behind().compareTo(behind) > 0) {
        behind = lag.behind();
      }
    }
    return observer(unread, behind);
  }

  private ObserverView observer(@Nullable Long unread, @Nullable Duration behind) {
    var origin = leadership.originOrEpoch();
    return new ObserverView(
        leadership.replica(),
        leadership.replicas(),
        leadership.leads(steady.instant()),
        unread,
        behind,
        origin.isAfter(Instant.EPOCH) ? origin : startedAt,
        link(board.kafka()),
        link(board.store()));
  }

  private static ObserverView.Link link(IngestBoard.LinkState link) {
    return new ObserverView.Link(link.up(), link.since(), link.detail());
  }

  private Map<String, Tallies.TopicLag> ownLag(Map<PartitionId, Lag> lags) {
    Set<PartitionId> own = board.published().keySet();
    var byTopic = new HashMap<String, Tallies.TopicLag>();
    lags.forEach(
        (id, lag) -> {
          if (own.contains(id)) {
            double seconds = lag.unread() == 0 ? 0 : lag.behind().toNanos() / 1e9;
            byTopic.merge(
                id.topic(),
                new Tallies.TopicLag(lag.unread(), seconds),
                (left, right) ->
                    new Tallies.TopicLag(
                        left.records() + right.records(),
                        Math.max(left.seconds(), right.seconds())));
          }
        });
    return Map.copyOf(byTopic);
  }

  /** The figures that are published for people, or none before the first view. */
  List<PeopleKeys.StageSummary> summaries() {
    var latest = current;
    if (latest == null) {
      return List.of();
    }
    return latest.merged().view().stages().stream()
        .filter(stage -> stage.newestEventTime() != null)
        .map(
            stage ->
                new PeopleKeys.StageSummary(
                    stage.name(),
                    Objects.requireNonNull(stage.newestEventTime()),
                    KeyPages.newestKey(latest.merged().keysOf(stage.name())),
                    stage.events()))
        .toList();
  }

  @Override
  public Pipeline pipeline() {
    return settings.pipeline();
  }

  @Override
  public Optional<PipelineView> view() {
    return Optional.ofNullable(current).map(latest -> latest.merged().view());
  }

  @Override
  public ObserverView observer() {
    return view().map(PipelineView::observer).orElseGet(() -> observer(null, null));
  }

  @Override
  public Verdict verdict() {
    var now = clock.instant();
    var latest = current;
    if (latest == null) {
      return judge(now);
    }
    var shared = latest.judged().get();
    if (shared != null && !now.isBefore(shared.at()) && now.isBefore(shared.at().plus(SHARED))) {
      return shared;
    }
    var verdict = judge(latest.merged().view(), now);
    latest.judged().set(verdict);
    return verdict;
  }

  private Verdict judge(Instant now) {
    return view()
        .map(view -> judge(view, now))
        .orElseGet(() -> Judge.unknown(pipeline(), now, "no view yet: " + signs.waitingFor()));
  }

  private Verdict judge(PipelineView view, Instant now) {
    return Judge.judge(pipeline(), view, now, settings.behindAfter());
  }

  @Override
  public Optional<KeyPage> keys(String stage, KeyQuery query) {
    var latest = current;
    var definition = pipeline().stage(stage);
    if (latest == null || definition.isEmpty()) {
      return Optional.empty();
    }
    var keys = latest.merged().keysOf(stage);
    return Optional.of(
        KeyPages.page(stage, keys, definition.get().freshness(), query, clock.instant()));
  }

  @Override
  public Optional<List<RejectedRecord>> rejected(
      String stage, @Nullable Rejection reason, int limit) {
    return Optional.ofNullable(current)
        .map(latest -> latest.merged().rejected().get(stage))
        .map(
            records ->
                records.stream()
                    .filter(record -> reason == null || record.reason() == reason)
                    .limit(limit)
                    .toList());
  }

  @Override
  public Uni<Validation> validate() {
    return validations.keep(judge(clock.instant()), leadership.token());
  }

  @Override
  public Optional<Validation> lastValidation() {
    return validations.last();
  }

  @Override
  public Uni<List<Validation>> validations(Instant since, int limit) {
    return validations.since(since, limit);
  }

  @Override
  public Vitals vitals() {
    return signs.vitals(view(), steady.instant());
  }

  @Override
  public Tallies tallies() {
    var latest = current;
    return TallySums.of(
        board.tallies(),
        hopTallies.counts(),
        board.commitCounts(),
        board.commitDurations(),
        latest == null ? Map.of() : latest.ownLag());
  }
}
