package dev.weir.verdict;

import static dev.weir.monitor.Samples.NOW;
import static dev.weir.monitor.Samples.NSE;
import static dev.weir.monitor.Samples.cutOff;
import static dev.weir.monitor.Samples.pipeline;
import static dev.weir.monitor.Samples.read;
import static dev.weir.monitor.Samples.seconds;
import static dev.weir.monitor.Samples.seenBy;
import static dev.weir.monitor.Samples.stage;
import static dev.weir.monitor.Samples.view;
import static dev.weir.monitor.Samples.wrote;
import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PipelineView;
import dev.weir.flow.Reading;
import dev.weir.pipeline.Freshness;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the verdict; most of them in one table. */
@NullMarked
class JudgeTest {
  private static final Duration BEHIND_AFTER = Duration.ofSeconds(10);
  private static final Freshness F = seconds(1, 60);

  /** Feed and strategy with the usual thresholds, risk with looser ones. */
  private static final Pipeline LOOSE =
      pipeline(
          stage("market-data", NSE, F),
          stage("strategy", null, seconds(300, 600), "market-data"),
          stage("risk", null, F, "strategy"));

  private static final Pipeline JOIN =
      pipeline(stage("a", null, F), stage("b", null, F), stage("join", null, F, "a", "b"));

  private static final Pipeline UNJUDGED =
      pipeline(stage("source", null, null), stage("sink", null, F, "source"));

  private static final Pipeline HANGING =
      pipeline(stage("source", null, F), stage("sink", null, null, "source"));

  /**
   * A row: what is seen, and what has to be said.
   *
   * @param why the reason of the rule, which is also the test's name
   * @param overall the pipeline's status
   * @param stages such as {@code DOWN} or {@code DOWN<-market-data}, in order
   */
  record Row(String why, Pipeline pipeline, PipelineView view, Status overall, String stages) {
    @Override
    public String toString() {
      return why;
    }
  }

  private static Row row(String why, Pipeline p, Status overall, String stages, double... silent) {
    return new Row(why, p, view(p, silent), overall, stages);
  }

  private static Row row(String why, Status overall, String stages, double... silent) {
    return row(why, pipeline(), overall, stages, silent);
  }

