package dev.weir.kafka;

import static dev.weir.monitor.Field.field;

import dev.weir.flow.Micros;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.kafka.fetch.RecordCursor;
import dev.weir.monitor.BatchSpans;
import dev.weir.monitor.Beats;
import dev.weir.monitor.IngestBoard;
import dev.weir.monitor.IngestTally;
import dev.weir.monitor.Pace;
import dev.weir.monitor.Settings;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * One poll thread: it owns its consumer and the state of the partitions assigned to it. It waits
 * for nothing but the next records.
 */
final class IngestLoop implements Runnable {
  private static final Logger LOG = Logger.getLogger(IngestLoop.class);
  private static final Duration POLL = Duration.ofMillis(50);
  // While nothing comes, most of what Weir costs is its polls: records end one, other things do
  // not.
  private static final Duration IDLE_POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(250);
  // Readers see figures of this age at most, however seldom they are committed.
  private static final Duration SHOW = Duration.ofMillis(500);

  // Encoding takes at most one part in so many of the loop's time, and sending as much again.
  private static final int WRITE_SHARE = 50;

  // Producers whose clocks are further ahead than this tell no latency.
  private static final long AHEAD_MICROS = Duration.ofSeconds(60).toNanos() / 1_000;

  private final String name;
  private final Consumer<ByteBuffer, ByteBuffer> consumer;
  private final Settings settings;
  private final IngestBoard board;
  private final Beats beats;
  private final RecordDecoder decoder;
  private final RecordCursor cursor = new RecordCursor();
  private final StageEvent event = new StageEvent();
  private final IngestTally tally = new IngestTally();
  private final Assignments assignments;
  private final SightingTap sightings;
  private final BatchSpans batches;
  private final InstantSource clock;
  private final LoopClock ticks;
  private final SchemaWaits schemaWaits;
  private final Refusals refusals;
  private final CatchUp catchUp;
  private volatile boolean stopping;
  private final Pace shows;
  private final Pace commits;
  private boolean troubled;
  private boolean idle;
  private boolean isToGiveWay;

  IngestLoop(
      String name,
      Consumer<ByteBuffer, ByteBuffer> consumer,
      Settings settings,
      IngestPorts ports,
      IngestBoard board,
      Beats beats) {
    this.name = name;
    this.consumer = consumer;
    this.settings = settings;
    this.board = board;
    this.beats = beats;
    this.decoder = new RecordDecoder(settings.pipeline(), settings.maxBodyBytes(), ports.schemas());
    this.clock = ports.clock();
    this.ticks = ports.ticks();
    var interval = settings.commitInterval();
    this.shows = new Pace(interval.compareTo(SHOW) < 0 ? interval : SHOW, WRITE_SHARE);
    this.commits = new Pace(interval, WRITE_SHARE);
    this.sightings = new SightingTap(settings, ports.journal(), ports.schemas());
    this.batches = ports.batches();
    this.assignments = new Assignments(name, consumer, settings, ports, board, tally);
    this.schemaWaits = new SchemaWaits(consumer, ports.schemas(), assignments::holds);
    this.refusals = new Refusals(consumer, board, assignments);
    this.catchUp =
        new CatchUp(settings.pipeline(), consumer, assignments::all, board, clock, ticks);
  }

