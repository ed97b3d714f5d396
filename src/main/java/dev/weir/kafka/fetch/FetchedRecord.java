package dev.weir.kafka.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * One record at a time as it was fetched: a view that is moved from record to record, and shows
 * what it is on until it is moved again. Not thread-safe.
 */
public final class FetchedRecord {
  private static final byte[] NOTHING = {};

  private final BufferView key = new BufferView();
  private final BufferView body = new BufferView();
  private String topic = "";
  private int partition;
  private long offset;
  private long timestampMs;
  private boolean isStamped;
  private boolean isDamaged;
  private byte[] headerBytes = NOTHING;
  private int headersStart;
  private int headersEnd;
  private int headerCount;
  private @Nullable Headers clientHeaders;

  /** On no record yet. */
  public FetchedRecord() {}

  /** Moves on to a record that the client has read. */
  public void set(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    belongsTo(record.topic(), record.partition());
    key.set(record.key());
    body.set(record.value());
    clientHeaders = record.headers();
    headerCount = 0;
    timestampMs = record.timestamp();
    isStamped = record.timestampType() == TimestampType.LOG_APPEND_TIME;
    isAt(record.offset());
  }

  void belongsTo(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  void isAt(long offset) {
    this.offset = offset;
    isDamaged = false;
  }

  void isOf(long timestampMs, boolean isStamped) {
    this.timestampMs = timestampMs;
    this.isStamped = isStamped;
  }

  @SuppressWarnings("ReferenceEquality") // The same array is meant.
  void hasHeaders(byte[] bytes, int start, int end, int count) {
    if (headerBytes != bytes) {
      headerBytes = bytes;
    }
    if (clientHeaders != null) {
      clientHeaders = null;
    }
    headersStart = start;
    headersEnd = end;
    headerCount = count;
  }

  /** Nothing can be known of the record at an offset. */
  void isDamaged(long offset) {
    this.offset = offset;
    isDamaged = true;
    timestampMs = ConsumerRecord.NO_TIMESTAMP;
    key.clear();
    body.clear();
    clientHeaders = null;
    headerCount = 0;
  }

  /** Lets the arrays go in which the record lay. */
  public void release() {
    key.release();
    body.release();
    headerBytes = NOTHING;
    clientHeaders = null;
    headerCount = 0;
  }

  /** The topic's name. */
  public String topic() {
    return topic;
  }

  /** The partition's number. */
  public int partition() {
    return partition;
  }

  /** The record's offset. */
  public long offset() {
    return offset;
  }

  /** The record's own time in milliseconds since 1970; negative when it has none. */
  public long timestampMs() {
    return timestampMs;
  }

  /** Whether its time is that at which the broker appended it. */
  public boolean isStamped() {
    return isStamped;
  }

  /** Whether it is there but cannot be read; then it has nothing but its offset. */
  public boolean isDamaged() {
    return isDamaged;
  }

  /** The key; empty also when there is none. */
  public BufferView key() {
    return key;
  }

  /** The value; empty also when there is none. */
  public BufferView body() {
    return body;
  }

  /** Headers as the client has them; null when they lie in {@link #headerBytes}. */
  public @Nullable Headers clientHeaders() {
    return clientHeaders;
  }

  /** The array that holds names and values; never to be written. */
  public byte[] headerBytes() {
    return headerBytes;
  }

  /** Index of the first byte of the first header. */
  public int headersStart() {
    return headersStart;
  }

  /** Index behind the record's last byte. */
  public int headersEnd() {
    return headersEnd;
  }

  /** How many headers there are in {@link #headerBytes}, each of two bytes at least. */
  public int headerCount() {
    return headerCount;
  }

  /** Names of its first headers, as far as they can be read. */
  public List<String> headerNames(int most) {
    var names = new ArrayList<String>();
    if (clientHeaders != null) {
      for (var header : clientHeaders) {
        if (names.size() < most) {
          names.add(header.key());
        }
      }
      return names;
    }
    var numbers = new Varint();
    int at = headersStart;
    for (int header = 0; header < Math.min(headerCount, most); header++) {
      int length = numbers.read(headerBytes, at, headersEnd);
      at = numbers.next();
      if (length < 0 || length > headersEnd - at) {
        break;
      }
      names.add(new String(headerBytes, at, length, UTF_8));
      int value = numbers.read(headerBytes, at + length, headersEnd);
      at = numbers.next() + Math.max(value, 0);
    }
    return names;
  }
}
