package dev.weir.telemetry;

import dev.weir.flow.KeyStatus;
import dev.weir.flow.ObserverView;
import dev.weir.flow.PipelineView;
import dev.weir.flow.StageView;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.SpanTally;
import dev.weir.monitor.Tallies;
import dev.weir.monitor.Tallies.LatencyTally;
import dev.weir.monitor.Tallies.StageTally;
import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.trace.TraceNotation;
import dev.weir.verdict.Status;
import dev.weir.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fills the catalogue's families from what Weir knows at one instant. */
final class Scrape {
  /** The outcomes that a commit can have, so that each has a series from the start. */
  private static final List<String> OUTCOMES =
      List.of("committed", "superseded", "rewound", "unavailable");

  private final Pipeline pipeline;
  private final Series series;

  private Scrape(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.series = new Series(pipeline.namespace(), pipeline.name());
  }

  /** What can be said without a view. */
  static Series of(
      Build build, Pipeline pipeline, ObserverView observer, Verdict verdict, Tallies tallies) {
    var scrape = new Scrape(pipeline);
    scrape.build(build);
    scrape.series.flag(Family.KAFKA_UP, observer.kafka().up());
    scrape.series.flag(Family.STORE_UP, observer.store().up());
    scrape.series.flag(Family.LEADER, observer.leader());
    scrape.verdict(verdict);
    scrape.stageTallies(tallies);
    scrape.delayTallies(tallies);
    scrape.hopTallies(tallies);
    scrape.ownTallies(tallies);
    return scrape.series;
  }

  /** Adds what a view tells. */
  static void add(Series series, PipelineView view, Verdict verdict) {
    for (var stage : view.stages()) {
      stage(series, stage, verdict);
    }
  }

  /** Adds what was decided on traces, and what became of their spans. */
  static void add(Series series, SpanTally spans) {
    new TreeMap<>(spans.decisions())
        .forEach((decision, count) -> series.count(Family.TRACES, count, decision));
    series.count(Family.TRACES, spans.notFirst(), "not_first");
    series.count(Family.TRACES, spans.missed(), "missed");
    series.count(Family.SPANS, spans.sent().sent(), "sent");
    series.count(Family.SPANS, spans.sent().failed(), "failed");
    series.count(Family.SPANS, spans.limited(), "limited");
    series.count(Family.SPANS, spans.dropped(), "dropped");
  }

  /** Adds what was counted for the journal. */
  static void add(Series series, JournalQueue.Tally journal) {
    series.count(Family.JOURNAL_SIGHTINGS, journal.kept(), "kept");
    series.count(Family.JOURNAL_SIGHTINGS, journal.surplus(), "surplus");
    series.count(Family.JOURNAL_SIGHTINGS, journal.dropped(), "dropped");
    series.add(Family.JOURNAL_SAMPLING, Math.scalb(1.0, -journal.k()));
  }

  private static void stage(Series series, StageView stage, Verdict verdict) {
    var newest = stage.newestEventTime();
    if (newest != null) {
      var age = Duration.between(newest, verdict.at());
      series.add(Family.STAGE_FRESHNESS, Math.max(0, age.toNanos() / 1000) / 1e6, stage.name());
    }
    var rate = stage.ratePerSecond();
    series.add(Family.STAGE_RATE, rate == null ? 0 : rate, stage.name());
    var clock = stage.clock();
    series.add(Family.STAGE_CLOCK_SKEW, seconds(clock.aheadBy()), stage.name(), "ahead");
    series.add(Family.STAGE_CLOCK_SKEW, seconds(clock.behindBy()), stage.name(), "behind");
    var keys = stage.keys();
    series.count(Family.STAGE_KEYS, keys.live(), stage.name(), label(KeyStatus.LIVE));
    series.count(Family.STAGE_KEYS, keys.delayed(), stage.name(), label(KeyStatus.DELAYED));
    series.count(Family.STAGE_KEYS, keys.stale(), stage.name(), label(KeyStatus.STALE));
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toMillis() / 1e3;
  }

  private void build(Build build) {
    series.add(
        Family.BUILD_INFO, 1, build.version(), build.java(), Boolean.toString(build.image()));
  }

