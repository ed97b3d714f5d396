package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.Events;
import dev.weir.flow.Micros;
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
import dev.weir.verdict.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's clock is set by an hour, or by five minutes, while a feed goes on. */
class ClockStepTest {
  private static final PartitionId ID = new PartitionId("topic.feed", 0);
  private static final long STEP_AT = 100;

  private final SettableClock clock = new SettableClock(Samples.NOW);
  private final AtomicLong nanos = new AtomicLong(42);
  private final SteadyClock steady = new SteadyClock(Samples.NOW, nanos::get);
  private final IngestBoard board = new IngestBoard(Samples.NOW);
  private final Settings settings =
      new Settings(
          Samples.pipeline(Samples.stage("feed", null, Samples.seconds(5, 60))),
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
          new Beats(nanos::get),
          clock,
          steady,
          new ReplicaStates(new MemorySnapshotStore(), board, clock, steady),
          leadership,
          new Validations(
              new MemoryValidationStore(10, Duration.ofHours(1)), settings, new Random(1)),
          defect -> {
            throw defect;
          });
  private final PartitionState state =
      new PartitionState(
          ID, StageShape.of(settings.pipeline(), settings.pipeline().stages().getFirst(), 10), 0);
  private final SnapshotCodec codec = new SnapshotCodec();
  private final Map<String, byte[]> sections = new HashMap<>();
  private final StageEvent event = new StageEvent();

  private void secondPasses() {
    clock.advance(Duration.ofSeconds(1));
    nanos.addAndGet(1_000_000_000);
    leadership.tick(steady.instant());
  }

  /** The feed writes, by a clock that is set together with ours. */
  private void write() {
    new Events.Sample(Micros.of(clock.instant()), StageEvent.NO_TIME, "k", 1, 0, false)
        .fill(event, state.nextOffset());
    state.apply(event);
    sections.putAll(codec.encodeChanges(state));
    board.publish(ID, new Snapshot(state.nextOffset(), sections));
  }

  private void look(long unread) {
    var ends = new LogEnds(steady.instant(), Map.of(ID, state.nextOffset() + unread), List.of());
    board.logEnds(ends, clock.instant());
    monitor.refresh();
  }

  private Status status() {
    return monitor.verdict().stages().getFirst().status();
  }

  private String reason() {
    return monitor.verdict().stages().getFirst().reason();
  }

  private void flow(int seconds) {
    for (int second = 0; second < seconds; second++) {
      secondPasses();
      write();
      look(0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3600, -3600, 300, -300})
  void aFeedThatGoesOnIsHealthyThroughoutAndDownWhenItStops(long stepSeconds) {
    for (long second = 0; second < 3 * STEP_AT; second++) {
      secondPasses();
      if (second == STEP_AT) {
        clock.advance(Duration.ofSeconds(stepSeconds));
        assertThat(monitor.vitals().ready()).as("before the next view").isTrue();
      }
      write();
      look(0);
      assertThat(status()).as("second %d: %s", second, reason()).isEqualTo(Status.HEALTHY);
      assertThat(monitor.vitals().ready()).isTrue();
      assertThat(leadership.leads(steady.instant())).isTrue();
      assertThat(monitor.observer().lagSeconds()).isEqualTo(Duration.ZERO);
      var stage = monitor.view().orElseThrow().stages().getFirst();
      assertThat(stage.events()).isEqualTo(second + 1);
      assertThat(stage.reading().behind()).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    }
    for (int second = 0; second < 65; second++) {
      secondPasses();
      look(0);
    }
    assertThat(status()).as("%s", reason()).isEqualTo(Status.DOWN);
  }

  /** What we have not read may end the silence: an hour back must not hide that we are behind. */
  @ParameterizedTest
  @ValueSource(longs = {3600, -3600})
  void beingBehindIsSeenWhicheverWayTheClockWasSet(long stepSeconds) {
    flow(50);
    clock.advance(Duration.ofSeconds(stepSeconds));
    flow(5);
    for (int second = 0; second < 9; second++) {
      secondPasses();
      look(10);
      assertThat(status()).as("second %d: %s", second, reason()).isEqualTo(Status.HEALTHY);
    }
    for (int second = 0; second < 5; second++) {
      secondPasses();
      look(10);
    }
    assertThat(status()).as("%s", reason()).isEqualTo(Status.UNKNOWN);
    assertThat(monitor.observer().lagSeconds()).isEqualTo(Duration.ofSeconds(14));
    for (int unread = 0; unread < 10; unread++) {
      write();
    }
    look(0);
    assertThat(status()).as("%s", reason()).isEqualTo(Status.HEALTHY);
  }

  @ParameterizedTest
  @ValueSource(longs = {3600, -3600})
  void brokersThatDoNotAnswerAreSeenWhicheverWayTheClockWasSet(long stepSeconds) {
    flow(50);
    clock.advance(Duration.ofSeconds(stepSeconds));
    flow(5);
    for (int second = 0; second < 7; second++) {
      secondPasses();
      monitor.refresh();
    }
    assertThat(status()).isEqualTo(Status.UNKNOWN);
    assertThat(reason()).startsWith("cut off from Kafka for 7 s");
  }

  @Test
  void aViewThatIsNotRenewedIsNotServedForeverBecauseTheClockWasSetBack() {
    flow(50);
    clock.advance(Duration.ofHours(-1));
    assertThat(status()).as("of a view that is still to come").isEqualTo(Status.UNKNOWN);
    for (int second = 0; second < 60; second++) {
      secondPasses();
    }
    assertThat(monitor.vitals().ready()).isFalse();
    assertThat(monitor.vitals().readyDetail()).isEqualTo("the last view is older than 60 s");
  }

  @Test
  void theLeadEndsWithItsLeaseAlsoWhenTheClockWasSetBack() {
    flow(1);
    clock.advance(Duration.ofHours(-1));
    assertThat(leadership.leads(steady.instant())).isTrue();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(leadership.leads(steady.instant())).isFalse();
  }
}
