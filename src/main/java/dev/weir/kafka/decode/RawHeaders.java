package dev.weir.kafka.decode;

import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.kafka.fetch.Varint;
import dev.weir.trace.HeaderTable;

/** A record's headers where they lie in what was fetched. Allocates nothing and never throws. */
final class RawHeaders {
  private final Varint numbers = new Varint();

  /**
   * Puts all headers that have a value into the table.
   *
   * @return false when they are not well-formed; those before the fault are in the table then
   */
  boolean putInto(HeaderTable table, FetchedRecord record) {
    byte[] b = record.headerBytes();
    int limit = record.headersEnd();
    int at = record.headersStart();
    int count = record.headerCount();
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
        length = numbers.read(b, at, limit);
        at = numbers.next();
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
        length = numbers.read(b, at, limit);
        at = numbers.next();
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
}
