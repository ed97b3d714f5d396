package dev.weir.kafka;

import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.SnapshotCodec;
import dev.weir.flow.StageShape;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.Settings;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures how fast one thread of this machine reads a pipeline's topics: with everything that Weir
 * does for each record (decode, apply, tally, and twice a second encode what changed), or with
 * nothing at all, which is the most that any reader can reach. Joins no group and stores nothing.
 */
public final class SpeedRun {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long ENCODE_NANOS = 500_000_000;

  private final Settings settings;
  private final Map<TopicPartition, Reading> partitions = new HashMap<>();
  private final RecordDecoder decoder;
  private final StageEvent event = new StageEvent();
  private final IngestTally tally = new IngestTally();
  private final SnapshotCodec codec = new SnapshotCodec();
  private final Consumer<ByteBuffer, ByteBuffer> consumer;

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

  private record Reading(PartitionState state, IngestTally.Cells cells) {}

  private SpeedRun(Settings settings, Consumer<ByteBuffer, ByteBuffer> consumer) {
    this.settings = settings;
    this.consumer = consumer;
    this.decoder = new RecordDecoder(settings.pipeline(), settings.maxBodyBytes(), null);
  }

  /**
   * Reads the topics from their beginning, over and over, first to warm up and then to measure.
   *
   * @param partitions of each topic, by name
   * @param kafka client properties
   * @param bare whether the records are not even looked at
   * @param records how many are measured; as many are read before
   */
  public static Result run(
      Settings settings,
      Map<String, Integer> partitions,
      Map<String, Object> kafka,
      boolean bare,
      long records) {
    var properties = new HashMap<>(new KafkaSettings(kafka, "none").consumer(0));
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "weir-speed");
    try (var consumer = new KafkaConsumer<ByteBuffer, ByteBuffer>(properties)) {
      var run = new SpeedRun(settings, consumer);
      run.assign(partitions);
      run.read(bare, records);
      return run.read(bare, records);
    }
  }

  private void assign(Map<String, Integer> topics) {
    Pipeline pipeline = settings.pipeline();
    topics.forEach(
        (topic, count) -> {
          var stage = pipeline.stageOf(topic).orElseThrow();
          var shape = StageShape.of(pipeline, stage, settings.keyLimit());
          boolean isLast = stage.equals(pipeline.stages().getLast());
          for (int partition = 0; partition < count; partition++) {
            partitions.put(
                new TopicPartition(topic, partition),
                new Reading(
                    new PartitionState(new PartitionId(topic, partition), shape, 0),
                    tally.cells(stage, topic, isLast)));
          }
        });
    consumer.assign(partitions.keySet());
    consumer.seekToBeginning(partitions.keySet());
  }

  private Result read(boolean bare, long wanted) {
    var ends = consumer.endOffsets(partitions.keySet(), PATIENCE);
    long began = System.nanoTime();
    long lastProgress = began;
    long lastEncoded = began;
    long records = 0;
    long bytes = 0;
    while (records < wanted && System.nanoTime() - lastProgress < PATIENCE.toNanos()) {
      var polled = consumer.poll(POLL);
      long now = System.nanoTime();
      if (polled.isEmpty()) {
        startOver(ends);
        continue;
      }
      lastProgress = now;
      for (var partition : polled.partitions()) {
        var batch = polled.records(partition);
        records += batch.size();
        bytes += bare ? skim(batch) : take(partition, batch);
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
    for (int at = 0; at < batch.size(); at++) {
      decoder.decode(batch.get(at), event);
      long givenUp = reading.state().apply(event);
      reading.cells().add(event, Long.MAX_VALUE, givenUp);
      bytes += event.sizeBytes;
    }
    return bytes;
  }
}
