package dev.weir.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.kafka.fetch.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/** Records as they are fetched: their parts lie in the array of a whole batch. */
final class FetchedRecords {
  private final List<SimpleRecord> records = new ArrayList<>();

  /** Adds one with headers of text. */
  void add(long timestampMs, String key, byte[] value, Map<String, String> headers) {
    var list = new ArrayList<Header>();
    headers.forEach((name, text) -> list.add(new RecordHeader(name, text.getBytes(UTF_8))));
    records.add(
        new SimpleRecord(timestampMs, key.getBytes(UTF_8), value, list.toArray(Header[]::new)));
  }

  /** What was added, as it comes from a broker. */
  List<FetchedRecord> fetch() {
    return Runs.views(
        MemoryRecords.withRecords(Compression.NONE, records.toArray(SimpleRecord[]::new)));
  }
}
