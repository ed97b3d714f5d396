package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Events;
import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.Reading;
import dev.weir.monitor.IngestBoard.LinkState;
import dev.weir.monitor.IngestBoard.LogEnds;
import dev.weir.monitor.LagTracker.Lag;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final Instant NOW = Samples.NOW;
  private static final PartitionId P0 = new PartitionId("topic.risk", 0);
  private static final PartitionId P1 = new PartitionId("topic.risk", 1);
  private static final PartitionId OTHER = new PartitionId("elsewhere", 0);
  private static final LinkState UP = new LinkState(true, NOW, "");
  private static final LinkState DOWN = new LinkState(false, NOW, "connection refused");
  private static final Lag CLOSE = new Lag(3, Duration.ofSeconds(1));
  private static final Lag FAR = new Lag(40, Duration.ofSeconds(8));
  private static final Lag OFF_STAGE = new Lag(1_000, Duration.ofHours(1));

  private Stage stage = Samples.stage("risk", null, null);

  private Reading reading(
      LogEnds ends, LinkState kafka, Map<PartitionId, Lag> lags, Map<PartitionId, String> blocked) {
    var found = new Readings(Samples.pipeline(stage)).of(ends, kafka, lags, blocked, NOW);
    return found.getOrDefault("risk", new Reading(-1, Duration.ZERO, "no reading"));
  }

  private @Nullable String blindness(int secondsAgo, LinkState kafka) {
    return reading(ends(secondsAgo), kafka, Map.of(P0, CLOSE, P1, CLOSE), Map.of()).blindness();
  }

  private static LogEnds ends(int secondsAgo) {
    return new LogEnds(NOW.minusSeconds(secondsAgo), Map.of(P0, 5L, P1, 5L), List.of());
  }

  @Test
  void unreadRecordsAddUpAndTheFurthestPartitionCounts() {
    var lags = Map.of(P0, CLOSE, P1, FAR, OTHER, OFF_STAGE);
    assertThat(reading(ends(1), UP, lags, Map.of()))
        .isEqualTo(new Reading(43, Duration.ofSeconds(8), null));
  }

  @Test
  void brokersThatHaveNotAnsweredForLongBlind() {
    assertThat(blindness(5, DOWN)).as("five seconds are no outage yet").isNull();
    assertThat(blindness(6, DOWN)).isEqualTo("cut off from Kafka for 6 s: connection refused");
    assertThat(blindness(6, UP)).isEqualTo("cut off from Kafka for 6 s: no answer");
  }

  @Test
  void aTopicThatDoesNotExistIsNamed() {
    var ends = new LogEnds(NOW, Map.of(), List.of("topic.risk"));
    assertThat(reading(ends, UP, Map.of(), Map.of()).blindness())
        .isEqualTo("topic topic.risk does not exist");
  }

  @Test
  void aPatternWithoutTopicsIsNamed() {
    stage =
        new Stage(
            "risk",
            List.of(new TopicSelector.Regex(Pattern.compile("risk[.].*"))),
            List.of(),
            null,
            null);
    assertThat(reading(ends(0), UP, Map.of(), Map.of()).blindness())
        .startsWith("no topic matches")
        .contains("risk[.].*");
  }

  @Test
  void partitionsThatNobodyReadsYetAreCounted() {
    assertThat(reading(ends(0), UP, Map.of(P1, CLOSE), Map.of()).blindness())
        .isEqualTo("1 of 2 partitions are not read yet");
  }

  @Test
  void aBlockedPartitionSaysWhy() {
    var lags = Map.of(P0, CLOSE, P1, CLOSE);
    assertThat(reading(ends(0), UP, lags, Map.of(P1, "snapshot is damaged")).blindness())
        .isEqualTo("snapshot is damaged");
    assertThat(reading(ends(0), UP, lags, Map.of(OTHER, "not ours")).blindness()).isNull();
  }

  @Test
  void aLogWhoseTimesAreStillToComeCountsAsReadToTheOrigin() {
    var origin = NOW.minusSeconds(900);
    assertThat(behind(origin, NOW.minusSeconds(30))).isEqualTo(Duration.ofSeconds(30));
    assertThat(behind(origin, NOW.plusSeconds(3 * 3600))).isEqualTo(Duration.ofMinutes(15));
  }

  /** How far behind a partition is that was never caught up and was read to this record time. */
  private static Duration behind(Instant origin, Instant newest) {
    var state = new PartitionState(P0, Events.shape(10), 0);
    var event = new StageEvent();
    new Events.Sample(Micros.of(newest), StageEvent.NO_TIME, "k", 1, 0, false).fill(event, 0);
    state.apply(event);
    var tracker = new LagTracker();
    tracker.look(new LogEnds(NOW, Map.of(P0, 9L), List.of()));
    return Readings.lags(tracker, Map.of(P0, state), origin, NOW, NOW)
        .getOrDefault(P0, CLOSE)
        .behind();
  }
}
