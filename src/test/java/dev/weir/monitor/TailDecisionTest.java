package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.Passages.Tie;
import dev.weir.monitor.TailDecision.Decision;
import dev.weir.monitor.TracePath.State;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.Hop;
import dev.weir.trace.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NullMarked
class TailDecisionTest {
  private static final Hop HOP = new Hop("a", "b", Hop.Expect.EVERY, Duration.ofSeconds(5), null);

  private static TraceSettings settings(double share, @Nullable Duration slow, boolean respects) {
    return new TraceSettings(true, null, slow, share, 200, respects);
  }

  /** A trace of two events, a second apart. */
  private static List<Step> steps(Sampling... sampling) {
    var steps = new ArrayList<Step>();
    for (int at = 0; at < sampling.length; at++) {
      var base = SightingSamples.sighting("t", "e" + at, null, "a", at, at * 1_000_000L + 1);
      steps.add(
          new Step(
              "a",
              new Sighting(
                  base.eventId(),
                  null,
                  "t",
                  null,
                  sampling[at],
                  base.notation(),
                  null,
                  "a",
                  0,
                  at,
                  base.eventMicros(),
                  base.observedMicros(),
                  0,
                  0)));
    }
    return steps;
  }

  private static List<Tie> tie(State... states) {
    var parent = SightingSamples.sighting("t", "e0", 0);
    return Arrays.stream(states).map(state -> new Tie(HOP, parent, null, state)).toList();
  }

  private static Decision decide(
      TraceSettings settings, List<Step> steps, List<Tie> ties, @Nullable Duration p99) {
    return new TailDecision(settings).decide(-1, steps, ties, p99);
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void incompleteOnesAreAllSent(State state) {
    boolean incomplete = state == State.MISSING || state == State.LATE;
    var decision =
        decide(settings(0, null, true), steps(Sampling.UNKNOWN), tie(State.COMPLETED, state), null);
    assertThat(decision).isEqualTo(incomplete ? Decision.INCOMPLETE : Decision.PASSED);
    assertThat(decision.sends()).isEqualTo(incomplete);
  }

  @Test
  void slowOnesAreThoseBeyondTheLimitOrElseBeyondP99() {
    var steps = steps(Sampling.UNKNOWN, Sampling.UNKNOWN);
    var second = Duration.ofSeconds(1);
    assertThat(decide(settings(0, null, true), steps, List.of(), null)).isEqualTo(Decision.PASSED);
    assertThat(decide(settings(0, null, true), steps, List.of(), second))
        .isEqualTo(Decision.PASSED);
    assertThat(decide(settings(0, null, true), steps, List.of(), second.minusMillis(1)))
        .isEqualTo(Decision.SLOW);
    assertThat(decide(settings(0, second, true), steps, List.of(), Duration.ZERO))
        .isEqualTo(Decision.PASSED);
    assertThat(decide(settings(0, second.minusMillis(1), true), steps, List.of(), null))
        .isEqualTo(Decision.SLOW);
  }

  @Test
  void theFirstProducerThatDecidesDecides() {
    var lost = tie(State.MISSING);
    var unsampled = steps(Sampling.UNKNOWN, Sampling.NOT_SAMPLED, Sampling.SAMPLED);
    assertThat(decide(settings(1, null, true), unsampled, lost, null))
        .isEqualTo(Decision.UNSAMPLED);
    assertThat(decide(settings(1, null, false), unsampled, lost, null))
        .isEqualTo(Decision.INCOMPLETE);
    assertThat(
            decide(
                settings(1, null, true), steps(Sampling.DEBUG, Sampling.NOT_SAMPLED), lost, null))
        .isEqualTo(Decision.INCOMPLETE);
  }

  @Test
  void aShareOfTheOthersIsSentWhateverTheJournalSamples() {
    for (double share : new double[] {0, 0.01, 0.25, 1}) {
      var tail = new TailDecision(settings(share, null, true));
      int sent = 0;
      for (int at = 0; at < 40_000; at++) {
        // As where one trace in a thousand is kept: the highest bits are zero.
        long hash = SightingSamples.hash("order-" + at) >>> 10;
        sent += tail.decide(hash, steps(Sampling.UNKNOWN), List.of(), null).sends() ? 1 : 0;
      }
      // Six standard deviations.
      double off = 6 * Math.sqrt(40_000 * share * (1 - share));
      assertThat((double) sent).isBetween(40_000 * share - off, 40_000 * share + off);
    }
  }

  @Test
  void replicasAgree() {
    for (int at = 0; at < 1_000; at++) {
      long hash = SightingSamples.hash("order-" + at);
      var one = new TailDecision(settings(0.1, null, true));
      var less = new TailDecision(settings(0.05, null, true));
      var steps = steps(Sampling.UNKNOWN);
      assertThat(one.decide(hash, steps, List.of(), null))
          .isEqualTo(
              new TailDecision(settings(0.1, null, true)).decide(hash, steps, List.of(), null));
      if (less.decide(hash, steps, List.of(), null).sends()) {
        assertThat(one.decide(hash, steps, List.of(), null).sends()).isTrue();
      }
    }
  }

  @Test
  void noMoreThanTheRateIsSentAndHalfIsKeptForWhatIsWorthMore() {
    var budget = new SpanBudget(200, 0);
    int ordinary = 0;
    while (budget.take(5, true, 0)) {
      ordinary += 5;
    }
    int incomplete = 0;
    while (budget.take(5, false, 0)) {
      incomplete += 5;
    }
    assertThat(ordinary).isEqualTo(500);
    assertThat(incomplete).isEqualTo(500);
    assertThat(budget.take(5, false, 20_000_000)).isFalse();
    assertThat(budget.take(5, false, 25_000_000)).isTrue();
    assertThat(budget.take(1, false, 25_000_000)).isFalse();
    assertThat(budget.take(1_000, false, 3_600_000_000_000L)).as("not saved up").isTrue();
    assertThat(budget.take(1, false, 3_600_000_000_000L)).isFalse();
  }
}
