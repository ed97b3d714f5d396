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
  private byte[] copy = NOTHING;

  /** Looks at another buffer, or at none. */
  void set(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      bytes = NOTHING;
      offset = 0;
      length = 0;
      return;
    }
    length = buffer.remaining();
    if (buffer.hasArray()) {
      bytes = buffer.array();
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
