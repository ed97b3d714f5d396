package dev.weir.kafka.decode;

import static dev.weir.pipeline.StageEvent.NO_TIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.Baggage;
import dev.weir.trace.HeaderTable;
import dev.weir.trace.Pathway;
import dev.weir.trace.TraceState;
import java.util.List;
import java.util.stream.Stream;

/**
 * The values inside headers that travel with a trace context: {@code baggage}, {@code tracestate}
 * and Datadog's pathway. Each source has a slot. Not thread-safe; allocates only when constructed.
 */
final class ContextValues {
  /** A source: its key, and where its value is decoded, so that it outlives the next one's. */
  private sealed interface Reader {}

  private record BaggageReader(int header, byte[] key, Baggage baggage) implements Reader {}

  private record TraceStateReader(int header, byte[] key) implements Reader {}

  private record PathwayReader(boolean start) implements Reader {}

  private static final String BAGGAGE = "header baggage is not of its form";
  private static final String TRACE_STATE = "header tracestate is not of its form";
  private static final String PATHWAY = "the header of Datadog's pathway is not of its form";

  private final List<FieldSource.Carried> sources;
  private final Reader[] readers;
  private final TraceState traceState = new TraceState();
  private final Pathway pathway = new Pathway();
  private final int[] pathwaySlots;

  /**
   * A reader of headers in this table.
   *
   * @param sources those of other kinds are passed over
   * @param headers has a slot for each of their {@link #headerNames}
   */
  ContextValues(Stream<FieldSource> sources, HeaderTable headers) {
    this.sources =
        sources
            .filter(FieldSource.Carried.class::isInstance)
            .map(FieldSource.Carried.class::cast)
            .distinct()
            .toList();
    readers = this.sources.stream().map(source -> reader(source, headers)).toArray(Reader[]::new);
    pathwaySlots = Pathway.headers().stream().mapToInt(headers::slotOf).toArray();
  }

  /** The names of the headers that a source reads. */
  static Stream<String> headerNames(FieldSource.Carried source) {
    return switch (source) {
      case FieldSource.Baggage _ -> Stream.of(Baggage.HEADER);
      case FieldSource.TraceState _ -> Stream.of(TraceState.HEADER);
      case FieldSource.PathwayStart _, FieldSource.PathwayEdge _ -> Pathway.headers().stream();
    };
  }

  private static Reader reader(FieldSource.Carried source, HeaderTable headers) {
    return switch (source) {
      case FieldSource.Baggage(String key) ->
          new BaggageReader(headers.slotOf(Baggage.HEADER), key.getBytes(UTF_8), new Baggage());
      case FieldSource.TraceState(String key) ->
          new TraceStateReader(headers.slotOf(TraceState.HEADER), key.getBytes(UTF_8));
      case FieldSource.PathwayStart() -> new PathwayReader(true);
      case FieldSource.PathwayEdge() -> new PathwayReader(false);
    };
  }

  /** The slot of a source that was given to the constructor, or −1. */
  int slotOf(FieldSource.Carried source) {
    return sources.indexOf(source);
  }

  /**
   * Points at a source's text. One that is there and cannot be read is noted as rejected.
   *
   * @return whether there is one that is not empty; never for a time
   */
  boolean text(
      int slot, HeaderTable headers, Slice into, StageEvent event, RejectionDetails details) {
    return switch (readers[slot]) {
      case BaggageReader(int header, byte[] key, Baggage baggage) ->
          headers.isPresent(header)
              && baggageText(header, key, baggage, headers, into, event, details);
      case TraceStateReader(int header, byte[] key) ->
          headers.isPresent(header) && traceStateText(header, key, headers, into, event, details);
      case PathwayReader _ -> false;
    };
  }

  private static boolean baggageText(
      int header,
      byte[] key,
      Baggage baggage,
      HeaderTable headers,
      Slice into,
      StageEvent event,
      RejectionDetails details) {
    byte[] bytes = headers.bytes(header);
    return switch (baggage.find(bytes, headers.offset(header), headers.length(header), key)) {
      case ABSENT -> false;
      case MALFORMED -> rejected(event, details, BAGGAGE);
      case FOUND -> {
        into.set(baggage.bytes(), baggage.offset(), baggage.length());
        yield baggage.length() > 0;
      }
    };
  }

  private boolean traceStateText(
      int header,
      byte[] key,
      HeaderTable headers,
      Slice into,
      StageEvent event,
      RejectionDetails details) {
    byte[] bytes = headers.bytes(header);
    if (!traceState.parse(bytes, headers.offset(header), headers.length(header))) {
      return rejected(event, details, TRACE_STATE);
    }
    boolean found = traceState.find(key);
    if (found) {
      into.set(bytes, traceState.valueOffset(), traceState.valueLength());
    }
    return found;
  }

  /**
   * A source's time in microseconds since 1970-01-01T00:00Z, or {@code NO_TIME}. One that is there
   * and cannot be read is noted as rejected.
   */
  long time(int slot, HeaderTable headers, StageEvent event, RejectionDetails details) {
    if (!(readers[slot] instanceof PathwayReader(boolean start))) {
      return NO_TIME;
    }
    return switch (pathway.read(headers, pathwaySlots)) {
      case ABSENT -> NO_TIME;
      case MALFORMED -> {
        rejected(event, details, PATHWAY);
        yield NO_TIME;
      }
      case FOUND -> start ? pathway.startMicros() : pathway.edgeMicros();
    };
  }

  private static boolean rejected(StageEvent event, RejectionDetails details, String words) {
    event.reject(Rejection.FIELD_MALFORMED);
    details.say(Rejection.FIELD_MALFORMED, words);
    return false;
  }
}
