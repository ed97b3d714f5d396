package dev.weir.verdict;

import static dev.weir.monitor.Samples.NOW;
import static dev.weir.monitor.Samples.clocked;
import static dev.weir.monitor.Samples.pipeline;
import static dev.weir.monitor.Samples.seconds;
import static dev.weir.monitor.Samples.stage;
import static dev.weir.monitor.Samples.view;
import static dev.weir.monitor.Samples.wrote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.ClockView;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What the reasons say of clocks that are off. */
@NullMarked
class JudgeClockTest {
  /** The only stage of a pipeline, with this clock. */
  private static StageVerdict judged(double silence, ClockView clock) {
    var pipeline = pipeline(stage("feed", null, seconds(1, 60)));
    var view = view(pipeline, List.of(clocked(wrote("feed", silence), clock)));
    return Judge.judge(pipeline, view, NOW, Duration.ofSeconds(10)).stages().getFirst();
  }

  private static ClockView beyond(Duration ahead) {
    return new ClockView(ahead, null, ahead, 0, 0, 0, 0, NOW);
  }

  @Test
  void aClockThatIsAheadIsNamed() {
    var flowing = judged(0.4, beyond(Duration.ofHours(3)));
    assertThat(flowing.status()).isEqualTo(Status.HEALTHY);
    assertThat(flowing.reason())
        .isEqualTo("newest event 0.4 s old, 120.0/s, its clock is 3 h ahead");
    var stopped = judged(75, beyond(Duration.ofMinutes(178)));
    assertThat(stopped.status()).isEqualTo(Status.DOWN);
    assertThat(stopped.reason()).endsWith(", its clock is 2 h 58 min ahead");
  }

  @Test
  void oldTimesOfEventsThatArriveAreNamed() {
    var arriving = new ClockView(null, null, null, 0, 0, 0, 0, NOW.minusSeconds(2));
    assertThat(judged(10_802, arriving).reason())
        .endsWith(", although events arrive: their times are 3 h behind");
    var arrived = new ClockView(null, null, null, 0, 0, 0, 0, NOW.minusSeconds(75));
    assertThat(judged(75, arrived).reason()).doesNotContain("arrive");
    assertThat(judged(75, ClockView.SANE).reason()).doesNotContain("arrive");
  }
}
