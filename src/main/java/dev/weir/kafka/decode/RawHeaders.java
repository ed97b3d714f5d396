package dev.weir.kafka.decode;

import dev.weir.trace.HeaderTable;

/**
 * A record's headers where they lie: in the array of the fetch, right behind the value. The client
 * has parsed them there already, but to ask it makes a string of each name and copies each value. A
 * cursor over one record at a time; allocates nothing and never throws. When the headers are not
 * found there, which is no error, the client's API has them.
 *
 * @see <a href="https://kafka.apache.org/documentation/#record">Kafka's record format, version
 *     2</a>
 */
final class RawHeaders {
  private static final byte[] NOTHING = {};
  private static final int BAD = Integer.MIN_VALUE;

  private byte[] bytes = NOTHING;
  private int end; // Of the array.
  private int next;
  private int first;
  private int count;
  private int left;
  private int nameStart;
  private int nameLength;
  private int valueStart;
  private int valueLength;

  /**
   * Goes before the first header; false when they cannot be reached.
   *
   * @param keySize bytes of the key as the client says
   * @param bodySize bytes of the body as the client says
   */
  boolean start(BufferView key, int keySize, BufferView body, int bodySize) {
    left = 0;
    if (body.isPresent()) {
      if (!goBehind(body, bodySize)) {
        return false;
      }
    } else if (!goBehind(key, keySize) || varint() != -1) {
      // Behind the key is the length of a value that is none.
      return false;
    }
    count = varint();
    // A header takes two bytes at least.
    if (count < 0 || count > (end - next) / 2) {
      return false;
    }
    first = next;
    left = count;
    return true;
  }

  /**
   * Puts all headers that have a value into the table.
   *
   * @return false when they are not well-formed; those before the fault are in the table then
   */
  boolean putInto(HeaderTable table) {
    byte[] b = bytes;
    int limit = end;
    int at = first;
    table.lieIn(b);
    for (int i = 0; i < count; i++) {
      // Lengths of one byte are read here: nearly all are.
      if (at >= limit) {
        return false;
      }
      int length = b[at];
      if (length >= 0) {
        length = (length >>> 1) ^ -(length & 1);
        at++;
      } else {
        length = longVarint(at);
        at = next;
      }
      if (length < 0 || length >= limit - at) {
        return false;
      }
      int name = at;
      int nameLength = length;
      at += length;
      length = b[at];
      if (length >= 0) {
        length = (length >>> 1) ^ -(length & 1);
        at++;
      } else {
        length = longVarint(at);
        at = next;
      }
      if (length >= 0) {
        if (length > limit - at) {
          return false;
        }
        table.put(i, name, nameLength, at, length);
        at += length;
      } else if (length != -1) {
        return false;
      }
    }
    return true;
  }

  private int longVarint(int at) {
    next = at;
    return varint();
  }

  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  private boolean goBehind(BufferView part, int size) {
    if (!part.isInPlace() || part.length() != size) {
      return false;
    }
    if (bytes != part.bytes()) {
      bytes = part.bytes();
      end = bytes.length;
    }
    next = part.offset() + size;
    return true;
  }

  /** Lets the array go. */
  void release() {
    bytes = NOTHING;
    end = 0;
    left = 0;
  }

  /** Goes before the first header again. */
  void rewind() {
    next = first;
    left = count;
  }

  /** Goes to the next header; false behind the last. */
  boolean next() {
    return left > 0 && step();
  }

  private boolean step() {
    left--;
    nameLength = varint();
    nameStart = next;
    if (nameLength < 0 || nameLength > end - next) {
      return false;
    }
    next += nameLength;
    valueLength = varint();
    valueStart = next;
    if (valueLength < -1 || valueLength > end - next) {
      return false;
    }
    next += Math.max(valueLength, 0);
    return true;
  }

  /** A zigzag varint of at most five bytes. */
  private int varint() {
    int value = 0;
    for (int shift = 0; shift < 35 && next < end; shift += 7) {
      byte b = bytes[next++];
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    return BAD;
  }

  /** The array that holds names and values; never to be written. */
  byte[] bytes() {
    return bytes;
  }

  /** Index of the first byte of the name. */
  int nameStart() {
    return nameStart;
  }

  /** Number of bytes of the name, which is in UTF-8. */
  int nameLength() {
    return nameLength;
  }

  /** Index of the first byte of the value. */
  int valueStart() {
    return valueStart;
  }

  /** Number of bytes of the value, or −1 when it is null. */
  int valueLength() {
    return valueLength;
  }
}
