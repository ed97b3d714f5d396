package dev.weir.kafka;

import dev.weir.flow.PartitionId;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.kafka.fetch.RecordCursor;
import dev.weir.monitor.LogSearch;
import dev.weir.monitor.LogSearch.Answer;
import dev.weir.monitor.LogSearch.Hit;
import dev.weir.monitor.LogSearch.Request;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.PackedId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * One search: asks where the window begins in each log of the stage, and reads on from there, all
 * partitions side by side. It takes its time: it rests for as long as it has worked, and longer
 * when it would read too fast, so that neither the brokers nor the ingest notice it.
 */
final class LogScan {
  /** Each question to the brokers is given up after this time. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final long MAX_SECONDS = Long.MAX_VALUE / 2_000;
  private static final int MOST_SIGHTINGS = 1_000;
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<ByteBuffer, ByteBuffer> consumer;
  private final Pipeline pipeline;
  private final RecordDecoder decoder;
  private final RecordCursor cursor = new RecordCursor();
  private final LoopClock clock;
  private final Limits limits;
  private final SightingTap sightings;
  private final Stage stage;
  private final Request request;
  private final long fromMs;
  private final long toMs;
  private final WantedIds wanted;
  private final StageEvent event = new StageEvent();
  private final PackedId id = new PackedId();
  private final Map<TopicPartition, LogStretch> open = new HashMap<>();
  private final List<Hit> hits = new ArrayList<>();
  private boolean isWhole = true;
  private long looked;

  /**
   * How much a search may take.
   *
   * @param records at most so many are looked at
   * @param time and no longer than this
   * @param perSecond at most so many records in a second
   */
  record Limits(long records, Duration time, int perSecond) {
    /** Those of a search in operation. */
    static final Limits USUAL = new Limits(5_000_000, Duration.ofSeconds(60), 200_000);
  }

  /**
   * Nothing is asked yet.
   *
   * @param consumer without an assignment; it is left with one
   * @param sightings sees what is found, so that it can be looked up like what was sampled
   */
  LogScan(
      Consumer<ByteBuffer, ByteBuffer> consumer,
      Pipeline pipeline,
      RecordDecoder decoder,
      LoopClock clock,
      Limits limits,
      SightingTap sightings,
      Request request) {
    this.consumer = consumer;
    this.pipeline = pipeline;
    this.decoder = decoder;
    this.clock = clock;
    this.limits = limits;
    this.sightings = sightings;
    this.request = request;
    this.stage =
        pipeline
            .stage(request.stage())
            .orElseThrow(() -> new IllegalArgumentException("no stage " + request.stage()));
    // Records have whole milliseconds: the first one that is not before.
    long from = millis(request.from());
    boolean isBefore = Instant.ofEpochMilli(from).isBefore(request.from());
    this.fromMs = Math.max(isBefore ? from + 1 : from, 0);
    this.toMs = millis(request.to());
    this.wanted = new WantedIds(request.ids());
  }

  /** Searches; blocks, and throws what the client throws. */
  Answer run() {
    long began = clock.nanoTime();
    locate();
    long lastProgress = clock.nanoTime();
    while (!open.isEmpty()) {
      long now = clock.nanoTime();
      if (looked >= limits.records() || now - began >= limits.time().toNanos()) {
        isWhole = false;
        break;
      }
      long before = looked;
      boolean further = step();
      long ended = clock.nanoTime();
      if (further) {
        lastProgress = ended;
      } else if (ended - lastProgress >= TIMEOUT.toNanos()) {
        // Fails if the brokers are gone. If they are not, there is nothing more to come: offsets
        // up to the end may have been compacted away.
        consumer.endOffsets(open.keySet(), TIMEOUT);
        isWhole = false;
        break;
      }
      sightings.release();
      sightings.tick(ended);
      rest(ended - now, looked - before);
    }
    sightings.release();
    sightings.flush();
    return new Answer(hits, isWhole);
  }

  /** How many records were looked at so far. */
  long looked() {
    return looked;
  }

