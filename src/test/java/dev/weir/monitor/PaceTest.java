package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What costs much is done seldom. */
class PaceTest {
  private static final Duration LEAST = Duration.ofMillis(500);

  private final Pace pace = new Pace(LEAST, 20);
  private long now = 1_000_000_000L;

  private void takes(int millis) {
    assertThat(pace.isDue(now)).isTrue();
    long began = now;
    now += millis * 1_000_000L;
    pace.done(began, now);
  }

  /** Milliseconds from the beginning of the last one until the next is due. */
  private long interval(int lastTook) {
    long began = now - lastTook * 1_000_000L;
    while (!pace.isDue(now)) {
      now += 1_000_000;
    }
    return (now - began) / 1_000_000;
  }

  @Test
  void saysHowLongItIsUntilTheNext() {
    assertThat(pace.untilDue(now)).isZero();
    takes(3);
    assertThat(pace.untilDue(now)).isEqualTo(497_000_000L);
    now += 600_000_000L;
    assertThat(pace.untilDue(now)).isZero();
  }

  @Test
  void whatCostsLittleIsDoneAsOftenAsAskedFor() {
    for (int at = 0; at < 5; at++) {
      takes(3);
      assertThat(interval(3)).isEqualTo(500);
    }
  }

  @Test
  void whatCostsAsGoodAsNothingIsDoneAtOnceIfAskedFor() {
    var eager = new Pace(Duration.ofNanos(1), 50);
    for (int at = 0; at < 5; at++) {
      eager.done(now, now + 900_000);
      assertThat(eager.isDue(now + 1)).isTrue();
    }
  }

  @Test
  void whatCostsMuchTakesNoMoreThanItsShare() {
    takes(100);
    interval(100);
    takes(100);
    interval(100);
    takes(100);
    assertThat(interval(100)).isEqualTo(2_000);
    takes(100);
    assertThat(interval(100)).isEqualTo(2_000);
  }

  @Test
  void aLoneSlowOneChangesNothing() {
    takes(4);
    interval(4);
    takes(4);
    interval(4);
    takes(400);
    assertThat(interval(400)).isEqualTo(500);
    takes(4);
    assertThat(interval(4)).isEqualTo(500);
  }

  @Test
  void thereIsALongestInterval() {
    for (int at = 0; at < 3; at++) {
      takes(3_000);
      interval(3_000);
    }
    takes(3_000);
    assertThat(interval(3_000)).isEqualTo(10_000);
    var seldom = new Pace(Duration.ofSeconds(30), 20);
    seldom.done(0, 1);
    assertThat(seldom.isDue(Duration.ofSeconds(29).toNanos())).isFalse();
    assertThat(seldom.isDue(Duration.ofSeconds(30).toNanos())).isTrue();
  }
}
