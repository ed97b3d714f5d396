package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.IngestBoard.LogEnds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LagTrackerTest {
  private static final PartitionId ID = new PartitionId("ticks", 0);
  private static final Instant T0 = Samples.NOW;
  private static final Instant LONG_AGO = T0.minusSeconds(900);

  private final LagTracker tracker = new LagTracker();

  private void look(int second, long end) {
    tracker.look(new LogEnds(T0.plusSeconds(second), Map.of(ID, end), List.of()));
  }

  private LagTracker.Lag lag(int second, long nextOffset) {
    return tracker.lag(ID, nextOffset, LONG_AGO, T0.plusSeconds(second));
  }

  private static LagTracker.Lag lagOf(long unread, int seconds) {
    return new LagTracker.Lag(unread, Duration.ofSeconds(seconds));
  }

  @Test
  void aPartitionThatWasNeverLookedAtHasNoLag() {
    assertThat(lag(0, 5)).isEqualTo(lagOf(0, 0));
  }

  @Test
  void readUpToTheLatestLookIsBehindByItsAgeOnly() {
    look(0, 10);
    assertThat(lag(1, 10)).isEqualTo(lagOf(0, 1));
    assertThat(lag(2, 12)).as("also beyond it").isEqualTo(lagOf(0, 2));
  }

  @Test
  void timeLagIsTheAgeOfTheLatestLookOfWhichEverythingWasRead() {
    look(0, 10);
    look(5, 20);
    look(9, 30);
    assertThat(lag(10, 15)).isEqualTo(lagOf(15, 10));
    assertThat(lag(10, 20)).isEqualTo(lagOf(10, 5));
    assertThat(lag(10, 30)).isEqualTo(lagOf(0, 1));
  }

  @Test
  void beforeItEverCaughtUpTheNewestReadRecordTells() {
    look(0, 1_000);
    assertThat(lag(1, 100)).isEqualTo(lagOf(900, 901));
  }

  @Test
  void onceCaughtUpTheRecordsTimeDoesNotMatterAnyMore() {
    look(0, 10);
    lag(0, 10);
    look(3, 11);
    assertThat(lag(4, 10)).isEqualTo(lagOf(1, 4));
  }

  @Test
  void theSameLookTwiceIsOneLook() {
    var ends = new LogEnds(T0, Map.of(ID, 10L), List.of());
    tracker.look(ends);
    tracker.look(ends);
    assertThat(lag(0, 10)).isEqualTo(lagOf(0, 0));
  }

  @Test
  void aLogThatStandsStillFarAwayIsReportedWithoutNegativeTimes() {
    look(10, 10);
    assertThat(lag(5, 10)).as("the clock was set back").isEqualTo(lagOf(0, 0));
  }

  @Test
  void manyLooksAreForgottenOnTheSafeSide() {
    for (int second = 0; second < 2_000; second++) {
      look(second, second);
    }
    for (int read : List.of(0, 700, 1_500, 1_900, 1_999)) {
      var found = lag(2_000, read);
      assertThat(found.unread()).isEqualTo(1_999 - read);
      assertThat(found.behind())
          .as("read to %d", read)
          .isGreaterThanOrEqualTo(Duration.ofSeconds(2_000 - read));
    }
    assertThat(lag(2_000, 1_999)).as("exact again when caught up").isEqualTo(lagOf(0, 1));
  }

  @Test
  void aDeletedTopicIsForgotten() {
    look(0, 10);
    lag(0, 10);
    tracker.look(new LogEnds(T0.plusSeconds(1), Map.of(), List.of()));
    assertThat(lag(2, 3)).isEqualTo(lagOf(0, 0));
    look(3, 8);
    assertThat(lag(3, 3)).as("its former looks do not count").isEqualTo(lagOf(5, 903));
  }
}
