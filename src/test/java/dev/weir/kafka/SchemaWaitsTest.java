package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.PartitionId;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.kafka.decode.SchemaStub;
import dev.weir.monitor.Beats;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.PartitionOwner;
import dev.weir.monitor.SchemaSource.Answer;
import dev.weir.monitor.SchemaSource.Format;
import dev.weir.monitor.SchemaSource.SchemaText;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A loop over two partitions, the records of one of which need a schema that is on its way. */
class SchemaWaitsTest {
  private static final TopicPartition AVRO = new TopicPartition("topic", 0);
  private static final TopicPartition JSON = new TopicPartition("topic", 1);
  private static final int MALFORMED =
      Integer.numberOfTrailingZeros(Rejection.BODY_MALFORMED.bit());
  private static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");
  private static final Answer KNOWN =
      new Answer.Known(
          new SchemaText(
              Format.AVRO,
              """
              {"type":"record","name":"R","fields":[{"name":"id","type":"string"}]}""",
              List.of()));

  private final MockConsumer<ByteBuffer, ByteBuffer> consumer = new MockConsumer<>("none");
  private final IngestBoard board = new IngestBoard(NOW);
  private final SchemaStub schemas = new SchemaStub();
  private final Store store = new Store();

  /** Has nothing and keeps nothing. */
  private static final class Store implements SnapshotStore {
    @Override
    public Uni<Load> load(PartitionId partition) {
      return Uni.createFrom().item(new Load.Missing());
    }

    @Override
    public Uni<List<CommitResult>> commit(List<Commit> commits) {
      return Uni.createFrom()
          .item(
              () ->
                  commits.stream()
                      .<CommitResult>map(_ -> new CommitResult.Unavailable("full"))
                      .toList());
    }

    @Override
    public Uni<Changes> changes(Map<PartitionId, Long> known) {
      return Uni.createFrom().item(new Changes.Unavailable("full"));
    }
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

  private static Settings settings() {
    List<FieldSource> none = List.of();
    List<FieldSource> id = List.of(new FieldSource.Json(List.of("id")));
    var stage = new Stage("only", List.of(new TopicSelector.Exact("topic")), List.of(), null, null);
    return new Settings(
        new Pipeline(
            "test", "test", new FieldSources(none, id, none, none, none, none), List.of(stage)),
        Settings.StoreKind.MEMORY,
        new Settings.Start.Earliest(),
        1,
        Duration.ofNanos(1),
        Duration.ofSeconds(30),
        10,
        1_000,
        Duration.ofSeconds(10));
  }

  /** One record each that names schema 7; the loop must have been sought to the first of them. */
  private void addAvro(int from, int to) {
    for (int offset = from; offset < to; offset++) {
      add(AVRO, offset, SchemaStub.body(7, new byte[] {2, 'x'}));
    }
  }

  private void addJson(int from, int to) {
    for (int offset = from; offset < to; offset++) {
      add(JSON, offset, new byte[] {'{', '}'});
    }
  }

  private void add(TopicPartition partition, int offset, byte[] body) {
    consumer.addRecord(
        new ConsumerRecord<>(
            partition.topic(), partition.partition(), offset, null, ByteBuffer.wrap(body)));
  }

  private long events(TopicPartition partition) {
    var id = new PartitionId(partition.topic(), partition.partition());
    var snapshot = board.published().getOrDefault(id, new SnapshotStore.Snapshot(0, Map.of()));
    var pipeline = settings().pipeline();
    var shape = StageShape.of(pipeline, pipeline.stages().getFirst(), 10);
    return SnapshotCodec.decode(id, shape, snapshot.offset(), snapshot.sections())
            instanceof SnapshotCodec.Decoded.Ok(var state, _, _)
        ? state.figures().counts().events()
        : -1;
  }

  private long malformed() {
    return board.tallies().stream()
        .flatMap(counts -> counts.stages().values().stream())
        .mapToLong(stage -> stage.rejected()[MALFORMED])
        .sum();
  }

