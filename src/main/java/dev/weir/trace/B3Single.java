package dev.weir.trace;

import java.util.List;

/**
 * B3 in one header: {@code traceid-spanid-state-parentid}, of which the state and the parent's id
 * may be left out, or the decision alone: {@code 0}, {@code 1} or {@code d}. As Brave does, it also
 * takes {@code -1} or {@code -0} at the end for debug or not.
 *
 * @see <a href="https://github.com/openzipkin/b3-propagation#single-header">B3 Propagation</a>
 */
public final class B3Single implements TraceFormat {
  private static final List<String> HEADERS = List.of("b3");
  private static final int HALF = FoundTrace.SPAN_ID_LENGTH;
  private static final int MAX_DECISION_LENGTH = 3; // Brave's 1-1

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
    int from = headers.textStart(slot);
    int to = headers.textEnd(slot);
    into.begin(TraceNotation.B3_SINGLE);
    int end = partEnd(bytes, from, to);
    if (end - from == 1) {
      boolean decision = to - from <= MAX_DECISION_LENGTH && states(bytes, from, to, into);
      return decision ? Outcome.DECISION_ONLY : Outcome.MALFORMED;
    }
    return parse(bytes, from, end, to, into) ? Outcome.FOUND : Outcome.MALFORMED;
  }

  private static boolean parse(byte[] bytes, int from, int end, int to, FoundTrace into) {
    int length = end - from;
    if ((length != HALF && length != 2 * HALF) || !into.traceId(bytes, from, end)) {
      return false;
    }
    if (end == to) {
      return true;
    }
    int span = end + 1;
    int spanEnd = partEnd(bytes, span, to);
    if (spanEnd - span == HALF) {
      into.spanId(bytes, span, spanEnd);
    }
    return spanEnd == to || states(bytes, spanEnd + 1, to, into);
  }

  /**
   * What follows the ids: a state, a parent's id and a debug flag, each of which may be missing.
   */
  private static boolean states(byte[] bytes, int from, int to, FoundTrace into) {
    boolean parentSeen = false;
    boolean stateSeen = false;
    boolean debugSeen = false;
    int pos = from;
    while (true) {
      int end = partEnd(bytes, pos, to);
      if (end - pos == HALF && !parentSeen && !debugSeen && Hex.isHex(bytes, pos, end)) {
        parentSeen = true;
      } else if (end - pos == 1 && !stateSeen && !parentSeen && state(bytes[pos], into)) {
        stateSeen = true;
      } else if (end - pos == 1 && !debugSeen && (bytes[pos] == '0' || bytes[pos] == '1')) {
        debugSeen = true;
        if (bytes[pos] == '1') {
          into.sampling(Sampling.DEBUG);
        }
      } else {
        return false;
      }
      if (end == to) {
        return true;
      }
      pos = end + 1;
    }
  }

  private static boolean state(byte state, FoundTrace into) {
    switch (state) {
      case '0' -> into.sampling(Sampling.NOT_SAMPLED);
      case '1' -> into.sampling(Sampling.SAMPLED);
      case 'd' -> into.sampling(Sampling.DEBUG);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static int partEnd(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '-') {
      end++;
    }
    return end;
  }
}
