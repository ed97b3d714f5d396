package dev.weir.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * Ids in fewer bytes: what is written in hex digits of lower case (a UUID with its hyphens, a trace
 * id of 32, a span id of 16) takes half of them, anything else is kept as it is. What is read is
 * exactly what was written.
 *
 * <p>A byte says what follows: the length of a text, or one of the forms.
 */
public final class IdBytes {
  /** The longest text that can be written, in bytes. */
  public static final int MAX_LENGTH = 128;

  /** The most bytes that an id takes. */
  public static final int MAX_SIZE = 1 + MAX_LENGTH;

  private static final int HALF = 0xFD;
  private static final int DIGITS = 0xFE;
  private static final int UUID = 0xFF;
  private static final int HALF_LENGTH = 16;
  private static final int DIGITS_LENGTH = 32;
  private static final int UUID_LENGTH = 36;
  // Where a UUID's digits are, in its groups.
  private static final int[] UUID_FROM = {0, 9, 14, 19, 24};
  private static final int[] UUID_TO = {8, 13, 18, 23, 36};

  private IdBytes() {}

  /**
   * Writes an id.
   *
   * @param length 0 to {@value #MAX_LENGTH}
   * @param into has room for {@value #MAX_SIZE} bytes at {@code at}
   * @return where the next byte goes
   */
  public static int write(byte[] id, int offset, int length, byte[] into, int at) {
    switch (length) {
      case HALF_LENGTH -> {
        if (Hex.bitsOfLower(id, offset, offset + length) >= 0) {
          into[at] = (byte) HALF;
          return put(Hex.value(id, offset, offset + length), into, at + 1);
        }
      }
      case DIGITS_LENGTH -> {
        if (Hex.bitsOfLower(id, offset, offset + length) >= 0) {
          into[at] = (byte) DIGITS;
          int next = put(Hex.value(id, offset, offset + HALF_LENGTH), into, at + 1);
          return put(Hex.value(id, offset + HALF_LENGTH, offset + length), into, next);
        }
      }
      case UUID_LENGTH -> {
        if (isUuid(id, offset)) {
          into[at] = (byte) UUID;
          long high = 0;
          for (int group = 0; group < 3; group++) {
            high = append(high, id, offset, group);
          }
          int next = put(high, into, at + 1);
          return put(append(append(0, id, offset, 3), id, offset, 4), into, next);
        }
      }
      default -> {
        // Any other text.
      }
    }
    into[at] = (byte) length;
    System.arraycopy(id, offset, into, at + 1, length);
    return at + 1 + length;
  }

  /**
   * Reads what {@link #write} wrote; bytes that are no UTF-8 become replacement characters.
   *
   * @throws java.nio.BufferUnderflowException when it ends too early
   * @throws IllegalArgumentException when it says something that cannot have been written
   */
  public static String read(ByteBuffer from) {
    int form = from.get() & 0xFF;
    return switch (form) {
      case HALF -> hex(from.getLong(), HALF_LENGTH);
      case DIGITS -> hex(from.getLong(), HALF_LENGTH) + hex(from.getLong(), HALF_LENGTH);
      case UUID -> new java.util.UUID(from.getLong(), from.getLong()).toString();
      default -> {
        if (form > MAX_LENGTH) {
          throw new IllegalArgumentException("no id has the form " + form);
        }
        byte[] text = new byte[form];
        from.get(text);
        yield new String(text, UTF_8);
      }
    };
  }

  private static boolean isUuid(byte[] id, int offset) {
    int bits = 0;
    for (int group = 0; group < UUID_FROM.length; group++) {
      bits |= Hex.bitsOfLower(id, offset + UUID_FROM[group], offset + UUID_TO[group]);
    }
    return bits >= 0
        && id[offset + 8] == '-'
        && id[offset + 13] == '-'
        && id[offset + 18] == '-'
        && id[offset + 23] == '-';
  }

  private static long append(long value, byte[] id, int offset, int group) {
    int from = offset + UUID_FROM[group];
    int to = offset + UUID_TO[group];
    return (value << (4 * (to - from))) | Hex.value(id, from, to);
  }

  private static String hex(long value, int digits) {
    byte[] text = new byte[digits];
    Hex.write(value, text, 0);
    return new String(text, UTF_8);
  }

  /** The highest byte first, as a buffer reads it. */
  private static int put(long value, byte[] into, int at) {
    for (int i = 0; i < Long.BYTES; i++) {
      into[at + i] = (byte) (value >>> (56 - 8 * i));
    }
    return at + Long.BYTES;
  }
}
