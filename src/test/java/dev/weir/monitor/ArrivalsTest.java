package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Arrival;
import dev.weir.flow.Events;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.pipeline.StageEvent;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final PartitionId ID = new PartitionId("two", 0);
  private static final Instant NOW = Samples.NOW;

  private final Arrivals arrivals = new Arrivals();
  private final PartitionState state = new PartitionState(ID, Events.shape(10), 0);

  private Arrival look(int second) {
    return arrivals
        .look(Map.of(ID, state), NOW.plusSeconds(second))
        .getOrDefault(ID, new Arrival(Instant.EPOCH, false));
  }

  private void arrive() {
    var event = new StageEvent();
    new Events.Sample(Events.START, StageEvent.NO_TIME, "k", 1, 0, false)
        .fill(event, state.nextOffset());
    state.apply(event);
  }

  @Test
  void isWhenTheCountLastGrew() {
    arrive();
    assertThat(look(0)).as("first looked at").isEqualTo(new Arrival(NOW, false));
    assertThat(look(1)).isEqualTo(new Arrival(NOW, false));
    arrive();
    assertThat(look(2)).isEqualTo(new Arrival(NOW.plusSeconds(2), true));
    assertThat(look(70)).isEqualTo(new Arrival(NOW.plusSeconds(2), true));
  }

  @Test
  void aPartitionThatIsNoMoreIsForgotten() {
    look(0);
    arrivals.look(Map.of(), NOW.plusSeconds(1));
    assertThat(look(2)).isEqualTo(new Arrival(NOW.plusSeconds(2), false));
  }
}
