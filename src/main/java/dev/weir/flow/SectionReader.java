package dev.weir.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ledger.IdWords;
import java.util.Arrays;

/** Reads what {@link SectionWriter} wrote; bytes that it cannot have written are an error. */
final class SectionReader {
  private final byte[] buffer;
  private int position;

  SectionReader(byte[] buffer) {
    this.buffer = buffer;
  }

  long unsigned() throws CorruptSectionException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= buffer.length) {
        throw new CorruptSectionException("ends in the middle of a number");
      }
      byte next = buffer[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CorruptSectionException("has a number of more than 64 bits");
  }

  /** An unsigned number that must lie in 0 to {@code max}. */
  int bounded(int max) throws CorruptSectionException {
    long value = unsigned();
    if (value < 0 || value > max) {
      throw new CorruptSectionException("has " + value + " where at most " + max + " is possible");
    }
    return (int) value;
  }

  long signed() throws CorruptSectionException {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  byte[] bytes() throws CorruptSectionException {
    int length = bounded(buffer.length - position);
    int from = position;
    position += length;
    return Arrays.copyOfRange(buffer, from, position);
  }

  String text() throws CorruptSectionException {
    return new String(bytes(), UTF_8);
  }

  IdWords id() throws CorruptSectionException {
    return new IdWords(unsigned(), unsigned(), unsigned());
  }

  /** Moves past the next bytes if they are these. */
  boolean skipsSame(byte[] known) throws CorruptSectionException {
    int before = position;
    int length = bounded(buffer.length - position);
    int end = position + length;
    boolean same = length == known.length && Arrays.equals(known, 0, length, buffer, position, end);
    position = same ? end : before;
    return same;
  }

  /** Whether anything is left. */
  boolean hasMore() {
    return position < buffer.length;
  }

  /** Fails if anything is left. */
  void end() throws CorruptSectionException {
    if (position != buffer.length) {
      throw new CorruptSectionException("has " + (buffer.length - position) + " bytes too many");
    }
  }
}
