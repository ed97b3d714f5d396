package dev.weir.trace;

import java.util.List;

/**
 * B3 in a header for each value. A decision or a span id that cannot be read is as good as none; a
 * decision may come without a trace id.
 *
 * @see <a href="https://github.com/openzipkin/b3-propagation#multiple-headers">B3 Propagation</a>
 */
public final class B3Multi implements TraceFormat {
  private static final List<String> HEADERS =
      List.of("X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled", "X-B3-Flags");
  private static final int TRACE_ID = 0;
  private static final int SPAN_ID = 1;
  private static final int SAMPLED = 2;
  private static final int FLAGS = 3;
  private static final int HALF = FoundTrace.SPAN_ID_LENGTH;

  @Override
  public List<String> headers() {
    return HEADERS;
  }

  @Override
  public Outcome read(HeaderTable headers, int[] slots, FoundTrace into) {
    into.begin(TraceNotation.B3_MULTI);
    Sampling decision = decision(headers, slots);
    into.sampling(decision);
    int slot = slots[TRACE_ID];
    if (!headers.isPresent(slot)) {
      return decision == Sampling.UNKNOWN ? Outcome.ABSENT : Outcome.DECISION_ONLY;
    }
    int from = headers.textStart(slot);
    int to = headers.textEnd(slot);
    int length = to - from;
    if ((length != HALF && length != 2 * HALF) || !into.traceId(headers.bytes(slot), from, to)) {
      return Outcome.MALFORMED;
    }
    span(headers, slots[SPAN_ID], into);
    return Outcome.FOUND;
  }

  private static void span(HeaderTable headers, int slot, FoundTrace into) {
    if (headers.isPresent(slot)) {
      int from = headers.textStart(slot);
      int to = headers.textEnd(slot);
      if (to - from == HALF) {
        into.spanId(headers.bytes(slot), from, to);
      }
    }
  }

  private static Sampling decision(HeaderTable headers, int[] slots) {
    if (headers.isPresent(slots[FLAGS]) && isWord(headers, slots[FLAGS], "1")) {
      return Sampling.DEBUG;
    }
    int slot = slots[SAMPLED];
    if (!headers.isPresent(slot)) {
      return Sampling.UNKNOWN;
    }
    // Before B3 was written down, some tracers wrote words.
    if (isWord(headers, slot, "1") || isWord(headers, slot, "true")) {
      return Sampling.SAMPLED;
    }
    boolean denied = isWord(headers, slot, "0") || isWord(headers, slot, "false");
    return denied ? Sampling.NOT_SAMPLED : Sampling.UNKNOWN;
  }

  /** Whether the text is this word of digits and lower-case letters, in either case. */
  private static boolean isWord(HeaderTable headers, int slot, String word) {
    byte[] bytes = headers.bytes(slot);
    int from = headers.textStart(slot);
    if (headers.textEnd(slot) - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      byte b = bytes[from + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
