package dev.weir.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Datadog's data-streams pathway, which its tracers write into Kafka headers: 8 bytes of hash,
 * little-endian, then when the pathway began and when its last edge did, as signed variable-length
 * numbers of milliseconds since 1970. Bytes may follow. {@code dd-pathway-ctx-base64} carries it in
 * base 64 and counts before {@code dd-pathway-ctx}, which is binary, or base 64 in spite of its
 * name. A flyweight: not thread-safe, allocates only when constructed.
 *
 * @see <a
 *     href="https://github.com/DataDog/dd-trace-java/blob/master/dd-trace-core/src/main/java/datadog/trace/core/datastreams/DefaultPathwayContext.java">
 *     Datadog's implementation</a>
 */
public final class Pathway {
  /** What the headers hold. */
  public enum Outcome {
    /** There is no such header. */
    ABSENT,
    /** There are both times. */
    FOUND,
    /** The header cannot be read. */
    MALFORMED
  }

  private static final List<String> HEADERS = List.of("dd-pathway-ctx-base64", "dd-pathway-ctx");
  private static final int HASH_LENGTH = Long.BYTES;
  private static final int MAX_NUMBER_LENGTH = 9;
  private static final int MAX_LENGTH = HASH_LENGTH + 2 * MAX_NUMBER_LENGTH;
  private static final long MAX_MS = Long.MAX_VALUE / 1000;
  private static final VarHandle HASH =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] SIX_BITS = sixBits();

  private final byte[] decoded = new byte[MAX_LENGTH + 2];
  private long hash;
  private long startMicros;
  private long edgeMicros;
  private int pos;

  /** The names of its headers, in the order in which they count. */
  public static List<String> headers() {
    return HEADERS;
  }

  /**
   * Reads the headers.
   *
   * @param slots the slot of each of {@link #headers}, in that order
   */
  public Outcome read(HeaderTable headers, int[] slots) {
    if (headers.isPresent(slots[0])) {
      return readBase64(headers, slots[0]) ? Outcome.FOUND : Outcome.MALFORMED;
    }
    int slot = slots[1];
    if (!headers.isPresent(slot)) {
      return Outcome.ABSENT;
    }
    // The times of this millennium have bytes in binary that base 64 has not.
    int from = headers.offset(slot);
    boolean good =
        readBase64(headers, slot) || parse(headers.bytes(slot), from, from + headers.length(slot));
    return good ? Outcome.FOUND : Outcome.MALFORMED;
  }

  /** A hash of the services and topics on the way. */
  public long hash() {
    return hash;
  }

  /** When the pathway began, in microseconds since 1970-01-01T00:00Z; may be negative. */
  public long startMicros() {
    return startMicros;
  }

  /** When its last edge began, in microseconds since 1970-01-01T00:00Z; may be negative. */
  public long edgeMicros() {
    return edgeMicros;
  }

  private boolean readBase64(HeaderTable headers, int slot) {
    byte[] bytes = headers.bytes(slot);
    int to = headers.textEnd(slot);
    int size = 0;
    int bits = 0;
    int digits = 0;
    int from = headers.textStart(slot);
    for (int padding = 0; padding < 2 && to > from && bytes[to - 1] == '='; padding++) {
      to--;
    }
    for (int i = from; i < to; i++) {
      int digit = bytes[i] < 0 ? -1 : SIX_BITS[bytes[i]];
      if (digit < 0) {
        return false;
      }
      bits = (bits << 6) | digit;
      digits++;
      if ((digits & 3) != 1 && size < decoded.length) {
        int spare = 6 - 2 * ((digits - 1) & 3);
        decoded[size++] = (byte) (bits >>> spare);
      }
    }
    return (digits & 3) != 1 && parse(decoded, 0, size);
  }

  private boolean parse(byte[] bytes, int from, int to) {
    if (to - from < HASH_LENGTH) {
      return false;
    }
    hash = (long) HASH.get(bytes, from);
    pos = from + HASH_LENGTH;
    startMicros = micros(bytes, to);
    edgeMicros = startMicros == IdTime.NO_TIME ? IdTime.NO_TIME : micros(bytes, to);
    return edgeMicros != IdTime.NO_TIME;
  }

  /** The number at {@link #pos}, which moves on, or {@code NO_TIME}. */
  private long micros(byte[] bytes, int to) {
    long value = 0;
    for (int i = 0; i < MAX_NUMBER_LENGTH && pos < to; i++) {
      byte b = bytes[pos++];
      boolean last = b >= 0 || i == MAX_NUMBER_LENGTH - 1;
      // The ninth byte has eight bits of the number, so that nine bytes hold them all.
      value |= (i == MAX_NUMBER_LENGTH - 1 ? b & 0xFFL : b & 0x7FL) << (7 * i);
      if (last) {
        long ms = (value >>> 1) ^ -(value & 1);
        return ms > MAX_MS || ms < -MAX_MS ? IdTime.NO_TIME : ms * 1000;
      }
    }
    return IdTime.NO_TIME;
  }

  private static byte[] sixBits() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }
}
