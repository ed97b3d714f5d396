package dev.weir.trace;

import java.util.List;

/**
 * Jaeger's {@code uber-trace-id}: {@code traceid:spanid:parentid:flags}. The ids are hex without
 * leading zeros, up to 32 and 16 digits; {@code :} may be written {@code %3A}; the parent's id is
 * deprecated and not looked at; the flags are one or two hex digits of bits.
 *
 * @see <a href="https://www.jaegertracing.io/sdk-migration/#propagation-format">Propagation
 *     format</a>
 */
public final class Jaeger implements TraceFormat {
  private static final List<String> HEADERS = List.of("uber-trace-id");
  private static final int SAMPLED = 1;
  private static final int DEBUG = 2;

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
    into.begin(TraceNotation.JAEGER);
    boolean good = parse(headers.bytes(slot), headers.textStart(slot), headers.textEnd(slot), into);
    return good ? Outcome.FOUND : Outcome.MALFORMED;
  }

  private static boolean parse(byte[] bytes, int from, int to, FoundTrace into) {
    int traceEnd = partEnd(bytes, from, to);
    int span = next(bytes, traceEnd, to);
    int spanEnd = partEnd(bytes, span, to);
    int parent = next(bytes, spanEnd, to);
    int parentEnd = partEnd(bytes, parent, to);
    int flags = next(bytes, parentEnd, to);
    // Without a third separator the flags begin at the end; with a fourth they are not hex.
    int length = to - flags;
    if (length < 1 || length > 2 || !Hex.isHex(bytes, flags, to)) {
      return false;
    }
    long bits = Hex.value(bytes, flags, to);
    boolean debug = (bits & DEBUG) != 0;
    boolean sampled = (bits & SAMPLED) != 0;
    into.sampling(debug ? Sampling.DEBUG : sampled ? Sampling.SAMPLED : Sampling.NOT_SAMPLED);
    into.spanId(bytes, span, spanEnd);
    return into.traceId(bytes, from, traceEnd);
  }

  private static int partEnd(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != ':' && !isEscaped(bytes, end, to)) {
      end++;
    }
    return end;
  }

  private static int next(byte[] bytes, int separator, int to) {
    return Math.min(to, separator + (isEscaped(bytes, separator, to) ? 3 : 1));
  }

  private static boolean isEscaped(byte[] bytes, int pos, int to) {
    return to - pos >= 3
        && bytes[pos] == '%'
        && bytes[pos + 1] == '3'
        && (bytes[pos + 2] | 0x20) == 'a';
  }
}
