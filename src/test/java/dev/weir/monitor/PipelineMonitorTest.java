package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.memory.MemoryCoordination;
import dev.weir.memory.MemorySnapshotStore;
import dev.weir.memory.MemoryValidationStore;
import dev.weir.monitor.IngestBoard.LogEnds;
import dev.weir.monitor.SnapshotStore.Snapshot;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What all who ask of the same view share, and what not. */
class PipelineMonitorTest {
  private static final PartitionId TICKS = new PartitionId("topic.market-data", 0);
  private static final Duration LITTLE = Duration.ofMillis(200);

  private final SettableClock clock = new SettableClock(Samples.NOW);
  private final IngestBoard board = new IngestBoard(Samples.NOW);
  private final Settings settings =
      new Settings(
          Samples.pipeline(),
          Settings.StoreKind.MEMORY,
          new Settings.Start.Latest(),
          1,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          100,
          1_000,
          Duration.ofSeconds(10));
  private final Leadership leadership =
      new Leadership("me", new MemoryCoordination(), board, clock, Samples.SINCE);
  private final PipelineMonitor monitor =
      new PipelineMonitor(
          settings,
          board,
          new Beats(System::nanoTime),
          clock,
          clock,
          new ReplicaStates(new MemorySnapshotStore(), board, clock, clock),
          leadership,
          new Validations(
              new MemoryValidationStore(10, Duration.ofHours(1)), settings, new Random(1)),
          defect -> {
            throw defect;
          });

  private void view() {
    leadership.tick(clock.instant());
    board.logEnds(new LogEnds(clock.instant(), Map.of(TICKS, 10L), List.of()), clock.instant());
    monitor.refresh();
    assertThat(monitor.view()).isPresent();
  }

  @Test
  void aVerdictIsSharedForAWhileAndOfOneViewOnly() {
    view();
    var verdict = monitor.verdict();
    assertThat(verdict.at()).isEqualTo(clock.instant());
    clock.advance(LITTLE);
    assertThat(monitor.verdict()).isSameAs(verdict);
    view();
    assertThat(monitor.verdict().at()).isEqualTo(clock.instant());
    clock.advance(Duration.ofMillis(500));
    assertThat(monitor.verdict().at()).isEqualTo(clock.instant());
    clock.advance(Duration.ofSeconds(-30));
    assertThat(monitor.verdict().at()).as("set back").isEqualTo(clock.instant());
  }

  @Test
  void aValidationIsOfTheInstantAtWhichItIsAskedFor() {
    view();
    monitor.verdict();
    clock.advance(LITTLE);
    var validation = monitor.validate().await().indefinitely();
    assertThat(validation.verdict().at()).isEqualTo(clock.instant());
  }

  @Test
  void theLagIsNotKnownWhileSomePartitionHasNoState() {
    view();
    assertThat(monitor.observer().lagRecords()).as("nothing is read yet").isNull();
    assertThat(monitor.observer().lagSeconds()).isNull();
    var pipeline = settings.pipeline();
    var shape = StageShape.of(pipeline, pipeline.stageOf(TICKS.topic()).orElseThrow(), 100);
    var state = new PartitionState(TICKS, shape, 7);
    board.publish(TICKS, new Snapshot(7, new SnapshotCodec().encodeWhole(state)));
    view();
    assertThat(monitor.observer().lagRecords()).isEqualTo(3);
  }

  @Test
  void aSnapshotThatCannotBeReadIsSaidWithEachViewUntilThereIsAReadableOne() {
    board.publish(TICKS, new Snapshot(5, Map.of("m", new byte[] {99})));
    for (int view = 0; view < 2; view++) {
      view();
      var stage = monitor.verdict().stages().getFirst();
      assertThat(stage.reason()).contains("codec version 99");
      clock.advance(LITTLE);
    }
    var pipeline = settings.pipeline();
    var shape = StageShape.of(pipeline, pipeline.stageOf(TICKS.topic()).orElseThrow(), 100);
    var state = new PartitionState(TICKS, shape, 6);
    var event = new StageEvent();
    event.clear();
    event.offset = 6;
    state.apply(event);
    board.publish(TICKS, new Snapshot(7, new SnapshotCodec().encodeWhole(state)));
    view();
    assertThat(monitor.verdict().stages().getFirst().reason()).doesNotContain("codec");
    assertThat(monitor.view().orElseThrow().stages().getFirst().events()).isEqualTo(1);
  }
}
