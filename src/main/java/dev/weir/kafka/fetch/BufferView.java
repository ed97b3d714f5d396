package dev.weir.kafka.fetch;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A range of an array: a record's key or its body, or none. Of a buffer it is the buffer's own
 * array where that is shown, which the Kafka client's buffers do, or else a copy. The copy's array
 * is kept and grows to the largest such buffer. Leaves the buffer as it is.
 */
public final class BufferView {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int offset;
  private int length;
  private byte[] copy = NOTHING;

  /** Looks at nothing. */
  public BufferView() {}

  /** Looks at another buffer, or at none. */
  public void set(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      clear();
    } else if (buffer.hasArray()) {
      set(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    } else {
      int size = buffer.remaining();
      if (copy.length < size) {
        copy = new byte[size];
      }
      buffer.get(buffer.position(), copy, 0, size);
      set(copy, 0, size);
    }
  }

  /** Looks at what another view looks at. */
  public void set(BufferView other) {
    set(other.bytes, other.offset, other.length);
  }

  /** Looks at a range of an array, which must be in it. */
  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  void set(byte[] array, int from, int size) {
    // Storing a reference costs a collector's barrier.
    if (bytes != array) {
      bytes = array;
    }
    offset = from;
    length = size;
  }

  /** Looks at none, and keeps the array. */
  void clear() {
    offset = 0;
    length = 0;
  }

  /** Looks at nothing, and lets the array go. */
  public void release() {
    clear();
    bytes = NOTHING;
  }

  /** The array; never to be written. */
  public byte[] bytes() {
    return bytes;
  }

  /** Index of the first byte. */
  public int offset() {
    return offset;
  }

  /** Number of bytes; 0 also when there is no buffer. */
  public int length() {
    return length;
  }
}
