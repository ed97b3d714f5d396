package dev.weir.verdict;

import static dev.weir.monitor.Samples.NSE;
import static dev.weir.monitor.Samples.observer;
import static dev.weir.monitor.Samples.pipeline;
import static dev.weir.monitor.Samples.seconds;
import static dev.weir.monitor.Samples.stage;
import static dev.weir.monitor.Samples.wrote;
import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PipelineView;
import dev.weir.flow.StageView;
import dev.weir.pipeline.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a trading calendar changes of the verdict. */
@NullMarked
class JudgeScheduleTest {
  private static final Freshness F = seconds(1, 60);

  @Test
  void outsideItsScheduleAStageIsNeverDown() {
    var saturday = Instant.parse("2026-03-07T06:00:00Z");
    var silent = at(saturday, saturday.minusSeconds(3600));
    assertThat(said(silent)).isEqualTo("IDLE IDLE");
    assertThat(silent.stages().getFirst().reason())
        .isEqualTo("outside its schedule nse (next session Mon 2026-03-09 09:15 Asia/Kolkata)");
    assertThat(said(at(saturday, saturday.minusMillis(100)))).isEqualTo("HEALTHY HEALTHY");
    assertThat(said(at(saturday, null))).isEqualTo("IDLE IDLE");
  }

  @Test
  void silenceBeforeTheSessionDoesNotCount() {
    var open = Instant.parse("2026-03-02T03:45:00Z");
    var friday = Instant.parse("2026-02-27T10:00:00Z");
    assertThat(said(at(open.minusMillis(1), friday))).isEqualTo("IDLE IDLE");
    var early = at(open.plusMillis(500), friday);
    assertThat(early.stages().getFirst().status()).isEqualTo(Status.HEALTHY);
    assertThat(at(open.plusSeconds(2), friday).stages().getFirst().status())
        .isEqualTo(Status.DEGRADED);
    var down = at(open.plusSeconds(61), friday).stages().getFirst();
    assertThat(down.status()).isEqualTo(Status.DOWN);
    assertThat(down.reason())
        .isEqualTo(
            "no event for 61 s (down from 60 s on), session since 2026-03-02T03:45:00Z,"
                + " newest at 2026-02-27T10:00:00Z");
  }

  private static String said(Verdict verdict) {
    return verdict.stages().stream()
        .map(stage -> stage.status().name())
        .collect(Collectors.joining(" "));
  }

  /** A scheduled feed and a stage below it, both with this newest event, judged at an instant. */
  private static Verdict at(Instant instant, @Nullable Instant newest) {
    var pipeline = pipeline(stage("feed", NSE, F), stage("sink", NSE, F, "feed"));
    var stages = new ArrayList<StageView>();
    for (var stage : pipeline.stages()) {
      var sample = wrote(stage.name(), NaN);
      stages.add(
          new StageView(
              stage.name(),
              List.of(),
              newest == null ? 0 : 1,
              0,
              null,
              newest,
              0,
              0,
              sample.rejected(),
              List.of(),
              sample.keys(),
              sample.reading(),
              sample.clock(),
              sample.traceFormats()));
    }
    var view = new PipelineView(instant, stages, List.of(), null, observer());
    return Judge.judge(pipeline, view, instant, Duration.ofSeconds(10));
  }
}
