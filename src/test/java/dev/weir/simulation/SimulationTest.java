package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of random schedules. However they fall, what is stored and what every replica shows
 * must in the end be what one undisturbed pass over the logs gives. A failure prints its seed and
 * the shortest schedule that still fails; {@code -Dweir.seed=N} plays that one alone.
 */
class SimulationTest {
  private static final long SCHEDULES = Long.getLong("weir.schedules", 10_000);
  private static final Logger LOOPS = Logger.getLogger("dev.weir.kafka");

  @BeforeAll
  static void beQuiet() {
    LOOPS.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOOPS.setLevel(null);
  }

  @Test
  void everyScheduleEndsInWhatOneUndisturbedPassGives() {
    var only = Long.getLong("weir.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? SCHEDULES : only;
    for (long seed = first; seed <= last; seed++) {
      var schedule = Schedule.of(seed);
      var fault = schedule.fault(Sabotage.NONE);
      if (fault != null) {
        var shortest = schedule.shortest(Sabotage.NONE);
        throw new AssertionError(
            "seed %d, again by -Dweir.seed=%d: %s%n%s%s"
                .formatted(
                    seed,
                    seed,
                    fault,
                    shortest.story(Sabotage.NONE),
                    shortest.fault(Sabotage.NONE)));
      }
    }
  }

  /** Otherwise a seed would repeat nothing, and what is cut from a schedule prove nothing. */
  @Test
  void aScheduleGoesTheSameWayEachTime() {
    for (long seed = 1; seed <= 1_000; seed++) {
      var schedule = Schedule.of(seed);
      assertThat(schedule.trail()).as("seed %d", seed).isEqualTo(schedule.trail());
    }
  }

  /** A test of the test. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everySabotageIsFoundAndShownInFewSteps(Sabotage sabotage) {
    for (long seed = 1; seed <= 400; seed++) {
      var schedule = Schedule.of(seed);
      if (schedule.fault(sabotage) != null) {
        var shortest = schedule.shortest(sabotage);
        assertThat(shortest.steps())
            .as(shortest.story(sabotage))
            .hasSizeLessThan(Math.min(schedule.steps().size(), 30));
        assertThat(shortest.fault(sabotage)).isNotNull();
        assertThat(shortest.fault(Sabotage.NONE)).as("without the sabotage").isNull();
        return;
      }
    }
    throw new AssertionError(sabotage + " is not found");
  }
}
