package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.kafka.fetch.Runs;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Builds the records that tests decode; buffers are slices of larger arrays, as Kafka's are. */
final class Records {
  static final Instant RECORD_TIME = Instant.parse("2024-11-22T01:00:00Z");

  private final RecordHeaders headers;
  private @Nullable ByteBuffer key;
  private @Nullable ByteBuffer value;
  private long timestampMs = RECORD_TIME.toEpochMilli();

  private Records(RecordHeaders headers) {
    this.headers = headers;
  }

  private Records() {
    this(new RecordHeaders());
  }

  static Records body(String json) {
    return new Records().value(slice(json.getBytes(UTF_8)));
  }

  static Records tombstone() {
    return new Records();
  }

  Records value(ByteBuffer bytes) {
    value = bytes;
    return this;
  }

  Records key(byte[] bytes) {
    key = slice(bytes);
    return this;
  }

  Records key(String text) {
    return key(text.getBytes(UTF_8));
  }

  Records header(String name, String text) {
    return header(name, text.getBytes(UTF_8));
  }

  Records header(String name, byte @Nullable [] bytes) {
    headers.add(name, bytes);
    return this;
  }

  Records at(long timestampMs) {
    this.timestampMs = timestampMs;
    return this;
  }

  /** As it is fetched: keys, values and headers lie in one array. */
  FetchedRecord fetched() {
    var record = new SimpleRecord(timestampMs, key, value, headers.toArray());
    return Runs.views(MemoryRecords.withRecords(42, Compression.NONE, record)).getFirst();
  }

  ConsumerRecord<ByteBuffer, ByteBuffer> build() {
    return new ConsumerRecord<>(
        "topic",
        3,
        42,
        timestampMs,
        timestampMs < 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
        key == null ? ConsumerRecord.NULL_SIZE : key.remaining(),
        value == null ? ConsumerRecord.NULL_SIZE : value.remaining(),
        key,
        value,
        headers,
        Optional.empty());
  }

  /** A buffer with other bytes before and after it in its array. */
  static ByteBuffer slice(byte[] bytes) {
    byte[] around = new byte[bytes.length + 11];
    // What comes after is no list of headers.
    Arrays.fill(around, (byte) -1);
    System.arraycopy(bytes, 0, around, 7, bytes.length);
    var buffer = ByteBuffer.wrap(around, 4, bytes.length + 5).slice();
    return buffer.position(3).limit(3 + bytes.length);
  }
}
