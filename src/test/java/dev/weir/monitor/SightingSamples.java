package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.Sampling;
import dev.weir.trace.TraceIds;
import dev.weir.trace.TraceNotation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Makes sightings by hand, and batches of them as poll loops do. */
@NullMarked
public final class SightingSamples {
  /** A time of the sightings made here. */
  public static final long NOON = 1_772_452_800_000_000L;

  private SightingSamples() {}

  /** One of a trace at a place, with what is usual. */
  public static Sighting sighting(@Nullable String trace, @Nullable String id, long offset) {
    return sighting(trace, id, null, "market.ticks", offset, NOON + offset);
  }

  /** One with a parent and at some time. */
  public static Sighting sighting(
      @Nullable String trace,
      @Nullable String id,
      @Nullable String parent,
      String topic,
      long offset,
      long eventMicros) {
    return new Sighting(
        id,
        parent,
        trace,
        null,
        Sampling.UNKNOWN,
        trace == null ? null : TraceNotation.PLAIN,
        "INFY",
        topic,
        3,
        offset,
        eventMicros,
        eventMicros + 1_500,
        0,
        0);
  }

  /** The same as if it had been read again later. */
  static Sighting readAgain(Sighting first) {
    return new Sighting(
        first.eventId(),
        first.parentId(),
        first.traceId(),
        first.spanId(),
        first.sampling(),
        first.notation(),
        first.key(),
        first.topic(),
        first.partition(),
        first.offset(),
        first.eventMicros(),
        first.observedMicros() + 5_000_000,
        first.conditions(),
        first.k());
  }

  /** The event that it is of, as a decoder gives it. */
  static void fill(Sighting sighting, StageEvent event) {
    event.clear();
    event.offset = sighting.offset();
    event.eventTimeMicros = sighting.eventMicros();
    event.sampling = sighting.sampling();
    event.notation = sighting.notation();
    event.conditions = sighting.conditions();
    set(event.id, sighting.eventId());
    set(event.parent, sighting.parentId());
    set(event.trace, sighting.traceId());
    set(event.span, sighting.spanId());
    set(event.key, sighting.key());
  }

  /** Points at a text somewhere inside an array. */
  static void set(Slice slice, @Nullable String text) {
    if (text == null) {
      slice.clear();
    } else {
      byte[] bytes = ("{" + text + "}").getBytes(UTF_8);
      slice.set(bytes, 1, bytes.length - 2);
    }
  }

  /** Batches of these, as many as it takes; all of them have this name besides. */
  public static List<SightingBatch> batches(List<Sighting> sightings, String... names) {
    var batches = new ArrayList<SightingBatch>();
    var recorder = new SightingRecorder(Integer.MAX_VALUE, batches::add);
    var event = new StageEvent();
    var name = new Slice();
    for (var sighting : sightings) {
      fill(sighting, event);
      if (recorder.wants(event)) {
        recorder.begin(event);
        for (var text : names) {
          set(name, text);
          recorder.name(name);
        }
        recorder.finish(
            event,
            sighting.topic().getBytes(UTF_8),
            sighting.partition(),
            sighting.observedMicros());
      }
    }
    recorder.flush();
    return batches;
  }

  /** A batch that was read where one trace in 2^k was kept. */
  static SightingBatch batchAt(int k, Sighting sighting) {
    var event = new StageEvent();
    fill(sighting, event);
    var buffer = new SightingBuffer();
    buffer.begin(hash(String.valueOf(sighting.traceId())));
    buffer.finish(
        event,
        sighting.topic().getBytes(UTF_8),
        sighting.partition(),
        sighting.observedMicros(),
        k);
    return buffer.take();
  }

  /** What the journal is asked for. */
  public static long hash(String id) {
    byte[] bytes = id.getBytes(UTF_8);
    return TraceIds.hash(bytes, 0, bytes.length);
  }
}
