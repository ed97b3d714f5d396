package dev.weir.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.flow.Micros;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.RecordCursor;
import dev.weir.kafka.fetch.RunsConsumer;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SightingBatch;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures how fast threads of this machine read a pipeline's topics: with everything that Weir
 * does for each record (decode, apply, tally, take sightings, and twice a second encode what
 * changed), or with nothing at all, which is the most that any reader can reach. Joins no group and
 * stores nothing.
 */
public final class SpeedRun {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long ENCODE_NANOS = 500_000_000;

  private final Settings settings;
  private final boolean bare;
  private final Map<TopicPartition, Reading> partitions = new HashMap<>();
  private final RecordDecoder decoder;
  private final RecordCursor cursor = new RecordCursor();
  private final StageEvent event = new StageEvent();
  private final IngestTally tally = new IngestTally();
  private final SnapshotCodec codec = new SnapshotCodec();
  private final Consumer<ByteBuffer, ByteBuffer> consumer;
  private final SightingTap sightings;

  /** What is done with the records. */
  public enum Way {
    /** They are not even looked at. */
    BARE,
    /** All that Weir does. */
    WEIR,
    /** The same with records that the client has read, instead of the batches that they are in. */
    WEIR_THROUGH_CLIENT
  }

  /**
   * What was read.
   *
   * @param records how many
   * @param bytes of their keys and values
   * @param nanos how long it took
   */
  public record Result(long records, long bytes, long nanos) {
    /** Records in a second. */
    public double perSecond() {
      return records * 1e9 / nanos;
    }
  }

  /** A journal that takes everything at once, so that what is measured is this side of it. */
  private static final class Taker implements Journal {
    @Override
    public Uni<Appended> append(SightingBatch batch) {
      return Uni.createFrom().item(new Appended.Kept(batch.count()));
    }

    @Override
    public Uni<Found> find(List<Long> ids) {
      return Uni.createFrom().item(new Found.Sightings(List.of(), 0));
    }
  }

  private record Reading(byte[] topic, PartitionState state, IngestTally.Cells cells) {}

  private SpeedRun(Settings settings, Way way, Consumer<ByteBuffer, ByteBuffer> consumer) {
    this.settings = settings;
    this.bare = way == Way.BARE;
    this.consumer = consumer;
    this.decoder = new RecordDecoder(settings.pipeline(), settings.maxBodyBytes(), null);
    boolean isKept = settings.journal().enabled() && !bare;
    var journal = isKept ? new JournalQueue(new Taker(), settings.journal().rate()) : null;
    this.sightings = new SightingTap(settings, journal, null);
  }

  /**
   * Reads the topics from their beginning, over and over, first to warm up and then to measure.
   *
   * @param partitions of each topic, by name
   * @param kafka client properties
   * @param threads each with a consumer and a share of the partitions of its own, at least 1
   * @param records how many each thread reads while it is measured, and before that
   * @return of all threads, over the time that the slowest took
   */
  public static Result run(
      Settings settings,
      Map<String, Integer> partitions,
      Map<String, Object> kafka,
      Way way,
      int threads,
      long records) {
    var start = new CyclicBarrier(threads);
    try (var executor = Executors.newFixedThreadPool(threads)) {
      var shares = new ArrayList<Callable<Result>>();
      for (int thread = 0; thread < threads; thread++) {
        int share = thread;
        shares.add(
            () -> {
              try (var consumer = consumer(kafka, way)) {
                var run = new SpeedRun(settings, way, consumer);
                run.assign(partitions, share, threads);
                run.read(records);
                start.await();
                return run.read(records);
              }
            });
      }
      long read = 0;
      long bytes = 0;
      long nanos = 1;
      for (var share : executor.invokeAll(shares)) {
        var result = share.get();
        read += result.records();
        bytes += result.bytes();
        nanos = Math.max(nanos, result.nanos());
      }
      return new Result(read, bytes, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private static KafkaConsumer<ByteBuffer, ByteBuffer> consumer(
      Map<String, Object> kafka, Way way) {
    var properties = new HashMap<>(new KafkaSettings(kafka, "none").consumer(0));
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "weir-speed");
    return way == Way.WEIR ? new RunsConsumer(properties) : new KafkaConsumer<>(properties);
  }

  private void assign(Map<String, Integer> topics, int share, int shares) {
    Pipeline pipeline = settings.pipeline();
    topics.forEach(
        (topic, count) -> {
          var stage = pipeline.stageOf(topic).orElseThrow();
          var shape = StageShape.of(pipeline, stage, settings.keyLimit());
          boolean isLast = stage.equals(pipeline.stages().getLast());
          for (int partition = share; partition < count; partition += shares) {
            partitions.put(
                new TopicPartition(topic, partition),
                new Reading(
                    topic.getBytes(UTF_8),
                    new PartitionState(new PartitionId(topic, partition), shape, 0),
                    tally.cells(stage, topic, isLast)));
          }
        });
    consumer.assign(partitions.keySet());
    consumer.seekToBeginning(partitions.keySet());
  }

  private Result read(long wanted) {
    var ends = consumer.endOffsets(partitions.keySet(), PATIENCE);
    long began = System.nanoTime();
    long lastProgress = began;
    long lastEncoded = began;
    long records = 0;
    long bytes = 0;
    while (records < wanted && System.nanoTime() - lastProgress < PATIENCE.toNanos()) {
      var polled = consumer.poll(POLL);
      long now = System.nanoTime();
      sightings.tick(now);
      if (polled.isEmpty()) {
        startOver(ends);
        continue;
      }
      lastProgress = now;
      for (var partition : polled.partitions()) {
        var batch = polled.records(partition);
        bytes += bare ? skim(batch) : take(partition, batch);
        records += bare ? batch.size() : cursor.count();
      }
      if (!bare && now - lastEncoded >= ENCODE_NANOS) {
        lastEncoded = now;
        partitions.values().forEach(reading -> codec.encodeChanges(reading.state()));
      }
    }
    return new Result(records, bytes, System.nanoTime() - began);
  }

  /** Goes back to the beginning of the logs that have been read. */
  private void startOver(Map<TopicPartition, Long> ends) {
    var read = new ArrayList<TopicPartition>();
    ends.forEach(
        (partition, end) -> {
          if (end > 0 && consumer.position(partition, PATIENCE) >= end) {
            read.add(partition);
          }
        });
    if (!read.isEmpty()) {
      consumer.seekToBeginning(read);
    }
  }

  private static long skim(List<ConsumerRecord<ByteBuffer, ByteBuffer>> batch) {
    long bytes = 0;
    for (int at = 0; at < batch.size(); at++) {
      bytes += batch.get(at).serializedValueSize();
    }
    return bytes;
  }

  private long take(TopicPartition partition, List<ConsumerRecord<ByteBuffer, ByteBuffer>> batch) {
    var reading = partitions.get(partition);
    if (reading == null) {
      return 0;
    }
    long bytes = 0;
    long nowMicros = Micros.of(Instant.now());
    cursor.over(batch);
    var record = cursor.record();
    while (cursor.next()) {
      decoder.decode(record, event);
      long givenUp = reading.state().apply(event);
      reading.cells().add(event, Long.MAX_VALUE, givenUp);
      sightings.see(event, record, reading.topic(), nowMicros);
      bytes += event.sizeBytes;
    }
    event.release();
    decoder.release();
    sightings.release();
    return bytes;
  }
}
