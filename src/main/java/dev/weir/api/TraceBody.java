package dev.weir.api;

import dev.weir.flow.Micros;
import dev.weir.monitor.Sighting;
import dev.weir.monitor.TracePath;
import dev.weir.monitor.TracePath.Passage;
import dev.weir.monitor.TracePath.Step;
import dev.weir.trace.Sampling;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

// The flag is an Object and the number a Number here, as numbers in HopBody: generated serializers
// drop a null Boolean, Long or Double, and the contract's shapes have every field.
/**
 * The way of one trace through the pipeline.
 *
 * @param traceId its id; null when its events carry none
 * @param sightings its events, in the order of their times
 * @param hops what became of them on each hop
 */
public record TraceBody(@Nullable String traceId, List<Seen> sightings, List<Passed> hops) {

  /**
   * An event.
   *
   * @param stage the stage that wrote it
   * @param eventId its own id, or null
   * @param parentId its parent's id, or null
   * @param traceId the trace id that it carries, or null
   * @param spanId its producer's span id, or null
   * @param sampled whether the producer's tracer records the trace; null when it does not say
   * @param format where the trace id was found, such as w3c; null without one
   * @param key its key, such as its symbol, or null
   * @param topic where the record is
   * @param partition where it is
   * @param offset where it is
   * @param eventTime when it happened; null when nothing tells
   * @param observedTime when Weir read it
   */
  public record Seen(
      String stage,
      @Nullable String eventId,
      @Nullable String parentId,
      @Nullable String traceId,
      @Nullable String spanId,
      @Schema(type = SchemaType.BOOLEAN) @Nullable Object sampled,
      @Nullable String format,
      @Nullable String key,
      String topic,
      int partition,
      long offset,
      @Nullable Instant eventTime,
      Instant observedTime) {

    static Seen of(Step step) {
      Sighting sighting = step.sighting();
      var notation = sighting.notation();
      long micros = sighting.eventMicros();
      return new Seen(
          step.stage(),
          sighting.eventId(),
          sighting.parentId(),
          sighting.traceId(),
          sighting.spanId(),
          sampled(sighting.sampling()),
          notation == null ? null : notation.label(),
          sighting.key(),
          sighting.topic(),
          sighting.partition(),
          sighting.offset(),
          micros <= 0 ? null : Micros.toInstant(micros),
          Objects.requireNonNull(Micros.toInstant(sighting.observedMicros())));
    }

    private static @Nullable Boolean sampled(Sampling decision) {
      return switch (decision) {
        case UNKNOWN -> null;
        case NOT_SAMPLED -> false;
        case SAMPLED, DEBUG -> true;
      };
    }
  }

  /**
   * What became of an event on a hop.
   *
   * @param from the upstream stage
   * @param to the downstream stage
   * @param latencySeconds the child's event time less its parent's; null without a child
   * @param state completed, late, pending, missing, or negative
   */
  public record Passed(String from, String to, @Nullable Number latencySeconds, String state) {

    static Passed of(Passage passage) {
      var micros = passage.latencyMicros();
      return new Passed(
          passage.from(),
          passage.to(),
          micros == null ? null : micros / 1e6,
          passage.state().name().toLowerCase(Locale.ROOT));
    }
  }

  static TraceBody of(TracePath path) {
    return new TraceBody(
        path.traceId(),
        path.steps().stream().map(Seen::of).toList(),
        path.passages().stream().map(Passed::of).toList());
  }
}
