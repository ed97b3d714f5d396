package dev.weir.kafka;

import dev.weir.trace.HeaderTable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Gets the wanted headers out of a record, in one pass. The one place that knows how headers are
 * reached: through the client's API, which makes a string of each name and copies the values asked
 * for.
 */
final class HeaderReader {
  private HeaderReader() {}

  /** Puts the record's headers into the table, which forgets what it had. */
  static void read(ConsumerRecord<?, ?> record, HeaderTable into) {
    into.clear();
    Headers headers = record.headers();
    if (into.isEmpty() || headers == null) {
      return;
    }
    for (Header header : headers) {
      String name = header == null ? null : header.key();
      if (name != null && into.wants(name)) {
        byte[] value = header.value();
        if (value != null) {
          into.put(name, value, 0, value.length);
        }
      }
    }
  }
}
