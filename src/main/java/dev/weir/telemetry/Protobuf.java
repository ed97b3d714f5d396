package dev.weir.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Writes the fields of a message in the <a
 * href="https://protobuf.dev/programming-guides/encoding/">wire format of protobuf</a>.
 */
final class Protobuf {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int MOST_VARINT_BYTES = 10;

  private byte[] bytes = new byte[128];
  private int size;

  /** A count or an enum's number, never negative; written even when it is 0. */
  Protobuf unsigned(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** A signed number whose small values are small in bytes. */
  Protobuf signed(int field, long value) {
    return unsigned(field, zigzag(value));
  }

  Protobuf real(int field, double value) {
    tag(field, FIXED_64);
    room(Double.BYTES);
    long bits = Double.doubleToRawLongBits(value);
    for (int at = 0; at < Double.BYTES; at++) {
      bytes[size++] = (byte) (bits >>> (8 * at));
    }
    return this;
  }

  Protobuf text(int field, String value) {
    byte[] text = value.getBytes(UTF_8);
    tag(field, LENGTH_DELIMITED);
    delimited(text, text.length);
    return this;
  }

  Protobuf message(int field, Protobuf message) {
    tag(field, LENGTH_DELIMITED);
    return delimited(message);
  }

  /** A repeated field of signed numbers, packed. */
  Protobuf allSigned(int field, long[] values) {
    var packed = new Protobuf();
    for (long value : values) {
      packed.varint(zigzag(value));
    }
    return message(field, packed);
  }

  /** A whole message behind its length, as it is in a stream of them. */
  Protobuf delimited(Protobuf message) {
    delimited(message.bytes, message.size);
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void delimited(byte[] from, int length) {
    varint(length);
    room(length);
    System.arraycopy(from, 0, bytes, size, length);
    size += length;
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private void varint(long value) {
    room(MOST_VARINT_BYTES);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
