package dev.weir.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Elastic's {@code elasticapmtraceparent}, a draft of the W3C's binary format: a version, then
 * field 0 and 16 bytes of trace id, field 1 and 8 bytes of span id, field 2 and a byte of flags.
 * Bytes may follow, and any version is read in the same way, as Elastic's agents do.
 *
 * @see <a
 *     href="https://github.com/elastic/apm/blob/main/specs/agents/tracing-distributed-tracing.md#binary-fields">
 *     Elastic's specification</a>
 */
public final class ElasticBinary implements TraceFormat {
  private static final List<String> HEADERS = List.of("elasticapmtraceparent");
  private static final int TRACE_FIELD = 1;
  private static final int SPAN_FIELD = 18;
  private static final int FLAGS_FIELD = 27;
  private static final int LENGTH = 29;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
    int from = headers.offset(slot);
    into.begin(TraceNotation.ELASTIC);
    if (headers.length(slot) < LENGTH
        || bytes[from + TRACE_FIELD] != 0
        || bytes[from + SPAN_FIELD] != 1
        || bytes[from + FLAGS_FIELD] != 2) {
      return Outcome.MALFORMED;
    }
    int trace = from + TRACE_FIELD + 1;
    into.spanId((long) LONGS.get(bytes, from + SPAN_FIELD + 1));
    boolean recorded = (bytes[from + FLAGS_FIELD + 1] & 1) != 0;
    into.sampling(recorded ? Sampling.SAMPLED : Sampling.NOT_SAMPLED);
    boolean good =
        into.traceId((long) LONGS.get(bytes, trace), (long) LONGS.get(bytes, trace + Long.BYTES))
            && into.hasSpan();
    return good ? Outcome.FOUND : Outcome.MALFORMED;
  }
}