  static Stream<Row> rules() {
    return Stream.of(
        // Thresholds.
        row("data flows", Status.HEALTHY, "HEALTHY HEALTHY HEALTHY", 0.4, 0.5, 0.6),
        row("a threshold counts from itself on", Status.DEGRADED, "DEGRADED", 1.0),
        row("just below a threshold is well", Status.HEALTHY, "HEALTHY", 0.999),
        row("down counts from itself on as well", Status.DOWN, "DOWN", 60.0),
        row("a clock that runs ahead is not silence", Status.HEALTHY, "HEALTHY", -5.0),
        // Causes.
        row(
            "stages below a silent feed suffer from it",
            Status.DOWN,
            "DOWN DOWN<-market-data DOWN<-market-data",
            75,
            75.2,
            75.4),
        row(
            "the cause is the root, not the neighbour, while states differ",
            Status.DOWN,
            "DOWN DEGRADED<-market-data HEALTHY",
            75,
            30,
            0.5),
        row(
            "without thresholds of its own a stage is starved by those of its feed",
            HANGING,
            Status.DOWN,
            "DOWN DOWN<-source",
            75,
            74),
        row(
            "without thresholds of its own a stage that still writes is not starved",
            HANGING,
            Status.DOWN,
            "DOWN HEALTHY",
            75,
            0.5),
        row(
            "a stage that had stopped before its feed did is to blame itself",
            Status.DOWN,
            "DEGRADED DOWN DOWN<-strategy",
            2,
            300,
            300.1),
        row(
            "a sparse stage is not to blame when its feed is down",
            Status.DOWN,
            "DOWN DOWN<-market-data DOWN<-market-data",
            75,
            80,
            90),
        row(
            "a silent stage below a flowing one is to blame itself",
            Status.DOWN,
            "HEALTHY DOWN DOWN<-strategy",
            0.4,
            75,
            76),
        row(
            "starved stages still show that nothing flows when the feed is merely degraded",
            pipeline(stage("feed", null, seconds(1, 600)), stage("sink", null, F, "feed")),
            Status.DOWN,
            "DEGRADED DOWN<-feed",
            75,
            75),
        row(
            "the cause is seen through a stage that is healthy by looser thresholds",
            LOOSE,
            Status.DOWN,
            "DOWN HEALTHY DOWN<-market-data",
            75,
            75,
            75),
        row(
            "one flowing input is enough to work on",
            JOIN,
            Status.DOWN,
            "DOWN HEALTHY DOWN",
            75,
            0,
            75),
        row("without any input it starves", JOIN, Status.DOWN, "DEGRADED DOWN DOWN<-b", 30, 75, 75),
        // Never anything.
        row(
            "a feed that never wrote is down once it was looked for long enough",
            Status.DOWN,
            "DOWN DOWN<-market-data DOWN<-market-data",
            NaN,
            NaN,
            NaN),
        row(
            "a stage that never wrote below a flowing one is down",
            Status.DOWN,
            "HEALTHY DOWN DOWN<-strategy",
            0.4,
            NaN,
            NaN),
        row(
            "too early to say",
            pipeline(stage("feed", null, seconds(60, 3600))),
            Status.UNKNOWN,
            "UNKNOWN",
            NaN),
        // Without thresholds.
        row(
            "without thresholds recent events are healthy",
            UNJUDGED,
            Status.HEALTHY,
            "HEALTHY HEALTHY",
            59,
            0),
        row(
            "without thresholds silence is idle, also below",
            UNJUDGED,
            Status.IDLE,
            "IDLE IDLE",
            61,
            61),
        row("idle and healthy is healthy", UNJUDGED, Status.HEALTHY, "IDLE HEALTHY", 61, 0),
        // Our own sight.
        seen(
            "behind: nothing can be said",
            new Reading(12_345, Duration.ofSeconds(35), null),
            "UNKNOWN"),
        seen("a small lag of our own explains silence", lag(9), "HEALTHY", 9.5),
        seen("only the rest of the silence counts", lag(9), "DOWN", 70),
        seen(
            "topics that do not exist",
            new Reading(0, Duration.ZERO, "no such topic"),
            "UNKNOWN",
            NaN),
        new Row(
            "below a stage that cannot be judged, silence cannot be judged either",
            pipeline(),
            view(
                pipeline(),
                List.of(
                    read(wrote("market-data", 75), new Reading(0, Duration.ZERO, "no leader")),
                    wrote("strategy", 75),
                    wrote("risk", 0.1))),
            Status.UNKNOWN,
            "UNKNOWN UNKNOWN<-market-data HEALTHY"),
        new Row(
            "without Kafka nothing can be said",
            pipeline(),
            seenBy(view(pipeline(), 75, 75, 75), cutOff(true, false)),
            Status.UNKNOWN,
            "UNKNOWN UNKNOWN UNKNOWN"),
        new Row(
            "without the store the figures in memory go on",
            pipeline(),
            seenBy(view(pipeline(), 0.4, 0.5, 0.6), cutOff(false, true)),
            Status.HEALTHY,
            "HEALTHY HEALTHY HEALTHY"),
        new Row(
            "a stage without figures is not healthy",
            pipeline(),
            view(pipeline(), List.of(wrote("market-data", 0.1))),
            Status.UNKNOWN,
            "HEALTHY UNKNOWN UNKNOWN"));
  }

  private static Reading lag(int seconds) {
    return new Reading(100, Duration.ofSeconds(seconds), null);
  }

