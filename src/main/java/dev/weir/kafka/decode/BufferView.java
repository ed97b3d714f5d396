package dev.weir.kafka.decode;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The remaining bytes of a buffer as a range of an array: the buffer's own array where it shows it,
 * which the Kafka client's buffers do, or else a copy. The copy's array is kept and grows to the
 * largest such buffer. Leaves the buffer as it is.
 */
final class BufferView {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int offset;
  private int length;
  private boolean isPresent;
  private boolean isInPlace;
  private byte[] copy = NOTHING;

  /** Looks at another buffer, or at none. */
  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  void set(@Nullable ByteBuffer buffer) {
    isPresent = buffer != null;
    isInPlace = false;
    if (buffer == null) {
      offset = 0;
      length = 0;
      return;
    }
    length = buffer.remaining();
    if (buffer.hasArray()) {
      isInPlace = true;
      byte[] array = buffer.array();
      if (bytes != array) {
        bytes = array;
      }
      offset = buffer.arrayOffset() + buffer.position();
      return;
    }
    if (copy.length < length) {
      copy = new byte[length];
    }
    buffer.get(buffer.position(), copy, 0, length);
    bytes = copy;
    offset = 0;
  }

  /** Looks at nothing, and lets the buffer's array go. */
  void release() {
    set(null);
    bytes = NOTHING;
  }

  /** Whether there is a buffer. */
  boolean isPresent() {
    return isPresent;
  }

  /** Whether the array is the buffer's own, so that what lies behind the buffer can be seen. */
  boolean isInPlace() {
    return isInPlace;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return offset;
  }

  /** Number of bytes; 0 also when there is no buffer. */
  int length() {
    return length;
  }
}
