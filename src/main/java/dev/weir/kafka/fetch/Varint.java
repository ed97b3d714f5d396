package dev.weir.kafka.fetch;

/** Reads zigzag varints out of arrays, and tells where each ended. Not thread-safe. */
public final class Varint {
  /** No length and no count: the number is cut off, or is longer than numbers of its kind are. */
  static final int BAD = Integer.MIN_VALUE;

  private int next;

  /** Reads nothing yet. */
  public Varint() {}

  /**
   * A number of at most five bytes.
   *
   * @param end index behind the last byte that may be read
   */
  public int read(byte[] bytes, int at, int end) {
    if (at < end && bytes[at] >= 0) {
      next = at + 1;
      return (bytes[at] >>> 1) ^ -(bytes[at] & 1);
    }
    int value = 0;
    for (int shift = 0; shift < 35 && at < end; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        next = at;
        return (value >>> 1) ^ -(value & 1);
      }
    }
    next = end;
    return BAD;
  }

  /** A number of at most ten bytes; {@link Long#MIN_VALUE} when it is cut off. */
  long readLong(byte[] bytes, int at, int end) {
    long value = 0;
    for (int shift = 0; shift < 70 && at < end; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        next = at;
        return (value >>> 1) ^ -(value & 1);
      }
    }
    next = end;
    return Long.MIN_VALUE;
  }

  /** Index behind the number that was read last. */
  public int next() {
    return next;
  }
}
