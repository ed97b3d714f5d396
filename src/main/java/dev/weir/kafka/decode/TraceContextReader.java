package dev.weir.kafka.decode;

import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.FoundTrace;
import dev.weir.trace.HeaderTable;
import dev.weir.trace.Sampling;
import dev.weir.trace.TraceFormat;
import dev.weir.trace.TraceNotation;
import java.util.List;
import java.util.stream.Stream;

/** Tries the formats of trace context on a record's headers. Not thread-safe. */
final class TraceContextReader {
  private final TraceFormat[] formats;
  private final int[][] slots;
  private final long[] masks;
  private final long anyMask;
  private int last; // The format that was found last.
  private final FoundTrace found = new FoundTrace();
  private final FoundTrace other = new FoundTrace();

  /**
   * A reader for headers in this table.
   *
   * @param notations what is read, in the order in which they are tried
   * @param headers must have a slot for each of {@link #headerNames}, if it is ever read
   */
  TraceContextReader(List<TraceNotation> notations, HeaderTable headers) {
    formats = formats(notations).toArray(TraceFormat[]::new);
    slots = new int[formats.length][];
    masks = new long[formats.length];
    long any = 0;
    for (int i = 0; i < formats.length; i++) {
      slots[i] = formats[i].headers().stream().mapToInt(headers::slotOf).toArray();
      masks[i] = HeaderTable.mask(slots[i]);
      any |= masks[i];
    }
    anyMask = any;
  }

  /** The names of all headers that any format of these notations reads. */
  static Stream<String> headerNames(List<TraceNotation> notations) {
    return formats(notations).flatMap(format -> format.headers().stream());
  }

  private static Stream<TraceFormat> formats(List<TraceNotation> notations) {
    return notations.stream().flatMap(notation -> TraceFormat.of(notation).stream());
  }

  /**
   * Points {@code into} at the trace id of the first format that has one. All formats are read,
   * because a malformed one counts also beside a good one. The event gets the sampling decision,
   * which may be there without a trace id.
   *
   * @param details is told of malformed headers by name
   * @return whether there is a trace id
   */
  boolean read(HeaderTable headers, Slice into, StageEvent event, RejectionDetails details) {
    long present = headers.present() & anyMask;
    if (present == 0) {
      return false;
    }
    if ((present & ~masks[last]) == 0 && present > 0) {
      // Most records have the format of the one before, and no other. (The highest bit may stand
      // for several headers.)
      return take(formats[last], headers, slots[last], into, event, details);
    }
    boolean isFound = false;
    var decision = Sampling.UNKNOWN;
    for (int i = 0; i < formats.length; i++) {
      if ((present & masks[i]) == 0) {
        continue;
      }
      var trace = isFound ? other : found;
      switch (formats[i].read(headers, slots[i], trace)) {
        case ABSENT -> {}
        case MALFORMED -> {
          event.reject(Rejection.TRACE_MALFORMED);
          details.header(formats[i].headers().getFirst());
        }
        case DECISION_ONLY -> decision = decision == Sampling.UNKNOWN ? trace.sampling() : decision;
        case FOUND -> {
          last = isFound ? last : i;
          isFound = true;
        }
      }
    }
    if (isFound) {
      into.set(found.bytes(), found.traceOffset(), FoundTrace.TRACE_ID_LENGTH);
      decision = found.sampling() == Sampling.UNKNOWN ? decision : found.sampling();
    }
    event.sampling = decision;
    return isFound;
  }

  private boolean take(
      TraceFormat format,
      HeaderTable headers,
      int[] formatSlots,
      Slice into,
      StageEvent event,
      RejectionDetails details) {
    var outcome = format.read(headers, formatSlots, found);
    event.sampling =
        outcome == TraceFormat.Outcome.FOUND || outcome == TraceFormat.Outcome.DECISION_ONLY
            ? found.sampling()
            : Sampling.UNKNOWN;
    if (outcome == TraceFormat.Outcome.FOUND) {
      into.set(found.bytes(), found.traceOffset(), FoundTrace.TRACE_ID_LENGTH);
      return true;
    }
    if (outcome == TraceFormat.Outcome.MALFORMED) {
      event.reject(Rejection.TRACE_MALFORMED);
      details.header(format.headers().getFirst());
    }
    return false;
  }

  /** Gives the event what the trace context that was just found tells beside the trace id. */
  void describe(StageEvent event) {
    event.notation = found.notation();
    if (found.hasSpan()) {
      event.span.set(found.bytes(), found.spanOffset(), FoundTrace.SPAN_ID_LENGTH);
    }
  }
}
