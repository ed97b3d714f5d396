package dev.weir.monitor;

import dev.weir.trace.Sampling;
import dev.weir.trace.TraceNotation;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a trace as it was seen in a topic. Its stage is not in it: that is what the
 * definition says of its topic, now. Times are microseconds since 1970-01-01T00:00Z.
 *
 * <p>Texts are cut where {@link SightingBuffer} says.
 *
 * @param eventId the event's own id; null when it has none
 * @param parentId its parent's; null when it has none
 * @param traceId the trace's, as the decoder gives it; null when the event has none
 * @param spanId 16 lower-case hex digits; null when the notation has none
 * @param sampling what the producer's tracer decided
 * @param notation where the trace id was found; null exactly without one
 * @param key what the key table counts by; null when the event has none
 * @param topic where the record is
 * @param partition where it is
 * @param offset where it is
 * @param eventMicros when it happened, 0 when nothing tells
 * @param observedMicros when it was read, by our clock
 * @param conditions which conditions of the hops that begin at its stage held, as in {@link
 *     dev.weir.pipeline.StageEvent#conditions}
 * @param k one trace in 2^k was kept when it was read
 */
public record Sighting(
    @Nullable String eventId,
    @Nullable String parentId,
    @Nullable String traceId,
    @Nullable String spanId,
    Sampling sampling,
    @Nullable TraceNotation notation,
    @Nullable String key,
    String topic,
    int partition,
    long offset,
    long eventMicros,
    long observedMicros,
    long conditions,
    int k) {

  private record Place(String topic, int partition, long offset) {}

  /**
   * The same without those of records that were read again: of each, the one that was read first.
   */
  public static List<Sighting> distinct(List<Sighting> sightings) {
    var byPlace = new LinkedHashMap<Place, Sighting>();
    for (var sighting : sightings) {
      byPlace.merge(
          new Place(sighting.topic, sighting.partition, sighting.offset),
          sighting,
          (one, other) -> one.observedMicros <= other.observedMicros ? one : other);
    }
    return List.copyOf(byPlace.values());
  }
}