  private void verdict(Verdict verdict) {
    for (var status : Status.values()) {
      series.flag(Family.PIPELINE_STATUS, verdict.overall() == status, label(status));
    }
    for (var stage : verdict.stages()) {
      for (var status : Status.values()) {
        series.flag(Family.STAGE_STATUS, stage.status() == status, stage.stage(), label(status));
      }
      var cause = stage.cause();
      if (cause != null) {
        series.add(Family.STAGE_CAUSE, 1, stage.stage(), cause);
      }
      series.flag(Family.BOTTLENECK, stage.stage().equals(verdict.bottleneck()), stage.stage());
    }
  }

  private void stageTallies(Tallies tallies) {
    var byStage = new TreeMap<String, List<StageTally>>();
    pipeline.stages().forEach(stage -> byStage.put(stage.name(), new ArrayList<>()));
    tallies
        .stages()
        .forEach(
            (name, tally) -> {
              series.count(Family.STAGE_EVENTS, tally.events(), name.stage(), name.topic());
              series.count(Family.STAGE_BYTES, tally.bytes(), name.stage(), name.topic());
              byStage.computeIfAbsent(name.stage(), stage -> new ArrayList<>()).add(tally);
            });
    byStage.forEach(
        (stage, all) -> {
          for (int i = 0; i < Rejection.count(); i++) {
            long count = sum(all, StageTally::rejected, i);
            series.count(Family.STAGE_REJECTED, count, stage, Rejection.of(i).label());
          }
          for (int i = 0; i < TraceNotation.count(); i++) {
            long count = sum(all, StageTally::traces, i);
            series.count(Family.STAGE_TRACES, count, stage, TraceNotation.of(i).label());
          }
          for (int i = 0; i < ClockCase.count(); i++) {
            long count = sum(all, StageTally::clock, i);
            series.count(Family.STAGE_CLOCK_EVENTS, count, stage, ClockCase.of(i).label());
          }
        });
  }

  private void delayTallies(Tallies tallies) {
    new TreeMap<>(tallies.delays())
        .forEach(
            (stage, delays) -> {
              // Only brokers that stamp tell how long producers took.
              if (count(delays.append()) > 0) {
                series.histogram(Family.STAGE_APPEND_DELAY, delays.append(), stage);
              }
              series.histogram(Family.STAGE_READ_DELAY, delays.read(), stage);
            });
  }

  private static long sum(List<StageTally> tallies, Function<StageTally, long[]> counts, int at) {
    return tallies.stream().map(counts).mapToLong(of -> of[at]).sum();
  }

  private void hopTallies(Tallies tallies) {
    tallies
        .hops()
        .forEach(
            (hop, latency) -> {
              series.histogram(Family.HOP_LATENCY, latency, hop.from(), hop.to());
              series.count(Family.HOP_NEGATIVE_LATENCY, latency.negative(), hop.from(), hop.to());
            });
    tallies
        .accounts()
        .forEach(
            (hop, tally) -> {
              series.count(Family.HOP_COMPLETED, tally.completed(), hop.from(), hop.to());
              series.count(Family.HOP_LOST, tally.lost(), hop.from(), hop.to());
              series.count(Family.HOP_LATE, tally.late(), hop.from(), hop.to());
              series.count(Family.HOP_DUPLICATED, tally.duplicated(), hop.from(), hop.to());
              series.count(Family.HOP_EXTRA, tally.extra(), hop.from(), hop.to());
            });
    // Without origin times there is nothing to measure, and no empty histogram to wonder about.
    if (!pipeline.fields().originTime().isEmpty() || count(tallies.pipeline()) > 0) {
      series.histogram(Family.PIPELINE_LATENCY, tallies.pipeline());
    }
  }

  private void ownTallies(Tallies tallies) {
    var commits = new TreeMap<String, Long>(Map.copyOf(tallies.commits()));
    OUTCOMES.forEach(outcome -> commits.putIfAbsent(outcome, 0L));
    commits.forEach((outcome, count) -> series.add(Family.COMMITS, count, outcome));
    series.histogram(Family.COMMIT_DURATION, tallies.commitDuration());
    tallies
        .observerLag()
        .forEach(
            (topic, lag) -> {
              series.count(Family.OBSERVER_LAG_RECORDS, lag.records(), topic);
              series.add(Family.OBSERVER_LAG_SECONDS, lag.seconds(), topic);
            });
  }

  private static long count(LatencyTally tally) {
    long count = 0;
    for (long one : tally.counts()) {
      count += one;
    }
    return count;
  }

  private static String label(Enum<?> value) {
    return value.name();
  }
}
