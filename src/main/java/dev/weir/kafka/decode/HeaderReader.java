package dev.weir.kafka.decode;

import dev.weir.trace.HeaderTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gets the wanted headers out of a record, in one pass. The one place that knows how headers are
 * reached: where they lie, if they can be found there, else through the client's API, which makes a
 * string of each name and copies the values asked for.
 *
 * <p>That they lie where they are looked for is the client's business and may change with its
 * version. So the first records of a reader and some of the later ones are read in both ways; once
 * these differ, the API is used for good. Not thread-safe.
 */
final class HeaderReader {
  private static final Logger LOG = Logger.getLogger(HeaderReader.class);
  private static final int CHECKED_FIRST = 64;
  private static final int CHECK_EVERY = 4_096;

  private final HeaderTable table;
  private final RawHeaders raw = new RawHeaders();
  private boolean inPlace;
  private long records; // An int would turn negative within hours, and check every record then.

  /** A reader into this table. */
  HeaderReader(HeaderTable table) {
    this.table = table;
    this.inPlace = !table.isEmpty();
  }

  /**
   * Puts the record's headers into the table, which forgets what it had.
   *
   * @param key the record's key
   * @param body its value
   */
  void read(ConsumerRecord<?, ?> record, BufferView key, BufferView body) {
    table.clear();
    if (table.isEmpty()) {
      return;
    }
    if (inPlace && raw.start(key, record.serializedKeySize(), body, record.serializedValueSize())) {
      boolean check = records < CHECKED_FIRST || records % CHECK_EVERY == 0;
      records++;
      if (!check || isSame(record.headers())) {
        if (raw.putInto(table)) {
          return;
        }
        table.clear();
        readThroughClient(record.headers());
        return;
      }
      inPlace = false;
      LOG.info("headers are not where this client is known to have them: reading them through it");
    }
    readThroughClient(record.headers());
  }

  /** Forgets the last record, and lets the array go in which it lay. */
  void release() {
    table.release();
    raw.release();
  }

  /** Reads headers through the client's API from now on. */
  void goThroughClient() {
    inPlace = false;
  }

  /** Whether headers are read where they lie, as far as is known. */
  boolean isInPlace() {
    return inPlace;
  }

  private boolean isSame(@Nullable Headers headers) {
    boolean same = headers != null;
    if (headers != null) {
      for (var header : headers) {
        same = same && raw.next() && isName(header.key()) && isValue(header.value());
      }
    }
    same = same && !raw.next();
    raw.rewind();
    return same;
  }

  private boolean isName(String name) {
    var found = new String(raw.bytes(), raw.nameStart(), raw.nameLength(), StandardCharsets.UTF_8);
    return found.equals(name);
  }

  private boolean isValue(byte @Nullable [] value) {
    int start = raw.valueStart();
    return value == null
        ? raw.valueLength() < 0
        : value.length == raw.valueLength()
            && Arrays.equals(value, 0, value.length, raw.bytes(), start, start + value.length);
  }

  private void readThroughClient(@Nullable Headers headers) {
    if (headers == null) {
      return;
    }
    for (var header : headers) {
      var name = header == null ? null : header.key();
      if (name != null && table.wants(name)) {
        byte[] value = header.value();
        if (value != null) {
          table.put(name, value, 0, value.length);
        }
      }
    }
  }
}
