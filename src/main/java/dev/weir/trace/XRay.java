package dev.weir.trace;

import java.util.List;

/**
 * AWS X-Ray's {@code X-Amzn-Trace-Id}: {@code Root=1-epoch-unique;Parent=spanid;Sampled=1}, parts
 * in any order, others ignored. The trace id is the epoch (8 hex digits, padded on the left) and
 * the 24 digits after it. Without any {@code Root} a decision may stand alone.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader">
 *     Tracing header</a>
 */
public final class XRay implements TraceFormat {
  private static final List<String> HEADERS = List.of("X-Amzn-Trace-Id");
  private static final int UNIQUE_LENGTH = 24;
  private static final int EPOCH_LENGTH = 8;

  /** What a part of the header is. */
  private enum Part {
    ROOT,
    PARENT,
    SAMPLED,
    OTHER
  }

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
    int to = headers.textEnd(slot);
    into.begin(TraceNotation.AWS_XRAY);
    boolean hasRoot = false;
    boolean hasDecision = false;
    boolean good = true;
    for (int pos = headers.textStart(slot); pos < to; pos++) {
      int end = indexOf(bytes, ';', pos, to);
      int name = Utf8.trimStart(bytes, pos, end);
      int equals = indexOf(bytes, '=', name, end);
      int value = Math.min(end, equals + 1);
      int valueEnd = Utf8.trimEnd(bytes, value, end);
      switch (part(bytes, name, equals)) {
        case ROOT -> {
          hasRoot = true;
          good &= root(bytes, value, valueEnd, into);
        }
        case PARENT -> {
          boolean whole = valueEnd - value == FoundTrace.SPAN_ID_LENGTH;
          into.spanId(bytes, value, whole ? valueEnd : value);
        }
        case SAMPLED -> {
          hasDecision = true;
          good &= sampled(bytes, value, valueEnd, into);
        }
        case OTHER -> {}
      }
      pos = end;
    }
    if (!good || (!hasRoot && !hasDecision)) {
      return Outcome.MALFORMED;
    }
    return hasRoot ? Outcome.FOUND : Outcome.DECISION_ONLY;
  }

  private static boolean root(byte[] bytes, int from, int to, FoundTrace into) {
    int epoch = from + 2;
    int unique = to - UNIQUE_LENGTH;
    int epochLength = unique - 1 - epoch;
    if (epochLength < 1
        || epochLength > EPOCH_LENGTH
        || bytes[from] != '1'
        || bytes[from + 1] != '-'
        || bytes[unique - 1] != '-'
        || !Hex.isHex(bytes, epoch, unique - 1)
        || !Hex.isHex(bytes, unique, to)) {
      return false;
    }
    long high =
        Hex.value(bytes, epoch, unique - 1) << Integer.SIZE
            | Hex.value(bytes, unique, unique + EPOCH_LENGTH);
    return into.traceId(high, Hex.value(bytes, unique + EPOCH_LENGTH, to));
  }

  private static boolean sampled(byte[] bytes, int from, int to, FoundTrace into) {
    if (to - from != 1) {
      return false;
    }
    switch (bytes[from]) {
      case '0' -> into.sampling(Sampling.NOT_SAMPLED);
      case '1' -> into.sampling(Sampling.SAMPLED);
      case '?' -> into.sampling(Sampling.UNKNOWN);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Part part(byte[] bytes, int from, int to) {
    if (isName(bytes, from, to, "root")) {
      return Part.ROOT;
    }
    if (isName(bytes, from, to, "parent")) {
      return Part.PARENT;
    }
    return isName(bytes, from, to, "sampled") ? Part.SAMPLED : Part.OTHER;
  }

  private static boolean isName(byte[] bytes, int from, int to, String lowerCase) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if ((bytes[from + i] | 0x20) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    int pos = from;
    while (pos < to && bytes[pos] != wanted) {
      pos++;
    }
    return pos;
  }
}
