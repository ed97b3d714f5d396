package dev.weir.kafka.decode;

import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.trace.HeaderTable;
import org.apache.kafka.common.header.Headers;

/**
 * Gets the wanted headers out of a record, in one pass: where they lie, if they lie in what was
 * fetched, else through the client's API, which makes a string of each name and copies the values
 * asked for. Not thread-safe.
 */
final class HeaderReader {
  private final HeaderTable table;
  private final RawHeaders raw = new RawHeaders();

  /** A reader into this table. */
  HeaderReader(HeaderTable table) {
    this.table = table;
  }

  /**
   * Puts the record's headers into the table, which forgets what it had.
   *
   * @return false when they are not well-formed, and the table has none
   */
  boolean read(FetchedRecord record) {
    table.clear();
    if (table.isEmpty()) {
      return true;
    }
    var headers = record.clientHeaders();
    if (headers != null) {
      readThroughClient(headers);
    } else if (!raw.putInto(table, record)) {
      table.clear();
      return false;
    }
    return true;
  }

  /** Forgets the last record, and lets the array go in which it lay. */
  void release() {
    table.release();
  }

  private void readThroughClient(Headers headers) {
    int position = 0;
    for (var header : headers) {
      var name = header.key();
      if (table.wants(position, name)) {
        byte[] value = header.value();
        if (value != null) {
          table.put(position, name, value);
        }
      }
      position++;
    }
  }
}
