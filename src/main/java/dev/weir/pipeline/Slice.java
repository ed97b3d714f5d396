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
  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  public void set(byte[] bytes, int offset, int length) {
    // The values of a record, and of those fetched with it, lie in one array: a reference that is
    // stored anew would cost a collector's barrier each time.
    if (this.bytes != bytes) {
      this.bytes = bytes;
    }
    this.offset = offset;
    this.length = length;
  }

  /** Points at nothing; the array stays known until {@link #release} or another is set. */
  public void clear() {
    offset = 0;
    length = -1;
  }

  /** Points at nothing, and lets the array go. */
  public void release() {
    clear();
    bytes = NOTHING;
  }

  /** Whether it points at something; an empty value is present too. */
  public boolean isPresent() {
    return length >= 0;
  }

  /** The array that holds the bytes, if there are any; never to be written. */
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
