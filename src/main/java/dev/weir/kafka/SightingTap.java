package dev.weir.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.flow.Micros;
import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SightingRecorder;
import dev.weir.monitor.SlowEvents;
import dev.weir.pipeline.StageEvent;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where the journal takes sightings of what a poll loop reads; nowhere when there is none. */
final class SightingTap {
  private static final Logger LOG = Logger.getLogger(SightingTap.class);

  /** Takes nothing. */
  static final SightingTap NOWHERE =
      new SightingTap(null, null, null, null, InstantSource.system());

  private final @Nullable SightingRecorder recorder;
  private final @Nullable TraceNames names;
  // For events that are kept though their traces are not sampled.
  private final @Nullable SlowEvents slow;
  private final @Nullable SightingRecorder slowRecorder;
  private final InstantSource clock;
  private boolean used;

  /**
   * A tap for one loop.
   *
   * @param journal null when sightings are not kept
   */
  SightingTap(Settings settings, @Nullable JournalQueue journal, @Nullable SchemaSource schemas) {
    this(
        journal == null ? null : journal.recorder(),
        journal == null ? null : names(settings, schemas),
        journal == null ? null : new SlowEvents(settings),
        journal == null ? null : journal.recorderOfFindings(),
        InstantSource.system());
  }

  private SightingTap(
      @Nullable SightingRecorder recorder,
      @Nullable TraceNames names,
      @Nullable SlowEvents slow,
      @Nullable SightingRecorder slowRecorder,
      InstantSource clock) {
    this.recorder = recorder;
    this.names = names;
    this.slow = slow;
    this.slowRecorder = slowRecorder;
    this.clock = clock;
  }

  /** A tap for what is looked up in the logs: it takes the sightings of all traces. */
  static SightingTap ofFindings(
      Settings settings,
      @Nullable JournalQueue journal,
      @Nullable SchemaSource schemas,
      InstantSource clock) {
    return journal == null
        ? NOWHERE
        : new SightingTap(
            journal.recorderOfFindings(), names(settings, schemas), null, null, clock);
  }

  private static TraceNames names(Settings settings, @Nullable SchemaSource schemas) {
    return new TraceNames(settings.pipeline(), settings.maxBodyBytes(), schemas);
  }

  /**
   * Sees an event; most often that is a look at its trace's hash.
   *
   * @param topic the record's, in UTF-8
   * @return whether its trace is sampled
   */
  boolean see(StageEvent event, FetchedRecord record, byte[] topic, long nowMicros) {
    if (recorder == null) {
      return false;
    }
    if (recorder.wants(event)) {
      keep(recorder, event, record, topic, nowMicros);
      return true;
    }
    if (slow != null && slowRecorder != null && slow.takes(event) && slowRecorder.wants(event)) {
      keep(slowRecorder, event, record, topic, nowMicros);
    }
    return false;
  }

  /** Writes down an event that the recorder has just wanted. */
  private void keep(
      SightingRecorder in, StageEvent event, FetchedRecord record, byte[] topic, long nowMicros) {
    in.begin(event);
    if (names != null) {
      used = true;
      try {
        names.read(record, in);
      } catch (RuntimeException e) {
        // The decoder promises not to throw. If it does, the trace has a name less.
        LOG.debugv(e, "names of a trace could not be read");
      }
    }
    in.finish(event, topic, record.partition(), nowMicros);
  }

  /** Sees an event that was looked up just now. */
  void found(StageEvent event, FetchedRecord record) {
    if (recorder != null) {
      see(event, record, record.topic().getBytes(UTF_8), Micros.of(clock.instant()));
    }
  }

  /** Passes time. */
  void tick(long nowNanos) {
    if (recorder != null) {
      recorder.tick(nowNanos);
    }
    if (slow != null && slowRecorder != null) {
      slow.tick(nowNanos);
      slowRecorder.tick(nowNanos);
    }
  }

  /** Sends what was seen so far. */
  void flush() {
    if (recorder != null) {
      recorder.flush();
    }
    if (slowRecorder != null) {
      slowRecorder.flush();
    }
  }

  /** Lets the arrays go in which the last record lay. */
  void release() {
    if (used && names != null) {
      names.release();
      used = false;
    }
  }
}
