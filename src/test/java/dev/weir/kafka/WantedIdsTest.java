package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ledger.IdWords;
import dev.weir.trace.PackedId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WantedIdsTest {
  private static PackedId packed(long word0, long word1, long word2) {
    var id = new PackedId();
    id.set(word0, word1, word2);
    return id;
  }

  private static PackedId packed(IdWords wanted) {
    return packed(wanted.word0(), wanted.word1(), wanted.word2());
  }

  private static IdWords random(SplittableRandom random) {
    // Few values, so that ids share words with each other and with those that are not there.
    return new IdWords(random.nextLong(30), random.nextLong(30), random.nextLong(30));
  }

  @Test
  void itFindsWhatASetHasAndNothingElse() {
    var random = new SplittableRandom(11);
    for (int size : List.of(1, 2, 3, 100, 10_000)) {
      var set = new HashSet<IdWords>();
      while (set.size() < size) {
        set.add(random(random));
      }
      var wanted = new WantedIds(set);
      for (var id : set) {
        assertThat(wanted.take(packed(id), 1)).isEqualTo(id);
      }
      for (int at = 0; at < 20_000; at++) {
        var other = random(random);
        if (!set.contains(other)) {
          assertThat(wanted.take(packed(other), 1)).as("one of %d", size).isNull();
        }
      }
    }
  }

  @Test
  void anIdIsTakenSoOftenAndNoMore() {
    var id = new IdWords(1, 2, 3);
    var other = new IdWords(3, 2, 1);
    var wanted = new WantedIds(Set.of(id, other));
    assertThat(wanted.take(packed(id), 2)).isEqualTo(id);
    assertThat(wanted.take(packed(id), 2)).isEqualTo(id);
    assertThat(wanted.take(packed(id), 2)).isNull();
    assertThat(wanted.take(packed(other), 2)).as("each by itself").isEqualTo(other);
  }

  @Test
  void anIdOfZerosIsOneToo() {
    assertThat(new WantedIds(Set.of(new IdWords(1, 2, 3))).take(packed(0, 0, 0), 1)).isNull();
    assertThat(new WantedIds(Set.of(new IdWords(0, 0, 0))).take(packed(0, 0, 0), 1)).isNotNull();
  }
}
