package dev.weir.kafka;

import dev.weir.flow.PartitionId;
import dev.weir.monitor.BatchSpans;
import dev.weir.monitor.Beats;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SnapshotStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A poll loop that goes one step when it is told to, for simulations in other packages. */
public final class SimulatedLoop {
  private final IngestLoop loop;

  /** What a partition's log has: where it begins, and where it ends. */
  public record Log(long start, long end) {}

  /** What the world around a loop answers. */
  public record Surroundings(
      SnapshotStore store,
      Function<PartitionId, CompletionStage<Log>> logs,
      Function<String, CompletionStage<UUID>> topicIds,
      InstantSource clock,
      LongSupplier nanoTime,
      Consumer<Duration> pause) {}

  /** A loop that has subscribed. */
  public SimulatedLoop(
      org.apache.kafka.clients.consumer.Consumer<ByteBuffer, ByteBuffer> consumer,
      Settings settings,
      Surroundings world,
      IngestBoard board) {
    var starts =
        new StartOffsets() {
          @Override
          public CompletionStage<Long> startOf(PartitionId partition) {
            return world.logs().apply(partition).thenApply(Log::start);
          }

          @Override
          public CompletionStage<Optional<UUID>> topicId(String topic) {
            return world.topicIds().apply(topic).thenApply(Optional::of);
          }

          @Override
          public CompletionStage<Range> range(PartitionId partition) {
            return world.logs().apply(partition).thenApply(log -> new Range(log.start, log.end));
          }
        };
    var ticks =
        new LoopClock() {
          @Override
          public long nanoTime() {
            return world.nanoTime().getAsLong();
          }

          @Override
          public void pause(Duration time) {
            world.pause().accept(time);
          }
        };
    var ports =
        new IngestPorts(world.store(), starts, world.clock(), ticks, null, null, BatchSpans.NONE);
    loop =
        new IngestLoop("ingest-0", consumer, settings, ports, board, new Beats(world.nanoTime()));
    loop.begin();
  }

  /** One poll and what follows it. */
  public void step() {
    loop.step();
  }

  /** Ends it as SIGTERM does. */
  public void stop() {
    loop.stop();
    loop.end();
  }
}
