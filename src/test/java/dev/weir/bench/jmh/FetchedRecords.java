package dev.weir.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.record.TimestampType;

/** Records as the client hands them out: their parts lie in the array of a whole batch. */
final class FetchedRecords {
  private static final String TOPIC = "topic";

  private final List<SimpleRecord> records = new ArrayList<>();

  /** Adds one with headers of text. */
  void add(long timestampMs, String key, byte[] value, Map<String, String> headers) {
    var list = new ArrayList<Header>();
    headers.forEach((name, text) -> list.add(new RecordHeader(name, text.getBytes(UTF_8))));
    records.add(
        new SimpleRecord(timestampMs, key.getBytes(UTF_8), value, list.toArray(Header[]::new)));
  }

  /** What was added, as it comes from a broker. */
  List<ConsumerRecord<ByteBuffer, ByteBuffer>> fetch() {
    var fetched = new ArrayList<ConsumerRecord<ByteBuffer, ByteBuffer>>();
    var batch = MemoryRecords.withRecords(Compression.NONE, records.toArray(SimpleRecord[]::new));
    for (var record : batch.records()) {
      fetched.add(
          new ConsumerRecord<>(
              TOPIC,
              0,
              record.offset(),
              record.timestamp(),
              TimestampType.CREATE_TIME,
              record.keySize(),
              record.valueSize(),
              record.key(),
              record.value(),
              new RecordHeaders(record.headers()),
              Optional.empty()));
    }
    return List.copyOf(fetched);
  }
}
