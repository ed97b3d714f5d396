package dev.weir.flow;

import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Stage events for tests: values that can be kept, and random streams of them. */
public final class Events {
  /** 2026-11-20T10:00:00Z in microseconds. */
  public static final long START = 1_795_168_800_000_000L;

  private Events() {}

  /**
   * What a record would tell.
   *
   * @param timeMicros event time
   * @param parentMicros parent's time or {@link StageEvent#NO_TIME}
   * @param key key as text, or null for none
   */
  public record Sample(
      long timeMicros,
      long parentMicros,
      @org.jspecify.annotations.Nullable String key,
      int bytes,
      int rejections,
      boolean traced) {

    /** Fills the flyweight as a decoder would. */
    public void fill(StageEvent event, long offset) {
      event.clear();
      event.offset = offset;
      event.recordTimeMicros = timeMicros;
      event.eventTimeMicros = timeMicros;
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
