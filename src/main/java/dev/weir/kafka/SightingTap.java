package dev.weir.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.flow.Micros;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SightingRecorder;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where the journal takes sightings of what a poll loop reads; nowhere when there is none. */
final class SightingTap {
  private static final Logger LOG = Logger.getLogger(SightingTap.class);

  /** Takes nothing. */
  static final SightingTap NOWHERE = new SightingTap(null, null, InstantSource.system());

  private final @Nullable SightingRecorder recorder;
  private final @Nullable TraceNames names;
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
        InstantSource.system());
  }

  private SightingTap(
      @Nullable SightingRecorder recorder, @Nullable TraceNames names, InstantSource clock) {
    this.recorder = recorder;
    this.names = names;
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
        : new SightingTap(journal.recorderOfFindings(), names(settings, schemas), clock);
  }

  private static TraceNames names(Settings settings, @Nullable SchemaSource schemas) {
    return new TraceNames(settings.pipeline(), settings.maxBodyBytes(), schemas);
  }

  /**
   * Sees an event; most often that is a look at its trace's hash.
   *
   * @param topic the record's, in UTF-8
   * @return whether its trace is kept
   */
  boolean see(
      StageEvent event,
      ConsumerRecord<ByteBuffer, ByteBuffer> record,
      byte[] topic,
      long nowMicros) {
    if (recorder == null || names == null || !recorder.wants(event)) {
      return false;
    }
    recorder.begin(event);
    used = true;
    try {
      names.read(record, recorder);
    } catch (RuntimeException e) {
      // The decoder promises not to throw. If it does, the trace has a name less.
      LOG.debugv(e, "names of a trace could not be read");
    }
    recorder.finish(event, topic, record.partition(), nowMicros);
    return true;
  }

  /** Sees an event that was looked up just now. */
  void found(StageEvent event, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    if (recorder != null) {
      see(event, record, record.topic().getBytes(UTF_8), Micros.of(clock.instant()));
    }
  }

  /** Passes time. */
  void tick(long nowNanos) {
    if (recorder != null) {
      recorder.tick(nowNanos);
    }
  }

  /** Sends what was seen so far. */
  void flush() {
    if (recorder != null) {
      recorder.flush();
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
