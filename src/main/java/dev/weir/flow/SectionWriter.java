package dev.weir.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ledger.IdWords;
import java.util.Arrays;

/** Writes one encoded section: variable-length integers, zigzag for signed ones, raw bytes. */
final class SectionWriter {
  private byte[] buffer = new byte[256];
  private int size;

  /** Starts over, keeping the buffer. */
  SectionWriter reset() {
    size = 0;
    return this;
  }

  /** Writes 7 bits a byte, low ones first; cheap for small non-negative values. */
  SectionWriter unsigned(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  /** Writes a value of either sign. */
  SectionWriter signed(long value) {
    return unsigned((value << 1) ^ (value >> 63));
  }

  /** Writes a length and that many bytes. */
  SectionWriter bytes(byte[] source) {
    unsigned(source.length);
    ensure(source.length);
    System.arraycopy(source, 0, buffer, size, source.length);
    size += source.length;
    return this;
  }

  /** Writes a text as UTF-8. */
  SectionWriter text(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  /** Writes an id. */
  SectionWriter id(IdWords id) {
    return unsigned(id.word0()).unsigned(id.word1()).unsigned(id.word2());
  }

  /** A copy of what was written. */
  byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  private void ensure(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