  @Override
  public void run() {
    try {
      begin();
      while (!stopping) {
        step();
        if (isToGiveWay && !idle) {
          isToGiveWay = false;
          PollPriority.lower();
        }
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to stop");
    } finally {
      // A loop that dies of a defect keeps its last beat, so that the liveness probe fails.
      if (stopping) {
        beats.forget(name);
      }
      end();
    }
  }

  /** Lowers the priority of {@link #run}'s thread at the first records: the start has no time. */
  void giveWay() {
    isToGiveWay = true;
  }

  /** What {@link #run} does first, for who does not run it. */
  void begin() {
    Subscription.of(settings.pipeline()).subscribe(consumer, assignments);
  }

  /** What {@link #run} does last. */
  void end() {
    sightings.flush();
    assignments.close();
  }

  /** Ends the loop soon; what was applied is committed first. */
  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  /** One round of {@link #run}: what one poll brings, then what is due. */
  void step() {
    beats.beat(name);
    guarded(this::read);
    guarded(this::handle);
  }

  private void read() {
    var records = consumer.poll(patience());
    idle = records.isEmpty();
    long startMicros = batches.isOn() ? Micros.of(clock.instant()) : 0;
    long startNanos = ticks.nanoTime();
    long read = 0;
    for (var partition : records.partitions()) {
      read += apply(partition, records.records(partition));
    }
    batches.applied(read, startMicros, startNanos, ticks.nanoTime());
    // Also moves past control records and aborted ones, of which no record is returned.
    records
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              var target = assignments.reading(partition);
              if (target != null) {
                target.owner.advance(next.offset());
                target.countedUpTo = Math.max(target.countedUpTo, next.offset());
              }
            });
    troubled = false;
  }

  private Duration patience() {
    if (!idle || assignments.awaitsAnswers()) {
      return POLL;
    }
    long now = ticks.nanoTime();
    long nanos = Math.min(shows.untilDue(now), commits.untilDue(now));
    return Duration.ofNanos(Math.clamp(nanos, POLL.toNanos(), IDLE_POLL.toNanos()));
  }

  private void handle() {
    long now = ticks.nanoTime();
    assignments.answers(now);
    schemaWaits.answers();
    refusals.answers(now);
    catchUp.release(now);
    sightings.tick(now);
    if (shows.isDue(now)) {
      assignments.show();
      board.tally(name, tally.counts());
      shows.done(now, ticks.nanoTime());
    }
    long shown = ticks.nanoTime();
    if (commits.isDue(shown)) {
      // Before the offsets that they are of, or a crash would leave them out.
      sightings.flush();
      assignments.commit(shown);
      long done = ticks.nanoTime();
      commits.done(shown, done);
      batches.committed(done - shown, done);
    }
  }

  /** What the client throws is trouble with the brokers: it must never end the loop. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (OffsetOutOfRangeException e) {
      assignments.breaks().outOfRange(e);
    } catch (WakeupException e) {
      throw e;
    } catch (TopicAuthorizationException e) {
      // Without a partition to leave alone it would be thrown again at once.
      if (!refusals.refuse(e, ticks.nanoTime())) {
        ticks.pause(PAUSE);
      }
    } catch (KafkaException e) {
      if (!troubled) {
        LOG.warnv("trouble with the brokers", field("loop", name), field("detail", e.toString()));
      }
      troubled = true;
      var corrupt = CorruptRecord.partitionOf(e);
      if (corrupt.isEmpty() || !assignments.breaks().skipCorrupt(corrupt.get(), event, e)) {
        ticks.pause(PAUSE);
      }
    }
  }

  /** Applies what was polled of a partition, and returns how many records that is. */
  private long apply(
      TopicPartition partition, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
    var target = assignments.reading(partition);
    if (target == null) {
      return 0; // The consumer had these before it was paused; they are read again after the seek.
    }
    cursor.over(records);
    long count = cursor.count();
    apply(target, count / 2);
    // What was fetched may be large, and the next records may be long in coming.
    event.release();
    decoder.release();
    sightings.release();
    cursor.release();
    return count;
  }

  /** Applies what the cursor goes through; the delays of the {@code sampled}-th are counted. */
  private void apply(OwnedPartition target, long sampled) {
    var owner = target.owner;
    long now = Micros.of(clock.instant());
    long latest = now + AHEAD_MICROS;
    var record = cursor.record();
    for (long at = 0; cursor.next(); at++) {
      if (record.offset() < owner.nextOffset()) {
        continue;
      }
      decode(record);
      if (decoder.awaitedSchema() != 0) {
        schemaWaits.begin(target, decoder.awaitedSchema(), record.offset());
        return;
      }
      if (event.placeMicros() > target.holdAfter && catchUp.holds(target, event)) {
        return;
      }
      long givenUp = owner.apply(event);
      if (sightings.see(event, record, target.topicName, now)) {
        batches.link(event, target.topicName, record.partition());
      }
      if (event.rejections != 0) {
        RejectionExamples.keep(owner.rejected(), event, record, decoder);
      }
      if (event.offset >= target.countedUpTo) {
        target.cells.add(event, latest, givenUp);
        if (at == sampled) {
          target.cells.addDelays(event, record.isStamped(), now);
        }
      }
    }
  }

  private void decode(FetchedRecord record) {
    try {
      decoder.decode(record, event);
    } catch (RuntimeException e) {
      // The decoder promises not to throw. If it does, one record must not stop a partition.
      LOG.debugv("decoder failed", field("offset", record.offset()), field("error", e));
      event.clear();
      event.offset = record.offset();
      event.sizeBytes = record.key().length() + record.body().length();
      event.reject(Rejection.RECORD_CORRUPT);
    }
  }
}
