package dev.weir.trace;

/**
 * What a trace-context header tells. A flyweight filled again for every record; the ids lie in a
 * header, or where they had to be written anew, in an array of its own.
 */
public final class FoundTrace {
  /** Length of a trace id: 32 lower-case hex digits. */
  public static final int TRACE_ID_LENGTH = 32;

  /** Length of a span id: 16 lower-case hex digits. */
  public static final int SPAN_ID_LENGTH = 16;

  private final byte[] ids = new byte[TRACE_ID_LENGTH + SPAN_ID_LENGTH];
  private byte[] bytes = ids;
  private int traceOffset;
  private int spanOffset = TRACE_ID_LENGTH;
  private boolean hasSpan;
  private Sampling sampling = Sampling.UNKNOWN;
  private TraceNotation notation = TraceNotation.W3C;

  /** The array that holds both ids as text; never to be written. */
  public byte[] bytes() {
    return bytes;
  }

  /** Index of the trace id's {@value #TRACE_ID_LENGTH} digits, which are not all zero. */
  public int traceOffset() {
    return traceOffset;
  }

  /** Index of the span id's {@value #SPAN_ID_LENGTH} digits; of no meaning without one. */
  public int spanOffset() {
    return spanOffset;
  }

  /** Whether there is a span id. */
  public boolean hasSpan() {
    return hasSpan;
  }

  /**
   * Whether only the low 64 bits of the trace id are known, as with tracers that have no more; the
   * first half is then all zero.
   */
  public boolean isLowHalfOnly() {
    for (int i = traceOffset; i < traceOffset + SPAN_ID_LENGTH; i++) {
      if (bytes[i] != '0') {
        return false;
      }
    }
    return true;
  }

  /** What the producer's tracer decided. */
  public Sampling sampling() {
    return sampling;
  }

  /** The notation that it was found in. */
  public TraceNotation notation() {
    return notation;
  }

  /** Forgets what was found before, to be filled by a format of this notation. */
  void begin(TraceNotation notation) {
    this.notation = notation;
    bytes = ids;
    traceOffset = 0;
    spanOffset = TRACE_ID_LENGTH;
    hasSpan = false;
    sampling = Sampling.UNKNOWN;
  }

  /** Takes both ids where they lie, as they must be: lower-case digits that are not all zero. */
  void inPlace(byte[] bytes, int traceOffset, int spanOffset) {
    this.bytes = bytes;
    this.traceOffset = traceOffset;
    this.spanOffset = spanOffset;
    hasSpan = true;
  }

  void sampling(Sampling sampling) {
    this.sampling = sampling;
  }

  /**
   * Takes a trace id as text: at most 32 hex digits of either case, padded on the left.
   *
   * @return whether it is one; all zeros are none
   */
  boolean traceId(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < 1 || length > TRACE_ID_LENGTH || !Hex.isHex(bytes, from, to)) {
      return false;
    }
    int middle = Math.max(from, to - 16);
    return traceId(Hex.value(bytes, from, middle), Hex.value(bytes, middle, to));
  }

  /**
   * Takes a trace id as a number.
   *
   * @return whether it is one; zero is none
   */
  boolean traceId(long high, long low) {
    Hex.write(high, ids, 0);
    Hex.write(low, ids, SPAN_ID_LENGTH);
    return (high | low) != 0;
  }

  /**
   * Takes a span id as text: at most 16 hex digits of either case, padded on the left. Anything
   * else, and all zeros, is no span id.
   */
  void spanId(byte[] bytes, int from, int to) {
    int length = to - from;
    boolean valid = length >= 1 && length <= SPAN_ID_LENGTH && Hex.isHex(bytes, from, to);
    spanId(valid ? Hex.value(bytes, from, to) : 0);
  }

  /** Takes a span id as a number; zero is none. */
  void spanId(long span) {
    hasSpan = span != 0;
    Hex.write(span, ids, TRACE_ID_LENGTH);
  }
}
