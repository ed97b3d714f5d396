package dev.weir.monitor;

import dev.weir.flow.KeyStatus;
import dev.weir.flow.KeyView;
import dev.weir.flow.Micros;
import dev.weir.flow.ObserverView;
import dev.weir.flow.PipelineView;
import dev.weir.flow.RejectedRecord;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import dev.weir.verdict.Judge;
import dev.weir.verdict.Validation;
import dev.weir.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** A monitoring whose answers tests set; enabled by {@link SurfacesProfile}. */
@Alternative
@Singleton
@NullMarked
public class FakeMonitoring implements Monitoring, Traces {
  public static final Vitals WELL = new Vitals(true, "", true, "", true, "");

  public volatile Pipeline pipeline = Samples.pipeline();
  public volatile @Nullable PipelineView view = Samples.view(pipeline, 0.4, 0.5, 0.6);
  public volatile ObserverView withoutView = Samples.observer();
  public volatile Instant now = Samples.NOW;
  public volatile Vitals vitals = WELL;
  public volatile Tallies tallies = none();
  public volatile @Nullable Validation last;
  public volatile @Nullable RuntimeException failure;
  public volatile @Nullable KeyQuery asked;
  public volatile Answer answer = new Answer.Unknown();
  public volatile String sought = "";
  public volatile JournalQueue.Tally journal = new JournalQueue.Tally(0, 0, 0, 0);

  @Produces
  @Singleton
  AccessSettings access() {
    return AccessSettings.thisMachine();
  }

  /** Back to a healthy pipeline. */
  public void reset() {
    pipeline = Samples.pipeline();
    view = Samples.view(pipeline, 0.4, 0.5, 0.6);
    now = Samples.NOW;
    vitals = WELL;
    tallies = none();
    last = null;
    failure = null;
    asked = null;
    answer = new Answer.Unknown();
    sought = "";
    journal = new JournalQueue.Tally(0, 0, 0, 0);
  }

  private static Tallies none() {
    var nothing = new LatencyCells().toTally();
    return new Tallies(
        Map.of(), Map.of(), Map.of(), Map.of(), nothing, Map.of(), nothing, Map.of());
  }

  @Override
  public ObserverView observer() {
    var known = view;
    return known == null ? withoutView : known.observer();
  }

  @Override
  public Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public Optional<PipelineView> view() {
    if (failure != null) {
      throw failure;
    }
    return Optional.ofNullable(view);
  }

  @Override
  public Verdict verdict() {
    var current = view;
    return current == null
        ? Judge.unknown(pipeline, now, "Weir has no figures yet")
        : Judge.judge(pipeline, current, now, Duration.ofSeconds(10));
  }

  @Override
  public Optional<KeyPage> keys(String stage, KeyQuery query) {
    asked = query;
    var newest = Samples.NOW.minusMillis(1500);
    return pipeline
        .stage(stage)
        .map(
            known ->
                new KeyPage(
                    stage,
                    2,
                    List.of(
                        new KeyView("AAPL", KeyStatus.DELAYED, 12, newest, Duration.ofMillis(1500)),
                        new KeyView(KeyView.OVERFLOW, KeyStatus.STALE, 3, null, Duration.ZERO))));
  }

  @Override
  public Optional<List<RejectedRecord>> rejected(
      String stage, @Nullable Rejection reason, int limit) {
    var kept =
        List.of(
            new RejectedRecord(
                Rejection.TRACE_MALFORMED,
                "ticks",
                3,
                4711,
                Micros.of(Samples.NOW),
                List.of("traceparent", "ce_id"),
                "trace: header traceparent is not of its form"),
            new RejectedRecord(
                Rejection.BODY_MALFORMED,
                "ticks",
                0,
                12,
                StageEvent.NO_TIME,
                List.of(),
                "JSON is wrong at byte 17"));
    return view == null
        ? Optional.empty()
        : Optional.of(
            kept.stream()
                .filter(record -> reason == null || record.reason() == reason)
                .limit(limit)
                .toList());
  }

  @Override
  public Uni<Validation> validate() {
    if (failure != null) {
      return Uni.createFrom().failure(failure);
    }
    var made = new Validation("0195-1", pipeline.namespace(), pipeline.name(), verdict());
    last = made;
    return Uni.createFrom().item(made);
  }

  @Override
  public Optional<Validation> lastValidation() {
    return Optional.ofNullable(last);
  }

  @Override
  public Uni<List<Validation>> validations(Instant since, int limit) {
    if (failure != null) {
      return Uni.createFrom().failure(failure);
    }
    var made = last;
    return Uni.createFrom().item(made == null ? List.of() : List.of(made));
  }

  @Override
  public Uni<Answer> trace(String id) {
    sought = id;
    return Uni.createFrom().item(answer);
  }

  @Override
  public JournalQueue.Tally journal() {
    return journal;
  }

  @Override
  public Vitals vitals() {
    return vitals;
  }

  @Override
  public Tallies tallies() {
    return tallies;
  }
}
