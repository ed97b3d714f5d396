package dev.weir.trace;

import java.util.List;

/**
 * Datadog's headers. The trace id is a decimal number of 64 bits; a tracer that has 128 writes the
 * high half as {@code _dd.p.tid} among {@code x-datadog-tags}, and without that only the low half
 * is known. A priority, a span id or a high half that cannot be read is as good as none.
 *
 * @see <a href="https://docs.datadoghq.com/tracing/trace_collection/trace_context_propagation/">
 *     Trace context propagation</a>
 */
public final class Datadog implements TraceFormat {
  private static final List<String> HEADERS =
      List.of(
          "x-datadog-trace-id",
          "x-datadog-parent-id",
          "x-datadog-sampling-priority",
          "x-datadog-tags");
  private static final int TRACE_ID = 0;
  private static final int SPAN_ID = 1;
  private static final int PRIORITY = 2;
  private static final int TAGS = 3;
  private static final String HIGH_HALF = "_dd.p.tid=";
  private static final int HALF = FoundTrace.SPAN_ID_LENGTH;
  private static final int MAX_DIGITS = 20;

  @Override
  public List<String> headers() {
    return HEADERS;
  }

  @Override
  public Outcome read(HeaderTable headers, int[] slots, FoundTrace into) {
    if (!headers.isPresent(slots[TRACE_ID])) {
      return Outcome.ABSENT;
    }
    into.begin(TraceNotation.DATADOG);
    long low = decimal(headers, slots[TRACE_ID]);
    if (low == 0) {
      return Outcome.MALFORMED;
    }
    into.traceId(highHalf(headers, slots[TAGS]), low);
    into.spanId(decimal(headers, slots[SPAN_ID]));
    into.sampling(sampling(headers, slots[PRIORITY]));
    return Outcome.FOUND;
  }

  /** An unsigned number of 64 bits; 0, which no id is, also when there is none. */
  private static long decimal(HeaderTable headers, int slot) {
    if (!headers.isPresent(slot)) {
      return 0;
    }
    byte[] bytes = headers.bytes(slot);
    int from = headers.textStart(slot);
    int to = headers.textEnd(slot);
    if (to - from > MAX_DIGITS) {
      return 0;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      boolean overflows =
          Long.compareUnsigned(value, 1844674407370955161L) > 0
              || (value == 1844674407370955161L && digit > 5);
      if (digit < 0 || digit > 9 || overflows) {
        return 0;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** The high half that the tags carry, or 0. */
  private static long highHalf(HeaderTable headers, int slot) {
    if (!headers.isPresent(slot)) {
      return 0;
    }
    byte[] bytes = headers.bytes(slot);
    int to = headers.textEnd(slot);
    for (int tag = headers.textStart(slot); tag < to; tag++) {
      int end = tag;
      while (end < to && bytes[end] != ',') {
        end++;
      }
      int name = Utf8.trimStart(bytes, tag, end);
      int value = name + HIGH_HALF.length();
      if (end - value >= HALF && startsWith(bytes, name)) {
        int valueEnd = Utf8.trimEnd(bytes, value, end);
        boolean valid = valueEnd - value == HALF && Hex.isHex(bytes, value, valueEnd);
        return valid ? Hex.value(bytes, value, valueEnd) : 0;
      }
      tag = end;
    }
    return 0;
  }

  private static boolean startsWith(byte[] bytes, int from) {
    for (int i = 0; i < HIGH_HALF.length(); i++) {
      if (bytes[from + i] != HIGH_HALF.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Sampling sampling(HeaderTable headers, int slot) {
    if (!headers.isPresent(slot)) {
      return Sampling.UNKNOWN;
    }
    byte[] bytes = headers.bytes(slot);
    int from = headers.textStart(slot);
    int length = headers.textEnd(slot) - from;
    if (length == 1 && bytes[from] >= '0' && bytes[from] <= '2') {
      return bytes[from] == '0' ? Sampling.NOT_SAMPLED : Sampling.SAMPLED;
    }
    boolean userReject = length == 2 && bytes[from] == '-' && bytes[from + 1] == '1';
    return userReject ? Sampling.NOT_SAMPLED : Sampling.UNKNOWN;
  }
}
