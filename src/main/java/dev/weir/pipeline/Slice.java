package dev.weir.pipeline;

import java.nio.charset.StandardCharsets;

/**
 * A view of bytes that somebody else owns, reused from record to record so that nothing is
 * allocated on the hot path. Valid until the next record is decoded.
 */
public final class Slice {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int offset;
  private int length = -1;

  /** Points at {@code length} bytes (0 or more) from {@code offset}. */
  public void set(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** Points at nothing. */
  public void clear() {
    bytes = NOTHING;
    offset = 0;
    length = -1;
  }

  /** Whether it points at something; an empty value is present too. */
  public boolean isPresent() {
    return length >= 0;
  }

  /** The array that holds the bytes; never to be written. */
  public byte[] bytes() {
    return bytes;
  }

  /** Index of the first byte. */
  public int offset() {
    return offset;
  }

  /** Number of bytes, or −1 when absent. */
  public int length() {
    return length;
  }

  /** The bytes as UTF-8 text; empty when absent. */
  @Override
  public String toString() {
    return length <= 0 ? "" : new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}
