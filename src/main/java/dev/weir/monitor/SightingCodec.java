package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.IdBytes;
import dev.weir.trace.Sampling;
import dev.weir.trace.TraceNotation;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sighting as bytes: four of the trace's hash ({@link #MARK_OFFSET}), the version, which texts
 * there are and the sampling decision, the notation, k, then numbers of variable length and texts.
 * One of the platform's events (UUIDs for its ids, a trace context, a topic of 15 characters) takes
 * 104 bytes.
 */
// The ordinals of both enums are fixed: snapshots hold the one, and the other has four for good.
@SuppressWarnings("EnumOrdinal")
public final class SightingCodec {
  /** Which four bytes of the hash, as {@link #putLong} writes it, a sighting begins with. */
  public static final int MARK_OFFSET = 2;

  /** How many bytes of the hash it begins with. */
  public static final int MARK_LENGTH = 4;

  /** What all but the texts takes at most. */
  static final int MAX_FIXED = MARK_LENGTH + 4 + 5 * 10;

  private static final byte VERSION = 1;
  private static final int HAS_ID = 1;
  private static final int HAS_PARENT = 1 << 1;
  private static final int HAS_TRACE = 1 << 2;
  private static final int HAS_SPAN = 1 << 3;
  private static final int HAS_KEY = 1 << 4;
  private static final int SAMPLING_SHIFT = 5;

  private SightingCodec() {}

  /** Writes the event's sighting; returns where the next byte goes. */
  static int encode(
      StageEvent event,
      long trace,
      byte[] topic,
      int partition,
      long observedMicros,
      int k,
      byte[] into,
      int from) {
    int at = from;
    for (int i = 0; i < MARK_LENGTH; i++) {
      into[at++] = (byte) (trace >>> (8 * (MARK_OFFSET + i)));
    }
    into[at++] = VERSION;
    into[at++] =
        (byte)
            (bit(event.id, HAS_ID)
                | bit(event.parent, HAS_PARENT)
                | bit(event.trace, HAS_TRACE)
                | bit(event.span, HAS_SPAN)
                | bit(event.key, HAS_KEY)
                | event.sampling.ordinal() << SAMPLING_SHIFT);
    var notation = event.notation;
    into[at++] = (byte) (notation == null ? 0 : notation.ordinal() + 1);
    into[at++] = (byte) k;
    at = putVarint(partition, into, at);
    at = putVarint(event.offset, into, at);
    at = putSigned(event.eventTimeMicros, into, at);
    at = putSigned(observedMicros - event.eventTimeMicros, into, at);
    at = putVarint(event.conditions, into, at);
    at = putText(topic, 0, topic.length, into, at);
    at = putId(event.id, into, at);
    at = putId(event.parent, into, at);
    at = putId(event.trace, into, at);
    at = putId(event.span, into, at);
    if (event.key.isPresent()) {
      int length = Math.min(event.key.length(), SightingBuffer.MAX_KEY);
      at = putText(event.key.bytes(), event.key.offset(), length, into, at);
    }
    return at;
  }

  /** The sighting, or empty if the bytes are none that this version can read. */
  public static Optional<Sighting> decode(byte[] sighting) {
    try {
      var from = ByteBuffer.wrap(sighting);
      from.position(MARK_LENGTH);
      if (from.get() != VERSION) {
        return Optional.empty();
      }
      int bits = from.get();
      int notation = from.get();
      int k = from.get();
      int partition = Math.toIntExact(varint(from));
      long offset = varint(from);
      long eventMicros = signed(from);
      long observedMicros = eventMicros + signed(from);
      long conditions = varint(from);
      var topic = text(from);
      return Optional.of(
          new Sighting(
              id(from, bits & HAS_ID),
              id(from, bits & HAS_PARENT),
              id(from, bits & HAS_TRACE),
              id(from, bits & HAS_SPAN),
              Sampling.values()[bits >>> SAMPLING_SHIFT & 3],
              notation == 0 ? null : TraceNotation.of(notation - 1),
              (bits & HAS_KEY) == 0 ? null : text(from),
              topic,
              partition,
              offset,
              eventMicros,
              observedMicros,
              conditions,
              k));
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException malformed) {
      return Optional.empty();
    }
  }

  private static int bit(Slice text, int bit) {
    return text.isPresent() ? bit : 0;
  }

  private static int putId(Slice id, byte[] into, int at) {
    return id.isPresent()
        ? IdBytes.write(
            id.bytes(), id.offset(), Math.min(id.length(), SightingBuffer.MAX_ID), into, at)
        : at;
  }

  private static @Nullable String id(ByteBuffer from, int present) {
    return present == 0 ? null : IdBytes.read(from);
  }

  private static int putText(byte[] text, int offset, int length, byte[] into, int at) {
    into[at] = (byte) length;
    System.arraycopy(text, offset, into, at + 1, length);
    return at + 1 + length;
  }

  private static String text(ByteBuffer from) {
    byte[] text = new byte[from.get() & 0xFF];
    from.get(text);
    return new String(text, UTF_8);
  }

  /** Writes 7 bits a byte, low ones first. */
  private static int putVarint(long value, byte[] into, int from) {
    int at = from;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      into[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    into[at++] = (byte) rest;
    return at;
  }

  private static int putSigned(long value, byte[] into, int at) {
    return putVarint((value << 1) ^ (value >> 63), into, at);
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }

  private static long signed(ByteBuffer from) {
    long value = varint(from);
    return (value >>> 1) ^ -(value & 1);
  }

  /** Writes eight bytes, the lowest first; returns where the next goes. */
  static int putLong(long value, byte[] into, int at) {
    for (int i = 0; i < Long.BYTES; i++) {
      into[at + i] = (byte) (value >>> (8 * i));
    }
    return at + Long.BYTES;
  }

  /** What {@link #putLong} wrote. */
  static long longAt(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value |= (bytes[at + i] & 0xFFL) << (8 * i);
    }
    return value;
  }
}