  private void run(Runnable... steps) {
    var ports = new IngestPorts(store, FROM_ZERO, InstantSource.fixed(NOW), schemas);
    var loop =
        new IngestLoop("ingest-0", consumer, settings(), ports, board, new Beats(System::nanoTime));
    consumer.updateBeginningOffsets(Map.of(AVRO, 0L, JSON, 0L));
    schemas.answers.put(7L, new Answer.Pending());
    for (var step : steps) {
      consumer.schedulePollTask(step);
      for (int poll = 0; poll < 4; poll++) {
        consumer.scheduleNopPollTask();
      }
    }
    consumer.schedulePollTask(loop::stop);
    loop.run();
  }

  @Test
  void onePartitionWaitsAtItsRecordAndTheOtherGoesOn() {
    run(
        () -> consumer.rebalance(List.of(AVRO, JSON)),
        () -> {
          add(AVRO, 0, new byte[] {'{', '}'});
          addAvro(1, 5);
          addJson(0, 3);
        },
        () -> {
          assertThat(consumer.paused()).containsExactly(AVRO);
          assertThat(consumer.position(AVRO)).as("the record that waits is next").isEqualTo(1);
          assertThat(events(AVRO)).isEqualTo(1);
          assertThat(events(JSON)).isEqualTo(3);
          addJson(3, 5);
        },
        () -> {
          assertThat(events(JSON)).isEqualTo(5);
          schemas.answers.put(7L, KNOWN);
        },
        () -> {
          assertThat(consumer.paused()).isEmpty();
          addAvro(1, 5);
        },
        () -> {
          assertThat(events(AVRO)).as("each once").isEqualTo(5);
          assertThat(malformed()).isZero();
        });
  }

  @Test
  void aSchemaThatCannotBeHadIsNotWaitedForAnyLonger() {
    run(
        () -> consumer.rebalance(List.of(AVRO)),
        () -> addAvro(0, 3),
        () -> {
          assertThat(consumer.paused()).containsExactly(AVRO);
          schemas.answers.put(7L, new Answer.Missing("time is up"));
        },
        () -> addAvro(0, 3),
        () -> {
          assertThat(consumer.paused()).isEmpty();
          assertThat(events(AVRO)).isEqualTo(3);
          assertThat(malformed()).isEqualTo(3);
        });
  }

  @Test
  void aWaitEndsWithTheAssignment() {
    run(
        () -> consumer.rebalance(List.of(AVRO)),
        () -> addAvro(0, 3),
        () -> consumer.rebalance(List.of(JSON)),
        () -> {
          schemas.answers.put(7L, KNOWN);
          addJson(0, 2);
        },
        () -> {
          assertThat(events(JSON)).isEqualTo(2);
          assertThat(board.published()).hasSize(1);
        },
        () -> consumer.rebalance(List.of(AVRO, JSON)),
        () -> addAvro(0, 3),
        () -> assertThat(events(AVRO)).as("read by a new owner").isEqualTo(3));
  }

  @Test
  void aPartitionThatStaysDuringARebalanceStillWaits() {
    run(
        () -> consumer.rebalance(List.of(AVRO)),
        () -> addAvro(0, 3),
        () -> consumer.rebalance(List.of(AVRO, JSON)),
        () -> addJson(0, 2),
        () -> {
          assertThat(events(JSON)).isEqualTo(2);
          schemas.answers.put(7L, KNOWN);
        },
        () -> addAvro(0, 3),
        () -> assertThat(events(AVRO)).isEqualTo(3));
  }

  @Test
  void aPartitionThatIsReloadedMeanwhileGoesOnWhereTheReloadSays() {
    var pipeline = settings().pipeline();
    var shape = StageShape.of(pipeline, pipeline.stages().getFirst(), 10);
    var owner = new PartitionOwner(new PartitionId("topic", 0), shape, new SnapshotCodec());
    var cells = new IngestTally().cells(pipeline.stages().getFirst(), "topic", true);
    var target = new OwnedPartition(AVRO, owner, cells, 0);
    consumer.assign(List.of(AVRO));
    var waits = new SchemaWaits(consumer, schemas, _ -> true);

    waits.begin(target, 7, 5);
    assertThat(target.isWaiting()).isTrue();
    assertThat(consumer.position(AVRO)).isEqualTo(5);
    schemas.answers.put(7L, KNOWN);
    waits.answers();
    assertThat(owner.isReading()).as("it is being loaded").isFalse();
    assertThat(consumer.paused()).as("the end of the loading resumes it").containsExactly(AVRO);
    assertThat(target.isWaiting()).isFalse();
  }
}
