package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BeatsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  // A monotonic clock may begin anywhere, and overflow.
  private long nanos = Long.MAX_VALUE - 5;
  private final Beats beats = new Beats(() -> nanos);

  private void pass(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void aLoopIsStalledOnceTheLimitHasPassedWithoutABeat() {
    beats.beat("view");
    pass(59);
    assertThat(beats.stalled(LIMIT)).isEmpty();
    pass(1);
    assertThat(beats.stalled(LIMIT)).containsExactly("view");
    beats.beat("view");
    assertThat(beats.stalled(LIMIT)).isEmpty();
  }

  @Test
  void stalledLoopsAreNamedInOrderAndEndedOnesNot() {
    beats.beat("view");
    beats.beat("ingest-0");
    beats.beat("log-ends");
    beats.forget("log-ends");
    pass(61);
    beats.beat("ingest-1");
    assertThat(beats.stalled(LIMIT)).containsExactly("ingest-0", "view");
  }
}
