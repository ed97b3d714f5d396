package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.PartitionOwner;
import dev.weir.monitor.SnapshotStore;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");
  private static final TopicPartition A = new TopicPartition("a", 0);
  private static final TopicPartition B = new TopicPartition("b", 0);
  private static final TopicPartition C = new TopicPartition("c", 0);

  // Kept for two minutes, so one may be ahead by one.
  private final Pipeline pipeline =
      new Pipeline(
          "test",
          "test",
          FieldSources.defaults(),
          List.of(
              stage("a"),
              stage("b", new Hop("a", "b", Hop.Expect.EVERY, Duration.ofSeconds(5), null)),
              stage("c", new Hop("b", "c", Hop.Expect.SOME, null, null))));
  private final MockConsumer<ByteBuffer, ByteBuffer> consumer = new MockConsumer<>("none");
  private final IngestBoard board = new IngestBoard(NOW);
  private final Map<TopicPartition, OwnedPartition> owned = new LinkedHashMap<>();
  private final StageEvent event = new StageEvent();
  private long nanos;
  private final CatchUp catchUp =
      new CatchUp(
          pipeline,
          consumer,
          owned::values,
          board,
          InstantSource.fixed(NOW),
          new LoopClock() {
            @Override
            public long nanoTime() {
              return nanos;
            }

            @Override
            public void pause(Duration time) {
              nanos += time.toNanos();
            }
          });

  private static Stage stage(String name, Hop... after) {
    return new Stage(name, List.of(new TopicSelector.Exact(name)), List.of(after), null, null);
  }

  private void own(TopicPartition... partitions) {
    consumer.assign(List.of(partitions));
    var ends = new HashMap<PartitionId, Long>();
    for (var partition : partitions) {
      var id = new PartitionId(partition.topic(), partition.partition());
      var stage = pipeline.stageOf(id.topic()).orElseThrow();
      var owner = new PartitionOwner(id, StageShape.of(pipeline, stage, 10), new SnapshotCodec());
      owner.loaded(new SnapshotStore.Load.Missing());
      owner.startAt(0);
      owned.put(
          partition,
          new OwnedPartition(
              partition, owner, new IngestTally().cells(stage, id.topic(), false), 0));
      ends.put(id, 1_000L);
      consumer.seek(partition, 0);
    }
    board.logEnds(new IngestBoard.LogEnds(NOW, ends, List.of()), NOW);
  }

  private OwnedPartition target(TopicPartition partition) {
    return Objects.requireNonNull(owned.get(partition));
  }

  /** Reads the next event, so many seconds before now; false if it is held. */
  private boolean read(TopicPartition from, double secondsAgo) {
    // Time enough for another step.
    nanos += Duration.ofSeconds(2).toNanos();
    return readAtOnce(from, secondsAgo);
  }

  private boolean readAtOnce(TopicPartition from, double secondsAgo) {
    var target = target(from);
    event.clear();
    event.offset = target.owner.nextOffset();
    event.eventTimeMicros = Micros.of(NOW) - (long) (secondsAgo * 1e6);
    event.recordTimeMicros = event.eventTimeMicros;
    if (event.placeMicros() > target.holdAfter && catchUp.holds(target, event)) {
      return false;
    }
    target.owner.apply(event);
    return true;
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    catchUp.release(nanos);
  }

  @Test
  void oneThatIsFarAheadWaitsForTheOther() {
    own(A, B);
    assertThat(read(A, 900)).isTrue();
    assertThat(read(B, 900)).isTrue();
    assertThat(read(A, 840)).isTrue();
    assertThat(read(A, 839)).isFalse();
    assertThat(consumer.paused()).containsExactly(A);
    assertThat(consumer.position(A)).isEqualTo(2);
    assertThat(target(A).isWaiting()).isTrue();

    assertThat(read(B, 899.5)).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).containsExactly(A);
    assertThat(read(B, 890)).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).isEmpty();
    assertThat(read(A, 839)).isTrue();
  }

  @Test
  void oneOfWhichNothingWasReadYetIsWaitedFor() {
    own(A, B);
    assertThat(read(A, 900)).isTrue();
    assertThat(read(A, 830)).isFalse();
    assertThat(read(B, 895)).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).containsExactly(A);
    assertThat(read(B, 850)).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(read(A, 830)).isTrue();
  }

  @Test
  void aQuietTimeInAllOfThemHoldsNobodyUp() {
    own(A, B);
    assertThat(read(A, 3_500)).isTrue();
    assertThat(read(B, 3_500)).isTrue();
    // Both go on much later.
    assertThat(read(A, 900)).isFalse();
    assertThat(read(B, 800)).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).as("the first of both goes on").containsExactly(B);
    assertThat(read(A, 900)).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).containsExactly(B);
    assertThat(read(A, 850)).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(read(B, 800)).isTrue();
  }

  @Test
  void oneThatStandsStillHoldsTheOthersForAWhileOnly() {
    own(A, B);
    assertThat(read(B, 900)).isTrue();
    assertThat(read(A, 900)).isTrue();
    assertThat(read(A, 700)).isFalse();
    for (int second = 0; second < 9; second++) {
      pass(Duration.ofSeconds(1));
      assertThat(consumer.paused()).containsExactly(A);
    }
    pass(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).isEmpty();
    assertThat(read(A, 700)).isTrue();
    assertThat(read(A, 300)).as("as long as it does not move").isTrue();
    assertThat(read(B, 890)).isTrue();
    assertThat(read(A, 200)).isFalse();
  }

  @Test
  void whatIsOlderThanAnHourIsReadAsFastAsItCanBe() {
    own(A, B);
    assertThat(readAtOnce(A, 9_000)).isTrue();
    assertThat(readAtOnce(A, 4_000)).isTrue();
    assertThat(readAtOnce(B, 4_100)).isTrue();
    assertThat(read(A, 3_590)).isTrue();
    assertThat(readAtOnce(A, 3_500)).isFalse();
  }

  @Test
  void whatIsNewIsNotHeldBack() {
    own(A, B);
    assertThat(read(B, 900)).isTrue();
    assertThat(read(A, 59)).isTrue();
    assertThat(read(A, -30)).isTrue();
  }

  @Test
  void oneThatHasNoBacklogHoldsNobodyBack() {
    own(A, B);
    assertThat(read(A, 900)).isTrue();
    assertThat(read(B, 900)).isTrue();
    var ends = Map.of(new PartitionId("a", 0), 1_000L, new PartitionId("b", 0), 1L);
    board.logEnds(new IngestBoard.LogEnds(NOW, ends, List.of()), NOW);
    assertThat(read(A, 300)).isTrue();
  }

  @Test
  void eachStepIsGivenTimeToBeSeen() {
    own(A);
    assertThat(readAtOnce(A, 900)).isTrue();
    assertThat(readAtOnce(A, 850)).isTrue();
    assertThat(readAtOnce(A, 800)).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).containsExactly(A);
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).isEmpty();
    assertThat(readAtOnce(A, 800)).isTrue();
    assertThat(readAtOnce(A, 745)).isTrue();
    assertThat(readAtOnce(A, 700)).isFalse();
  }

  @Test
  void stagesWithoutAnAccountHaveNoPartInIt() {
    own(A, B, C);
    assertThat(read(A, 900)).isTrue();
    assertThat(read(B, 900)).isTrue();
    assertThat(read(C, 900)).isTrue();
    assertThat(read(C, 100)).isTrue();
    assertThat(read(A, 880)).isTrue();
    assertThat(read(B, 850)).isTrue();
  }

  @Test
  void whatWasReloadedOrTakenAwayIsForgotten() {
    own(A, B);
    read(A, 900);
    read(B, 900);
    assertThat(read(A, 700)).isFalse();
    // The reload resumes it.
    target(A).goesOn();
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).containsExactly(A);
    consumer.resume(List.of(A));
    assertThat(read(A, 700)).isFalse();

    owned.remove(A);
    pass(Duration.ofSeconds(1));
    assertThat(consumer.paused()).containsExactly(A);
  }
}
