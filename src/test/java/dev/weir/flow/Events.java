package dev.weir.flow;

import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import dev.weir.trace.TraceNotation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Stage events for tests: values that can be kept, and random streams of them. */
public final class Events {
  /** 2026-11-20T10:00:00Z in microseconds. */
  public static final long START = 1_795_168_800_000_000L;

  private static final long HOURS = 6 * 3_600_000_000L;

  private Events() {}

  /**
   * What a record would tell.
   *
   * @param timeMicros event time
   * @param parentMicros parent's time or {@link StageEvent#NO_TIME}
   * @param key key as text, or null for none
   * @param traced whether there is a trace id
   * @param recordMicros the record's time or {@link StageEvent#NO_TIME}
   */
  public record Sample(
      long timeMicros,
      long parentMicros,
      @Nullable String key,
      int bytes,
      int rejections,
      boolean traced,
      long recordMicros) {

    /** A record whose time is that of its event. */
    public Sample(
        long timeMicros,
        long parentMicros,
        @Nullable String key,
        int bytes,
        int rejections,
        boolean traced) {
      this(timeMicros, parentMicros, key, bytes, rejections, traced, timeMicros);
    }

    /** The same event by clocks that are off by so much. */
    Sample shifted(long micros) {
      return new Sample(timeMicros + micros, parentMicros, key, bytes, rejections, traced);
    }

    /** Fills the flyweight as a decoder would. */
    public void fill(StageEvent event, long offset) {
      event.clear();
      event.offset = offset;
      event.recordTimeMicros = recordMicros;
      event.eventTimeMicros = timeMicros;
      boolean comparable = recordMicros != StageEvent.NO_TIME && timeMicros > 0;
      event.skewMicros = comparable ? timeMicros - recordMicros : StageEvent.NO_TIME;
      event.parentTimeMicros = parentMicros;
      event.originTimeMicros = parentMicros;
      event.sizeBytes = bytes;
      event.rejections = rejections;
      if (key != null) {
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        event.key.set(text, 0, text.length);
      }
      if (traced) {
        event.trace.set(new byte[] {'a'}, 0, 1);
        event.notation = TraceNotation.of(bytes % TraceNotation.count());
      }
    }
  }

  /** A stream of events that is nearly in order, with some of everything. */
  public static List<Sample> stream(RandomGenerator random, int count, int keys) {
    var samples = new ArrayList<Sample>();
    long time = START;
    for (int at = 0; at < count; at++) {
      time += random.nextInt(200_000);
      long own = random.nextInt(20) == 0 ? time - random.nextInt(90_000_000) : time;
      long parent =
          random.nextInt(5) == 0
              ? StageEvent.NO_TIME
              : own - (long) Math.exp(random.nextDouble() * 18) + 50;
      int rejections = random.nextInt(30) == 0 ? Rejection.BODY_MALFORMED.bit() : 0;
      var key = random.nextInt(50) == 0 ? null : "key-" + random.nextInt(keys);
      samples.add(
          new Sample(own, parent, key, random.nextInt(900), rejections, random.nextBoolean()));
    }
    return samples;
  }

  /** The same with clocks that are ahead and behind, for one event and for a while, or missing. */
  public static List<Sample> rogueStream(RandomGenerator random, int count, int keys) {
    var samples = new ArrayList<Sample>();
    long shift = 0;
    for (var sample : stream(random, count, keys)) {
      if (random.nextInt(100) == 0) {
        shift = random.nextBoolean() ? 0 : random.nextLong(-HOURS, HOURS);
      }
      var odd =
          switch (random.nextInt(40)) {
            case 0 -> sample.shifted(random.nextLong(HOURS));
            case 1 -> sample.shifted(-random.nextLong(HOURS));
            case 2 -> sample.shifted(300 * HOURS);
            case 3 -> at(0, StageEvent.NO_TIME, sample);
            case 4 -> at(sample.timeMicros() + HOURS, StageEvent.NO_TIME, sample);
            case 5 -> at(sample.timeMicros() + random.nextLong(HOURS), sample.timeMicros(), sample);
            default -> sample.shifted(shift);
          };
      samples.add(odd);
    }
    return samples;
  }

  /** A sample at another event time and record time. */
  public static Sample at(long timeMicros, long recordMicros, Sample sample) {
    return new Sample(
        timeMicros,
        sample.parentMicros(),
        sample.key(),
        sample.bytes(),
        sample.rejections(),
        sample.traced(),
        recordMicros);
  }

  /** Where the sane clocks of a stream of so many events end, or nearly so. */
  public static Instant end(int count) {
    return Instant.EPOCH.plus(START + count * 100_000L, ChronoUnit.MICROS);
  }

  /** A pipeline of two stages, the second after the first. */
  public static Pipeline pipeline() {
    var defaults = FieldSources.defaults();
    var fields =
        new FieldSources(
            defaults.trace(),
            defaults.id(),
            defaults.parent(),
            defaults.time(),
            defaults.time(),
            defaults.key());
    var hop = new Hop("first", "second", Hop.Expect.SOME, null, null);
    return pipeline(fields, hop);
  }

  private static Pipeline pipeline(FieldSources fields, Hop hop) {
    return Pipelines.of(
        fields,
        List.of(
            new Stage("first", List.of(new TopicSelector.Exact("one")), List.of(), null, null),
            new Stage(
                "second", List.of(new TopicSelector.Exact("two")), List.of(hop), null, null)));
  }

  /** The shape of the second stage of {@link #pipeline}. */
  public static StageShape shape(int keyLimit) {
    var pipeline = pipeline();
    return StageShape.of(pipeline, pipeline.stages().getLast(), keyLimit);
  }
}
