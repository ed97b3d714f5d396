package dev.weir.trace;

import java.util.List;

/**
 * The W3C {@code traceparent} header, strict as a whole: {@code version-traceid-parentid-flags} in
 * lower-case hex.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
public final class TraceParent implements TraceFormat {
  /** What {@link #traceIdOffset} gives for anything that is not a valid header. */
  public static final int MALFORMED = -1;

  /** Length of a trace id: 32 hex digits. */
  public static final int TRACE_ID_LENGTH = 32;

  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int SPAN_ID_LENGTH = 16;
  private static final int FLAGS = 53;
  private static final int LENGTH = 55;

  private static final List<String> HEADERS = List.of("traceparent");

  @Override
  public List<String> headers() {
    return HEADERS;
  }

  @Override
  public Outcome read(HeaderTable headers, int[] slots, FoundTrace into) {
    int slot = slots[0];
    if (!headers.isPresent(slot)) {
      return Outcome.ABSENT;
    }
    byte[] bytes = headers.bytes(slot);
    int offset = traceIdOffset(bytes, headers.offset(slot), headers.length(slot));
    if (offset == MALFORMED) {
      return Outcome.MALFORMED;
    }
    into.set(bytes, offset, TRACE_ID_LENGTH);
    return Outcome.FOUND;
  }

  /**
   * Where the trace id begins in a header's value. The sampled flag does not matter. A higher
   * version than 00 may carry more, after another {@code -}; version ff is none.
   *
   * @return the index in {@code bytes} of 32 lower-case hex digits, or {@link #MALFORMED}
   */
  public static int traceIdOffset(byte[] bytes, int offset, int length) {
    if (length < LENGTH
        || bytes[offset + TRACE_ID - 1] != '-'
        || bytes[offset + SPAN_ID - 1] != '-'
        || bytes[offset + FLAGS - 1] != '-'
        || !isHex(bytes, offset, 2)
        || !isId(bytes, offset + TRACE_ID, TRACE_ID_LENGTH)
        || !isId(bytes, offset + SPAN_ID, SPAN_ID_LENGTH)
        || !isHex(bytes, offset + FLAGS, 2)) {
      return MALFORMED;
    }
    boolean versionFf = bytes[offset] == 'f' && bytes[offset + 1] == 'f';
    boolean version00 = bytes[offset] == '0' && bytes[offset + 1] == '0';
    boolean complete = length == LENGTH || (!version00 && bytes[offset + LENGTH] == '-');
    return complete && !versionFf ? offset + TRACE_ID : MALFORMED;
  }

  private static boolean isId(byte[] bytes, int from, int length) {
    if (!isHex(bytes, from, length)) {
      return false;
    }
    for (int i = from; i < from + length; i++) {
      if (bytes[i] != '0') {
        return true;
      }
    }
    return false;
  }

  private static boolean isHex(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      byte b = bytes[i];
      if ((b < '0' || b > '9') && (b < 'a' || b > 'f')) {
        return false;
      }
    }
    return true;
  }
}
