package dev.weir.monitor;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span that was made from sightings. Ids are lower-case hex digits; times are nanoseconds since
 * 1970-01-01T00:00Z.
 *
 * @param traceId 32 digits
 * @param spanId 16 digits
 * @param parentSpanId 16 digits, of the same trace; null for a root
 * @param links further spans, of this trace or others, on which this one depends
 * @param service the {@code service.name} that it belongs to; {@link #WEIR} for our own work
 * @param namespace the {@code service.namespace} that its service is in
 * @param name what is shown of it first
 * @param kind which side of a message it is on
 * @param startNanos when it began
 * @param endNanos when it ended; never before it began
 * @param texts attributes that are texts
 * @param numbers attributes that are whole numbers
 * @param error what went wrong, in words; null when nothing did
 */
public record TraceSpan(
    String traceId,
    String spanId,
    @Nullable String parentSpanId,
    List<Link> links,
    String service,
    String namespace,
    String name,
    Kind kind,
    long startNanos,
    long endNanos,
    Map<String, String> texts,
    Map<String, Long> numbers,
    @Nullable String error) {

  /** Stands for the service that Weir itself is, whatever it was named. */
  public static final String WEIR = "";

  /**
   * Another span.
   *
   * @param traceId 32 hex digits
   * @param spanId 16 hex digits
   */
  public record Link(String traceId, String spanId) {
    /** Written out since the generated one takes microseconds natively; see performance.md. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Link that
          && spanId.equals(that.spanId)
          && traceId.equals(that.traceId);
    }

    @Override
    public int hashCode() {
      return 31 * traceId.hashCode() + spanId.hashCode();
    }
  }

  /** Copies the collections. */
  public TraceSpan {
    links = List.copyOf(links);
    texts = Map.copyOf(texts);
    numbers = Map.copyOf(numbers);
  }

  /** The kinds that are made. */
  public enum Kind {
    /** A whole trace. */
    INTERNAL,
    /** A message was sent. */
    PRODUCER,
    /** A message was to be processed. */
    CONSUMER
  }
}
