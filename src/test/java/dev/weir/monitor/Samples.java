package dev.weir.monitor;

import dev.weir.flow.ClockView;
import dev.weir.flow.HopView;
import dev.weir.flow.KeyCounts;
import dev.weir.flow.ObserverView;
import dev.weir.flow.PipelineView;
import dev.weir.flow.Quantiles;
import dev.weir.flow.Reading;
import dev.weir.flow.StageView;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Freshness;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Schedule;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import dev.weir.trace.TraceNotation;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Hand-made definitions and views. All of them are of {@link #NOW}, a Monday inside a session. */
@NullMarked
public final class Samples {
  /** Monday, 11:30 in India. */
  public static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");

  /** When figures began. */
  public static final Instant SINCE = NOW.minusSeconds(900);

  /** Weekdays from 09:15 to 15:30 in India. */
  public static final Schedule NSE =
      new Schedule(
          "nse",
          ZoneId.of("Asia/Kolkata"),
          List.of(
              new Schedule.Session(
                  EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                  LocalTime.of(9, 15),
                  LocalTime.of(15, 30))),
          Set.of());

  private Samples() {}

  /** market-data → strategy → risk, degraded from 1 s and down from 60 s on. */
  public static Pipeline pipeline() {
    return pipeline(
        stage("market-data", NSE, seconds(1, 60)),
        stage("strategy", null, seconds(1, 60), "market-data"),
        stage("risk", null, seconds(1, 60), "strategy"));
  }

  /** A pipeline named trading in the namespace paper. */
  public static Pipeline pipeline(Stage... stages) {
    return new Pipeline("paper", "trading", FieldSources.defaults(), List.of(stages));
  }

  /** Settings of {@link #pipeline} with a store in memory. */
  public static Settings settings(int threads, JournalSettings journal, TraceSettings traces) {
    return new Settings(
        pipeline(),
        Settings.StoreKind.MEMORY,
        new Settings.Start.Earliest(),
        threads,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        100,
        1_000,
        Duration.ofSeconds(10),
        null,
        journal,
        traces);
  }

  /** Thresholds in seconds. */
  public static Freshness seconds(int degraded, int down) {
    return new Freshness(Duration.ofSeconds(degraded), Duration.ofSeconds(down));
  }

  /** A stage that writes the topic of its name. */
  public static Stage stage(
      String name, @Nullable Schedule schedule, @Nullable Freshness freshness, String... after) {
    var hops =
        Arrays.stream(after).map(from -> new Hop(from, name, Hop.Expect.SOME, null, null)).toList();
    return new Stage(
        name, List.of(new TopicSelector.Exact("topic." + name)), hops, schedule, freshness);
  }

  /** A view in which every stage wrote this many seconds ago; NaN for one that never did. */
  public static PipelineView view(Pipeline pipeline, double... silences) {
    var stages = new java.util.ArrayList<StageView>();
    for (int i = 0; i < silences.length; i++) {
      stages.add(wrote(pipeline.stages().get(i).name(), silences[i]));
    }
    return view(pipeline, stages);
  }

  /** A view of these stages by a Weir in good health. */
  public static PipelineView view(Pipeline pipeline, List<StageView> stages) {
    var hops =
        pipeline.hops().stream()
            .map(
                hop ->
                    new HopView(
                        hop,
                        new Quantiles(0.001, 0.005, 0.02, 0.25),
                        1000,
                        2,
                        null,
                        null,
                        false,
                        null))
            .toList();
    return new PipelineView(NOW, stages, hops, null, observer());
  }

  /** A stage that wrote 1,000 events, the newest this many seconds ago; NaN for none ever. */
  public static StageView wrote(String name, double secondsAgo) {
    boolean never = Double.isNaN(secondsAgo);
    var rejected = new EnumMap<Rejection, Long>(Rejection.class);
    rejected.put(Rejection.BODY_MALFORMED, 3L);
    return new StageView(
        name,
        List.of("topic." + name),
        never ? 0 : 1000,
        never ? 0 : 64_000,
        never || secondsAgo > 60 ? null : 120.0,
        never ? null : NOW.minusMillis(Math.round(secondsAgo * 1000)),
        never ? 0 : 990,
        never ? 0 : 7,
        never ? Map.of() : rejected,
        List.of(),
        never ? new KeyCounts(0, 0, 0) : new KeyCounts(40, 2, 1),
        new Reading(0, Duration.ZERO, null),
        ClockView.SANE,
        never ? Map.of() : Map.of(TraceNotation.W3C, 980L, TraceNotation.B3_SINGLE, 10L));
  }

  /** The same stage with another rate. */
  public static StageView rated(StageView stage, @Nullable Double perSecond) {
    return new StageView(
        stage.name(),
        stage.topics(),
        stage.events(),
        stage.bytes(),
        perSecond,
        stage.newestEventTime(),
        stage.traced(),
        stage.outOfOrder(),
        stage.rejected(),
        stage.gaps(),
        stage.keys(),
        stage.reading(),
        stage.clock(),
        stage.traceFormats());
  }

  /** The same stage, seen less well. */
  public static StageView read(StageView stage, Reading reading) {
    return new StageView(
        stage.name(),
        stage.topics(),
        stage.events(),
        stage.bytes(),
        stage.ratePerSecond(),
        stage.newestEventTime(),
        stage.traced(),
        stage.outOfOrder(),
        stage.rejected(),
        stage.gaps(),
        stage.keys(),
        reading,
        stage.clock(),
        stage.traceFormats());
  }

  /** The same stage with another clock. */
  public static StageView clocked(StageView stage, ClockView clock) {
    return new StageView(
        stage.name(),
        stage.topics(),
        stage.events(),
        stage.bytes(),
        stage.ratePerSecond(),
        stage.newestEventTime(),
        stage.traced(),
        stage.outOfOrder(),
        stage.rejected(),
        stage.gaps(),
        stage.keys(),
        stage.reading(),
        clock,
        stage.traceFormats());
  }

  /** The same view by another observer. */
  public static PipelineView seenBy(PipelineView view, ObserverView observer) {
    return new PipelineView(view.at(), view.stages(), view.hops(), view.endToEnd(), observer);
  }

  /** A Weir with every link up. */
  public static ObserverView observer() {
    var up = new ObserverView.Link(true, SINCE, "");
    return new ObserverView("weir-0", 2, true, 12L, Duration.ofMillis(250), SINCE, up, up);
  }

  /** A Weir that has lost Kafka, Redis or both. */
  public static ObserverView cutOff(boolean kafka, boolean store) {
    var up = new ObserverView.Link(true, SINCE, "");
    var down = new ObserverView.Link(false, NOW.minusSeconds(5), "connection refused");
    return new ObserverView(
        "weir-0", 2, false, null, null, SINCE, kafka ? down : up, store ? down : up);
  }
}
