package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.monitor.Beats;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import dev.weir.monitor.SnapshotStore.CommitResult;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** One loop over a simulated consumer; every step happens inside a poll, on one thread. */
class IngestLoopTest {
  private static final TopicPartition PARTITION = new TopicPartition("topic", 0);
  private static final PartitionId ID = new PartitionId("topic", 0);
  private static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");

  private final MockConsumer<ByteBuffer, ByteBuffer> consumer = new MockConsumer<>("none");
  private final IngestBoard board = new IngestBoard(NOW);
  private final Beats beats = new Beats(System::nanoTime);

  /** Never has anything, so that every owner begins at the beginning. */
  private static final SnapshotStore FORGETFUL =
      new SnapshotStore() {
        @Override
        public Uni<Load> load(PartitionId partition) {
          return Uni.createFrom().item(new Load.Missing());
        }

        @Override
        public Uni<List<CommitResult>> commit(List<Commit> commits) {
          return Uni.createFrom()
              .item(() -> commits.stream().map(IngestLoopTest::unavailable).toList());
        }

        @Override
        public Uni<Changes> changes(Map<PartitionId, Long> known) {
          return Uni.createFrom().item(new Changes.Unavailable("full"));
        }
      };

  private static CommitResult unavailable(SnapshotStore.Commit commit) {
    return new CommitResult.Unavailable("full: " + commit.partition());
  }

  private final List<Long> events = new ArrayList<>();

  private static Settings settings() {
    var stage = new Stage("only", List.of(new TopicSelector.Exact("topic")), List.of(), null, null);
    return new Settings(
        new Pipeline("test", "test", FieldSources.defaults(), List.of(stage)),
        Settings.StoreKind.MEMORY,
        new Settings.Start.Earliest(),
        1,
        Duration.ofNanos(1),
        Duration.ofSeconds(30),
        10,
        1_000,
        Duration.ofSeconds(10));
  }

  private static final StartOffsets FROM_ZERO =
      new StartOffsets() {
        @Override
        public CompletionStage<Long> startOf(PartitionId partition) {
          return CompletableFuture.completedFuture(0L);
        }

        @Override
        public CompletionStage<Range> range(PartitionId partition) {
          return CompletableFuture.completedFuture(new Range(0, 0));
        }
      };

  private IngestLoop loop() {
    var ports = new IngestPorts(FORGETFUL, FROM_ZERO, InstantSource.fixed(NOW), null);
    return new IngestLoop("ingest-0", consumer, settings(), ports, board, beats);
  }

