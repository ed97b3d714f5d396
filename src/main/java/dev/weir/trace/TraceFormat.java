package dev.weir.trace;

import java.util.List;

/** A way in which producers write a trace context into headers. Stateless, never throws. */
public sealed interface TraceFormat permits TraceParent {

  /** What a format makes of a record's headers. */
  enum Outcome {
    /** The record has no header of this format. */
    ABSENT,
    /** There is a trace id. */
    FOUND,
    /** A header of this format is there and has no trace id that can be used. */
    MALFORMED
  }

  /** Every format, in the order in which they are tried: the first that is found wins. */
  static List<TraceFormat> all() {
    return List.of(new TraceParent());
  }

  /** The names of the headers it reads; at least one. */
  List<String> headers();

  /**
   * Looks for a trace id.
   *
   * @param headers the record's headers
   * @param slots the slot in {@code headers} of each of {@link #headers()}, in that order
   * @param into where the trace id is put when the outcome is {@link Outcome#FOUND}; otherwise
   *     untouched
   */
  Outcome read(HeaderTable headers, int[] slots, FoundTrace into);
}
