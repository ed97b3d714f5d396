package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Events;
import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.Reading;
import dev.weir.flow.StageShape;
import dev.weir.flow.ViewBuilder;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import dev.weir.verdict.Judge;
import dev.weir.verdict.StageVerdict;
import dev.weir.verdict.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A feed whose clock is three hours ahead, from its records to the verdict, second by second. */
class ClockAheadTest {
  private static final Instant START = Samples.NOW;
  private static final PartitionId ID = new PartitionId("topic.feed", 0);

  private final Pipeline pipeline =
      Samples.pipeline(Samples.stage("feed", null, Samples.seconds(5, 60)));
  private final PartitionState state =
      new PartitionState(ID, StageShape.of(pipeline, pipeline.stages().getFirst(), 10), 0);
  private final Arrivals arrivals = new Arrivals();
  private final StageEvent event = new StageEvent();

  @Test
  void isHealthyWhileItFlowsAndDownWhenItStops() {
    for (int second = 0; second < 120; second++) {
      write(second, Duration.ofHours(3));
      assertThat(judge(second).status()).as("second %d", second).isEqualTo(Status.HEALTHY);
    }
    assertThat(judge(119).reason()).contains("its clock is 3 h ahead");
    assertThat(judge(123).status()).isEqualTo(Status.HEALTHY);
    assertThat(judge(124).status()).isEqualTo(Status.DEGRADED);
    assertThat(judge(178).status()).isEqualTo(Status.DEGRADED);
    assertThat(judge(179).status()).isEqualTo(Status.DOWN);
    assertThat(judge(3 * 3600 + 121).status())
        .as("nor does it seem alive once its times have come")
        .isEqualTo(Status.DOWN);
  }

  @Test
  void aClockThatJumpsAheadIsNoSilence() {
    for (int second = 0; second < 200; second++) {
      write(second, second < 100 ? Duration.ZERO : Duration.ofHours(3));
      assertThat(judge(second).status()).as("second %d", second).isEqualTo(Status.HEALTHY);
    }
  }

  @Test
  void aRestartDelaysTheAlarmByNoMoreThanItsThreshold() {
    write(0, Duration.ofHours(3));
    assertThat(judge(1000).status()).isEqualTo(Status.HEALTHY);
    assertThat(judge(1060).status()).isEqualTo(Status.DOWN);
  }

  private void write(int second, Duration ahead) {
    long micros = Micros.of(START.plusSeconds(second).plus(ahead));
    new Events.Sample(micros, StageEvent.NO_TIME, "k", 1, 0, false).fill(event, state.nextOffset());
    state.apply(event);
  }

  private StageVerdict judge(int second) {
    var now = START.plusSeconds(second);
    var arrived = arrivals.look(Map.of(ID, state), now);
    var readings = Map.of("feed", new Reading(0, Duration.ZERO, null));
    var view =
        new ViewBuilder(pipeline, 10)
            .build(java.util.List.of(state), arrived, readings, Samples.observer(), now)
            .view();
    return Judge.judge(pipeline, view, now, Duration.ofSeconds(10)).stages().getFirst();
  }
}
