package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class SlowEventsTest {
  private static final long NOON = SightingSamples.NOON;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int RATE = 200;

  private final StageEvent event = new StageEvent();

  private static SlowEvents slow(@Nullable Duration above) {
    var base = TraceSettings.DEFAULT;
    var traces =
        new TraceSettings(true, null, above, base.share(), base.rate(), base.respectSampledFlag());
    return new SlowEvents(
        Samples.settings(
            2, new JournalSettings(true, RATE, Duration.ofMinutes(15), 1_000), traces));
  }

  private StageEvent after(long parentMicros, long originMicros) {
    event.clear();
    event.eventTimeMicros = NOON;
    event.parentTimeMicros =
        parentMicros < 0 ? StageEvent.NO_TIME : event.eventTimeMicros - parentMicros;
    event.originTimeMicros =
        originMicros < 0 ? StageEvent.NO_TIME : event.eventTimeMicros - originMicros;
    return event;
  }

  @Test
  void slowIsFromTheBeginningOfTheTraceOrElseFromTheParent() {
    var slow = slow(Duration.ofSeconds(2));
    assertThat(slow.takes(after(1_000_000, 2_000_001))).isTrue();
    assertThat(slow.takes(after(2_000_001, -1))).isTrue();
    assertThat(slow.takes(after(2_000_001, 1_000_000))).isFalse();
    assertThat(slow.takes(after(2_000_000, -1))).isFalse();
    assertThat(slow.takes(after(-1, -1))).isFalse();
  }

  @Test
  void withoutAThresholdNoneIs() {
    assertThat(slow(null).takes(after(1_000_000_000, 1_000_000_000))).isFalse();
  }

  @Test
  void anEventWithoutATimeIsNotSlow() {
    var slow = slow(Duration.ofSeconds(2));
    event.clear();
    event.parentTimeMicros = -5_000_000;
    assertThat(slow.takes(event)).isFalse();
  }

  @Test
  void thereIsABoundForEachSecond() {
    var slow = slow(Duration.ofSeconds(2));
    slow.tick(5 * SECOND_NANOS);
    for (int at = 0; at < RATE / 2 / SlowEvents.SHARE; at++) {
      assertThat(slow.takes(after(3_000_000, -1))).isTrue();
    }
    assertThat(slow.takes(after(3_000_000, -1))).isFalse();
    slow.tick(6 * SECOND_NANOS - 1);
    assertThat(slow.takes(after(3_000_000, -1))).isFalse();
    slow.tick(6 * SECOND_NANOS);
    assertThat(slow.takes(after(3_000_000, -1))).isTrue();
  }
}
