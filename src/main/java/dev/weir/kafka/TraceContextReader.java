package dev.weir.kafka;

import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.FoundTrace;
import dev.weir.trace.HeaderTable;
import dev.weir.trace.TraceFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tries every format of trace context on a record's headers. Not thread-safe. */
final class TraceContextReader {
  private static final List<TraceFormat> FORMATS = TraceFormat.all();

  private final int[][] slots;
  private final FoundTrace found = new FoundTrace();

  /**
   * A reader for headers in this table.
   *
   * @param headers must have a slot for each of {@link #headerNames}, if it is ever read
   */
  TraceContextReader(HeaderTable headers) {
    slots =
        FORMATS.stream()
            .map(format -> format.headers().stream().mapToInt(headers::slotOf).toArray())
            .toArray(int[][]::new);
  }

  /** The names of all headers that any format reads. */
  static Stream<String> headerNames() {
    return FORMATS.stream().flatMap(format -> format.headers().stream());
  }

  /**
   * Points {@code into} at the trace id of the first format that has one. All formats are read,
   * because a malformed one counts also beside a good one.
   *
   * @param details is told of malformed headers by name
   * @return whether there is a trace id
   */
  boolean read(HeaderTable headers, Slice into, StageEvent event, RejectionDetails details) {
    boolean isFound = false;
    for (int i = 0; i < slots.length; i++) {
      switch (FORMATS.get(i).read(headers, slots[i], found)) {
        case ABSENT -> {}
        case MALFORMED -> {
          event.reject(Rejection.TRACE_MALFORMED);
          details.header(FORMATS.get(i).headers().getFirst());
        }
        case FOUND -> {
          if (!isFound) {
            into.set(found.bytes(), found.offset(), found.length());
            isFound = true;
          }
        }
      }
    }
    return isFound;
  }
}