  private void locate() {
    var partitions = new ArrayList<TopicPartition>();
    for (var topic : new StageTopics(pipeline, stage).existing(consumer, TIMEOUT)) {
      for (var partition : consumer.partitionsFor(topic, TIMEOUT)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    }
    if (partitions.isEmpty()) {
      return;
    }
    var times = new HashMap<TopicPartition, Long>();
    partitions.forEach(partition -> times.put(partition, fromMs));
    var ends = consumer.endOffsets(partitions, TIMEOUT);
    var starts = consumer.offsetsForTimes(times, TIMEOUT);
    for (var partition : partitions) {
      var start = starts.get(partition);
      var end = ends.get(partition);
      if (start != null && end != null && start.offset() < end) {
        var id = new PartitionId(partition.topic(), partition.partition());
        open.put(partition, new LogStretch(id, start.offset(), end, toMs));
      }
    }
    consumer.assign(open.keySet());
    open.forEach((partition, stretch) -> consumer.seek(partition, stretch.next()));
  }

  /** Looks at what one poll brings; says whether it has come further. */
  private boolean step() {
    boolean further = false;
    try {
      var records = consumer.poll(POLL);
      for (var partition : records.partitions()) {
        var stretch = open.get(partition);
        if (stretch != null) {
          take(stretch, records.records(partition));
          further = true;
        }
      }
      // Also moves past aborted records and those that were compacted away.
      for (var next : records.nextOffsets().entrySet()) {
        var stretch = open.get(next.getKey());
        further |= stretch != null && stretch.reached(next.getValue().offset());
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      further = stepOver(e);
    }
    var over = open.keySet().stream().filter(this::isOver).toList();
    if (!over.isEmpty()) {
      consumer.pause(over);
      over.forEach(open::remove);
    }
    return further;
  }

  private boolean isOver(TopicPartition partition) {
    var stretch = open.get(partition);
    return stretch == null || stretch.isOver();
  }

  /** Goes on behind what the client cannot deliver, such as a batch with a bad checksum. */
  private boolean stepOver(KafkaException failure) {
    var partition = CorruptRecord.partitionOf(failure).orElse(null);
    var stretch = partition == null ? null : open.get(partition);
    if (partition == null || stretch == null) {
      throw failure;
    }
    isWhole &= !stretch.failed();
    consumer.seek(partition, stretch.next());
    return true;
  }

  private void take(LogStretch stretch, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
    cursor.over(records);
    var record = cursor.record();
    while (cursor.next()) {
      if (record.offset() < stretch.next()) {
        continue;
      }
      if (stretch.isOver() || stretch.endsBefore(record.offset())) {
        return;
      }
      if (looked >= limits.records()) {
        isWhole = false;
        return;
      }
      looked++;
      if (record.isDamaged()) {
        isWhole = false;
        stretch.reached(record.offset() + 1);
        continue;
      }
      long timeMs = record.timestampMs();
      if (timeMs >= fromMs && timeMs <= toMs) {
        look(stretch.partition, record);
      }
      stretch.passed(record.offset(), timeMs);
    }
  }

  private void look(PartitionId partition, FetchedRecord record) {
    if (!decode(record)) {
      isWhole = false;
      return;
    }
    var field = field();
    if (field.length() <= 0) {
      return;
    }
    id.set(field.bytes(), field.offset(), field.length());
    var found = wanted.take(id, LogSearch.MAX_HITS);
    if (found != null) {
      hits.add(
          new Hit(
              found,
              partition,
              event.offset,
              event.eventTimeMicros,
              event.trace.isPresent() ? event.trace.toString() : null,
              event.conditions));
      if (hits.size() <= MOST_SIGHTINGS) {
        sightings.found(event, record);
      }
    }
  }

  private boolean decode(FetchedRecord record) {
    try {
      decoder.decode(record, event);
      return decoder.awaitedSchema() == 0;
    } catch (RuntimeException e) {
      // The decoder promises not to throw. If it does, one record must not hide the others.
      return false;
    }
  }

  private Slice field() {
    return switch (request.by()) {
      case ID -> event.id;
      case PARENT -> event.parent;
      case TRACE -> event.trace;
    };
  }

  private void rest(long workedNanos, long records) {
    long due = records * 1_000_000_000 / limits.perSecond();
    clock.pause(Duration.ofNanos(Math.max(workedNanos, due - workedNanos)));
  }

  /** Milliseconds since 1970, as far as records have them. */
  private static long millis(Instant instant) {
    boolean isFar = Math.abs(instant.getEpochSecond()) > MAX_SECONDS;
    return isFar
        ? Long.signum(instant.getEpochSecond()) * MAX_SECONDS * 1_000
        : instant.toEpochMilli();
  }
}
