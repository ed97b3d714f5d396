package dev.weir.trace;

import java.util.List;

/**
 * A way in which producers write a trace context into headers. Stateless, never throws, allocates
 * nothing. Blanks around a text are ignored.
 */
public sealed interface TraceFormat
    permits TraceParent, B3Single, B3Multi, Jaeger, Datadog, XRay, ElasticBinary {

  /** What a format makes of a record's headers. */
  enum Outcome {
    /** The record has no header of this format. */
    ABSENT,
    /** There is a trace id. */
    FOUND,
    /** The headers of this format say whether the trace is recorded, and not which one it is. */
    DECISION_ONLY,
    /** A header of this format is there and has no trace id that can be used. */
    MALFORMED
  }

  /** The formats of a notation, in the order in which they are tried; none for a plain id. */
  static List<TraceFormat> of(TraceNotation notation) {
    return switch (notation) {
      case W3C -> List.of(new TraceParent("traceparent", notation));
      case B3_SINGLE -> List.of(new B3Single());
      case B3_MULTI -> List.of(new B3Multi());
      case JAEGER -> List.of(new Jaeger());
      case DATADOG -> List.of(new Datadog());
      case AWS_XRAY -> List.of(new XRay());
      // Elastic's older agents wrote the text that became traceparent, under a name of their own.
      case ELASTIC ->
          List.of(new ElasticBinary(), new TraceParent("elastic-apm-traceparent", notation));
      case CLOUDEVENTS -> List.of(new TraceParent("ce_traceparent", notation));
      case PLAIN -> List.of();
    };
  }

  /** The names of the headers it reads; at least one. */
  List<String> headers();

  /**
   * Looks for a trace context.
   *
   * @param headers the record's headers
   * @param slots the slot in {@code headers} of each of {@link #headers()}, in that order
   * @param into where it is put: all of it when the outcome is {@link Outcome#FOUND}, the sampling
   *     when it is {@link Outcome#DECISION_ONLY}; otherwise what is there has no meaning
   */
  Outcome read(HeaderTable headers, int[] slots, FoundTrace into);
}
