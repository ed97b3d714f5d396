package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SightingSamplerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int BOUND = 2_000;

  private final SightingSampler sampler = new SightingSampler(BOUND);
  private final Random random = new Random(5);
  private long now = 17;

  /** Seconds in which so many traces of one event each come by; how many were kept in the last. */
  private int pass(int seconds, int traces) {
    int kept = 0;
    for (int second = 0; second < seconds; second++) {
      kept = 0;
      for (int at = 0; at < traces; at++) {
        if (at % 100 == 0) {
          sampler.tick(now + at * SECOND / traces);
        }
        if (sampler.takes(random.nextLong())) {
          sampler.took();
          kept++;
        }
      }
      now += SECOND;
      sampler.tick(now);
    }
    return kept;
  }

  @Test
  void everythingIsKeptUpToTheBound() {
    assertThat(pass(3, BOUND)).isEqualTo(BOUND);
    assertThat(sampler.k()).isZero();
  }

  @Test
  void aTraceThatIsKeptAtSomeRateIsKeptAtEveryHigherOne() {
    int[] kept = new int[12];
    int traces = 100_000;
    for (int at = 0; at < traces; at++) {
      long hash = random.nextLong();
      for (int k = 1; k < kept.length; k++) {
        if (SightingSampler.takes(hash, k)) {
          kept[k]++;
          assertThat(SightingSampler.takes(hash, k - 1)).as("%x at %d", hash, k - 1).isTrue();
        }
      }
    }
    for (int k = 1; k < kept.length; k++) {
      double expected = Math.scalb((double) traces, -k);
      assertThat((double) kept[k]).isBetween(expected * 0.7 - 5, expected * 1.3 + 5);
    }
    assertThat(SightingSampler.takes(0, SightingSampler.MAX_K)).isTrue();
    assertThat(SightingSampler.takes(-1, 0)).isTrue();
  }

  @Test
  void whoeverSeesATraceDecidesAlike() {
    var other = new SightingSampler(BOUND);
    pass(4, 10 * BOUND);
    assertThat(sampler.k()).isPositive();
    while (other.k() < sampler.k()) {
      other.took();
    }
    for (int at = 0; at < 10_000; at++) {
      long hash = random.nextLong();
      assertThat(other.takes(hash)).isEqualTo(sampler.takes(hash));
    }
  }

  @Test
  void theRateFallsByHalvesUntilTheBoundIsKept() {
    pass(4, 10 * BOUND);
    assertThat(sampler.k()).isEqualTo(4);
    assertThat(pass(1, 10 * BOUND)).isBetween(1_000, 1_500);
  }

  @Test
  void aBacklogDoesNotTakeASecondToBeNoticed() {
    sampler.tick(now);
    int kept = 0;
    for (int at = 0; at < 1_000_000; at++) {
      if (sampler.takes(random.nextLong())) {
        sampler.took();
        kept++;
      }
    }
    assertThat(sampler.k()).isBetween(8, 11);
    assertThat(kept).isLessThan(BOUND * 8);
  }

  @Test
  void theRateRisesAgainAfterCalmSecondsOneStepAtATime() {
    pass(4, 10 * BOUND);
    int k = sampler.k();
    pass(5, 10);
    assertThat(sampler.k()).isEqualTo(k - 1);
    pass(4, 10);
    assertThat(sampler.k()).isEqualTo(k - 1);
    pass(1, 10);
    assertThat(sampler.k()).isEqualTo(k - 2);
    pass(5 * k, 10);
    assertThat(sampler.k()).isZero();
  }

  @Test
  void aSteadyRateNearTheBoundDoesNotMakeItWaver() {
    for (int traces : new int[] {BOUND * 3 / 2, BOUND * 2 - 300, BOUND * 5 / 2, BOUND * 7}) {
      pass(10, traces);
      int k = sampler.k();
      for (int second = 0; second < 60; second++) {
        pass(1, traces);
        assertThat(sampler.k()).as("%d traces a second", traces).isEqualTo(k);
      }
    }
  }

  @Test
  void aLoopThatWasHeldUpHadMoreTime() {
    pass(4, 10 * BOUND);
    int k = sampler.k();
    for (int round = 0; round < 5; round++) {
      for (int at = 0; at < BOUND; at++) {
        sampler.took();
      }
      now += 10 * SECOND;
      sampler.tick(now);
    }
    assertThat(sampler.k()).isEqualTo(k - 1);
  }

  @Test
  void oneTraceOfAllEventsIsKeptForAWhileOnly() {
    long hash = 0;
    int kept = 0;
    for (int at = 0; at < 10_000_000 && sampler.k() < SightingSampler.MAX_K; at++) {
      if (sampler.takes(hash)) {
        sampler.took();
        kept++;
      }
    }
    assertThat(kept).isLessThanOrEqualTo(BOUND * (SightingSampler.MAX_K / 2 + 2));
  }

  @Test
  void aBoundOfOneWorks() {
    var strict = new SightingSampler(1);
    strict.took();
    assertThat(strict.k()).isZero();
    strict.took();
    assertThat(strict.k()).isEqualTo(1);
    assertThatThrownBy(() -> new SightingSampler(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