  private void addRecords(int from, int to) {
    for (int offset = from; offset < to; offset++) {
      var value = ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8));
      consumer.addRecord(new ConsumerRecord<>("topic", 0, offset, null, value));
    }
  }

  /** Notes what scrapers are told now. */
  private void scrape() {
    events.add(
        board.tallies().stream()
            .flatMap(counts -> counts.stages().values().stream())
            .mapToLong(stage -> stage.events())
            .sum());
  }

  /** Events in the state that is shown. */
  private long shown() {
    var snapshot = board.published().getOrDefault(ID, new SnapshotStore.Snapshot(0, Map.of()));
    var pipeline = settings().pipeline();
    var shape = StageShape.of(pipeline, pipeline.stages().getFirst(), 10);
    return SnapshotCodec.decode(ID, shape, snapshot.offset(), snapshot.sections())
            instanceof SnapshotCodec.Decoded.Ok(var state, _, _)
        ? state.figures().counts().events()
        : -1;
  }

  private void run(IngestLoop loop, Runnable... steps) {
    for (var step : steps) {
      consumer.schedulePollTask(step);
      // Time for the answers of the store to come back and for what was read to be shown.
      for (int poll = 0; poll < 4; poll++) {
        consumer.scheduleNopPollTask();
      }
    }
    consumer.schedulePollTask(loop::stop);
    loop.run();
  }

  @Test
  void aRecordCountsOnceForScrapersAlsoWhenItIsReadAgain() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    run(
        loop(),
        () -> consumer.rebalance(List.of(PARTITION)),
        () -> addRecords(0, 10),
        this::scrape,
        () -> consumer.rebalance(List.of()),
        () -> assertThat(board.published()).isEmpty(),
        () -> consumer.rebalance(List.of(PARTITION)),
        () -> addRecords(0, 12),
        () -> assertThat(shown()).as("the new owner read all of it").isEqualTo(12),
        this::scrape);
    assertThat(events).containsExactly(10L, 12L);
    assertThat(consumer.closed()).isTrue();
    assertThat(beats.stalled(Duration.ZERO)).as("ended as it should").isEmpty();
  }

  @Test
  void aLogThatBeganAnewIsCountedFromItsBeginning() {
    board.counted(ID, 500);
    board.countAgainFrom(ID, 0);
    assertThat(board.countedUpTo(ID)).isZero();
    board.counted(ID, 5);
    board.counted(ID, 3);
    assertThat(board.countedUpTo(ID)).as("never back by itself").isEqualTo(5);
  }

  @Test
  void aTopicOfTheSameNameThatIsAnotherOneIsReadFromItsBeginning() {
    var former = new UUID(0, 1);
    var next = new UUID(0, 2);
    var now = new AtomicReference<>(former);
    var starts =
        new StartOffsets() {
          @Override
          public CompletionStage<Long> startOf(PartitionId partition) {
            return FROM_ZERO.startOf(partition);
          }

          @Override
          public CompletionStage<Range> range(PartitionId partition) {
            return FROM_ZERO.range(partition);
          }

          @Override
          public CompletionStage<Optional<UUID>> topicId(String topic) {
            return CompletableFuture.completedFuture(Optional.of(now.get()));
          }
        };
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    var ports = new IngestPorts(FORGETFUL, starts, InstantSource.fixed(NOW), null);
    run(
        new IngestLoop("ingest-0", consumer, settings(), ports, board, beats),
        () -> consumer.rebalance(List.of(PARTITION)),
        () -> addRecords(0, 10),
        // A look that is older than what is known of the partition moves nothing.
        () -> board.topicIds(Map.of("topic", next)),
        () -> assertThat(consumer.position(PARTITION)).isEqualTo(10),
        () -> now.set(next),
        () -> board.topicIds(Map.of("topic", next)),
        () -> assertThat(consumer.position(PARTITION)).isZero(),
        () -> addRecords(0, 3),
        () -> assertThat(shown()).isEqualTo(13),
        this::scrape);
    assertThat(events).containsExactly(13L);
  }

  /** Does not answer the first so many loads. */
  private static final class SlowToCome implements SnapshotStore {
    private final int failures;
    final Map<PartitionId, Integer> loads = new HashMap<>();

    SlowToCome(int failures) {
      this.failures = failures;
    }

    @Override
    public Uni<Load> load(PartitionId partition) {
      int tried = loads.merge(partition, 1, Integer::sum);
      return Uni.createFrom()
          .item(tried <= failures ? new Load.Unavailable("not yet") : new Load.Missing());
    }

    @Override
    public Uni<List<CommitResult>> commit(List<Commit> commits) {
      return FORGETFUL.commit(commits);
    }

    @Override
    public Uni<Changes> changes(Map<PartitionId, Long> known) {
      return FORGETFUL.changes(known);
    }
  }

  /** Polls until the condition holds, then once more for {@code after}, and stops. */
  private void runUntil(IngestLoop loop, BooleanSupplier condition, Runnable after) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    consumer.schedulePollTask(
        new Runnable() {
          @Override
          public void run() {
            if (condition.getAsBoolean() || System.nanoTime() - end > 0) {
              after.run();
              loop.stop();
            } else {
              LockSupport.parkNanos(1_000_000);
              consumer.schedulePollTask(this);
            }
          }
        });
    loop.run();
  }

  @Test
  void onlyPartitionsThatAreStillHeldAreLoadedAgain() {
    var gone = new TopicPartition("topic", 1);
    var store = new SlowToCome(3);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, gone, 0L));
    var ports = new IngestPorts(store, FROM_ZERO, InstantSource.fixed(NOW), null);
    var loop = new IngestLoop("ingest-0", consumer, settings(), ports, board, beats);
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION, gone)));
    consumer.scheduleNopPollTask();
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
    runUntil(
        loop,
        () -> board.published().containsKey(ID),
        () -> assertThat(consumer.paused()).as("is read now").doesNotContain(PARTITION));
    assertThat(store.loads)
        .containsExactlyInAnyOrderEntriesOf(Map.of(ID, 4, new PartitionId("topic", 1), 1));
  }
}
