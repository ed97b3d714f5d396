package dev.weir.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void theSameSeedGivesTheSameFaultsAndAnotherOneOthers() {
    assertThat(rounds(7, 50)).isEqualTo(rounds(7, 50)).isNotEqualTo(rounds(8, 50));
  }

  @Test
  void everyKindComesAsOftenAsAnyOther() {
    var times = new EnumMap<Kind, Integer>(Kind.class);
    rounds(1, 200).forEach(round -> round.forEach(it -> times.merge(it.kind(), 1, Integer::sum)));
    assertThat(times).containsOnlyKeys(Kind.values());
    assertThat(Collections.max(times.values()) - Collections.min(times.values()))
        .isLessThanOrEqualTo(2);
  }

  @Test
  void twoAtOnceTouchDifferentThings() {
    var twice = rounds(3, 300).stream().filter(round -> round.size() == 2).toList();
    assertThat(twice).hasSizeBetween(50, 120);
    assertThat(twice)
        .allSatisfy(
            round ->
                assertThat(round.getFirst().subjects())
                    .doesNotContainAnyElementsOf(round.getLast().subjects()));
  }

  @Test
  void aZombieHasLostItsPartitions() {
    assertThat(rounds(5, 300).stream().flatMap(List::stream))
        .filteredOn(
            fault -> fault.kind() == Kind.REPLICA_FROZEN || fault.kind() == Kind.REPLICA_ISOLATED)
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(fault.hold()).isGreaterThan(Schedule.SESSION));
  }

  private static List<List<Fault>> rounds(long seed, int count) {
    var schedule = new Schedule(seed);
    var rounds = new ArrayList<List<Fault>>();
    for (int round = 0; round < count; round++) {
      rounds.add(schedule.next());
    }
    return rounds;
  }
}
