package dev.weir.verdict;

import static dev.weir.monitor.Samples.NOW;
import static dev.weir.monitor.Samples.rated;
import static dev.weir.monitor.Samples.read;
import static dev.weir.monitor.Samples.seconds;
import static dev.weir.monitor.Samples.stage;
import static dev.weir.monitor.Samples.view;
import static dev.weir.monitor.Samples.wrote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Reading;
import dev.weir.flow.StageView;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a hop that expects a ratio. */
@NullMarked
class ProportionTest {
  private static final Duration BEHIND_AFTER = Duration.ofSeconds(10);

  /** A pipeline of which the second stage makes one event of each five to twenty of the first. */
  private static final Pipeline SIGNALS =
      new Pipeline(
          "paper",
          "trading",
          FieldSources.defaults(),
          List.of(
              stage("ticks", null, seconds(1, 60)),
              new Stage(
                  "signals",
                  List.of(new TopicSelector.Exact("topic.signals")),
                  List.of(
                      new Hop(
                          "ticks",
                          "signals",
                          Hop.Expect.RATIO,
                          null,
                          null,
                          null,
                          List.of(),
                          new Hop.Ratio(0.05, 0.2))),
                  null,
                  seconds(30, 60)),
              stage("orders", null, seconds(30, 60), "signals")));

  private static Verdict proportions(StageView ticks, StageView signals) {
    var stages = List.of(ticks, signals, wrote("orders", 0.1));
    return Judge.judge(SIGNALS, view(SIGNALS, stages), NOW, BEHIND_AFTER);
  }

  private static StageView at(String name, @Nullable Double perSecond) {
    return rated(wrote(name, 0.1), perSecond);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          # ticks and signals a second, and what is said of signals
          120 | 12   | HEALTHY
          120 | 6    | HEALTHY
          120 | 24   | HEALTHY
          120 | 5.9  | DEGRADED
          120 | 24.1 | DEGRADED
          120 | none | DEGRADED
          # too few to tell
          9.9 | none | HEALTHY
          1   | 0.4  | HEALTHY
          1   | 0.6  | DEGRADED
          none | 12  | DEGRADED
          none | 0.1 | HEALTHY
          """,
      delimiter = '|')
  void aProportionIsJudgedWhereThereAreEnough(
      @Nullable Double ticks, @Nullable Double signals, Status status) {
    var verdict = proportions(at("ticks", ticks), at("signals", signals));
    assertThat(verdict.stages().get(1).status()).isEqualTo(status);
    // Those below have what they need to be judged by themselves.
    assertThat(verdict.stages().get(2).status()).isEqualTo(Status.HEALTHY);
    assertThat(verdict.overall()).isEqualTo(status);
    assertThat(verdict.bottleneck()).isEqualTo(status == Status.DEGRADED ? "signals" : null);
  }

  @Test
  void aProportionIsSaidInFigures() {
    assertThat(proportions(at("ticks", 120.0), at("signals", 1.0)).stages().get(1).reason())
        .isEqualTo("0.00833 events for each of ticks in the last minute, expected 0.05 to 0.2");
  }

  @Test
  void aProportionOfSidesThatAreReadToDifferentTimesTellsNothing() {
    var behind = new Reading(100_000, Duration.ofSeconds(4), null);
    var verdict = proportions(at("ticks", 120.0), read(at("signals", 1.0), behind));
    assertThat(verdict.overall()).isEqualTo(Status.HEALTHY);
  }
}
