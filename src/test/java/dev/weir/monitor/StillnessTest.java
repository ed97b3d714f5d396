package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StillnessTest {
  private static final long AFTER = Stillness.AFTER.toNanos();

  private final Stillness stillness = new Stillness();

  @Test
  void whatStaysTheSameForAWhileIsStill() {
    long began = Long.MAX_VALUE - AFTER / 2;
    assertThat(stillness.isStill(List.of(1L), began)).isFalse();
    assertThat(stillness.isStill(List.of(1L), began + AFTER - 1)).isFalse();
    assertThat(stillness.isStill(List.of(1L), began + AFTER)).isTrue();
    assertThat(stillness.isStill(List.of(1L), began + 2 * AFTER)).isTrue();
  }

  @Test
  void aChangeEndsIt() {
    stillness.isStill("a", 0);
    assertThat(stillness.isStill("b", AFTER)).isFalse();
    assertThat(stillness.isStill("a", AFTER + 1)).isFalse();
    assertThat(stillness.isStill("a", 2 * AFTER)).isFalse();
    assertThat(stillness.isStill("a", 2 * AFTER + 1)).isTrue();
  }
}