  private static Row seen(String why, Reading reading, String expected, double... silence) {
    var pipeline = pipeline(stage("feed", null, F));
    double ago = silence.length == 0 ? 0.4 : silence[0];
    var view = view(pipeline, List.of(read(wrote("feed", ago), reading)));
    return new Row(why, pipeline, view, Status.valueOf(expected), expected);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rule(Row row) {
    int seen = row.stages().split(" ").length;
    var pipeline = pipeline(row.pipeline().stages().subList(0, seen).toArray(Stage[]::new));
    var verdict = Judge.judge(pipeline, row.view(), NOW, BEHIND_AFTER);
    assertThat(said(verdict)).as(verdict.toString()).isEqualTo(row.stages());
    assertThat(verdict.overall()).as(verdict.toString()).isEqualTo(row.overall());
    assertThat(verdict.stages()).allSatisfy(stage -> assertThat(stage.reason()).isNotBlank());
  }

  private static String said(Verdict verdict) {
    return verdict.stages().stream()
        .map(stage -> stage.status() + (stage.cause() == null ? "" : "<-" + stage.cause()))
        .collect(Collectors.joining(" "));
  }

  @Test
  void reasonsGiveFiguresAndNameRootsOnly() {
    var verdict = Judge.judge(pipeline(), view(pipeline(), 75, 75.2, 0.4), NOW, BEHIND_AFTER);
    assertThat(verdict.stages())
        .extracting(StageVerdict::reason)
        .containsExactly(
            "no event for 75 s (down from 60 s on), newest at 2026-03-02T05:58:45Z",
            "starved: market-data has been silent for 75 s",
            "newest event 0.4 s old, 120.0/s");
    assertThat(verdict.reason())
        .isEqualTo(
            "market-data: no event for 75 s (down from 60 s on), newest at 2026-03-02T05:58:45Z");
    assertThat(verdict.bottleneck()).isEqualTo("market-data");
  }

  @Test
  void bottleneckIsTheFirstUnhealthyRoot() {
    assertThat(judge(0.1, 75, 75).bottleneck()).isEqualTo("strategy");
    assertThat(judge(0.1, 0.1, 2).bottleneck()).isEqualTo("risk");
    assertThat(judge(0.1, 0.1, 0.1).bottleneck()).isNull();
  }

  @Test
  void behindSaysHowFarAndHowMuch() {
    var reading = new Reading(12_345, Duration.ofSeconds(35), null);
    var pipeline = pipeline(stage("feed", null, F));
    var view = view(pipeline, List.of(read(wrote("feed", 75), reading)));
    assertThat(Judge.judge(pipeline, view, NOW, BEHIND_AFTER).reason())
        .isEqualTo("Weir is 35 s behind (12,345 records unread)");
  }

  @Test
  void oldFiguresSayNothing() {
    var view = view(pipeline(), 0.1, 0.1, 0.1);
    var verdict = Judge.judge(pipeline(), view, NOW.plusSeconds(61), BEHIND_AFTER);
    assertThat(verdict.overall()).isEqualTo(Status.UNKNOWN);
    assertThat(verdict.reason()).isEqualTo("Weir's figures are 61 s old");
  }

  @Test
  void timeThatNoFiguresCoverIsNotSilence() {
    var view = view(pipeline(), 0.1, 0.1, 0.1);
    assertThat(Judge.judge(pipeline(), view, NOW.plusSeconds(30), BEHIND_AFTER).overall())
        .isEqualTo(Status.HEALTHY);
  }

  @Test
  void beforeTheFirstViewEverythingIsUnknown() {
    var verdict = Judge.unknown(pipeline(), NOW, "starting");
    assertThat(said(verdict)).isEqualTo("UNKNOWN UNKNOWN UNKNOWN");
    assertThat(verdict.reason()).isEqualTo("starting");
  }

  private static Verdict judge(double... silences) {
    return Judge.judge(pipeline(), view(pipeline(), silences), NOW, BEHIND_AFTER);
  }
}
