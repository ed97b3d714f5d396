package dev.weir.trace;

import java.util.List;

/**
 * The W3C {@code traceparent}, strict as a whole: {@code version-traceid-parentid-flags} in
 * lower-case hex. A higher version than 00 may carry more, after another {@code -}; version ff is
 * none. The flags are bits, of which the first says that the trace is recorded.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
public final class TraceParent implements TraceFormat {
  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;
  private static final int LENGTH = 55;
  private static final long ZEROS = Words.ONES * '0';

  private final List<String> headers;
  private final TraceNotation notation;

  /** A reader of the header of this name, which belongs to this notation. */
  TraceParent(String header, TraceNotation notation) {
    headers = List.of(header);
    this.notation = notation;
  }

  @Override
  public List<String> headers() {
    return headers;
  }

  @Override
  public Outcome read(HeaderTable headers, int[] slots, FoundTrace into) {
    int slot = slots[0];
    if (!headers.isPresent(slot)) {
      return Outcome.ABSENT;
    }
    into.begin(notation);
    boolean good = parse(headers.bytes(slot), headers.textStart(slot), headers.textEnd(slot), into);
    return good ? Outcome.FOUND : Outcome.MALFORMED;
  }

  private static boolean parse(byte[] bytes, int from, int to, FoundTrace into) {
    int length = to - from;
    if (length < LENGTH
        || bytes[from + TRACE_ID - 1] != '-'
        || bytes[from + SPAN_ID - 1] != '-'
        || bytes[from + FLAGS - 1] != '-') {
      return false;
    }
    long trace0 = Words.at(bytes, from + TRACE_ID);
    long trace1 = Words.at(bytes, from + TRACE_ID + 8);
    long trace2 = Words.at(bytes, from + TRACE_ID + 16);
    long trace3 = Words.at(bytes, from + TRACE_ID + 24);
    long span0 = Words.at(bytes, from + SPAN_ID);
    long span1 = Words.at(bytes, from + SPAN_ID + 8);
    long wrong =
        Hex.notLower(trace0)
            | Hex.notLower(trace1)
            | Hex.notLower(trace2)
            | Hex.notLower(trace3)
            | Hex.notLower(span0)
            | Hex.notLower(span1);
    boolean noTrace =
        ((trace0 ^ ZEROS) | (trace1 ^ ZEROS) | (trace2 ^ ZEROS) | (trace3 ^ ZEROS)) == 0;
    if (wrong != 0
        || noTrace
        || ((span0 ^ ZEROS) | (span1 ^ ZEROS)) == 0
        || Hex.bitsOfLower(bytes, from, from + TRACE_ID - 1) < 0
        || Hex.bitsOfLower(bytes, from + FLAGS, from + LENGTH) < 0) {
      return false;
    }
    boolean isVersion0 = bytes[from] == '0' && bytes[from + 1] == '0';
    boolean isVersionFf = bytes[from] == 'f' && bytes[from + 1] == 'f';
    if (isVersionFf || (length > LENGTH && (isVersion0 || bytes[from + LENGTH] != '-'))) {
      return false;
    }
    into.inPlace(bytes, from + TRACE_ID, from + SPAN_ID);
    boolean recorded = (Hex.digit(bytes[from + LENGTH - 1]) & 1) != 0;
    into.sampling(recorded ? Sampling.SAMPLED : Sampling.NOT_SAMPLED);
    return true;
  }
}
