package dev.weir.bench.jmh;

import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.kafka.fetch.FetchedRecord;
import dev.weir.monitor.SchemaSource;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.StageEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decoder that is handed different records one after the other, over and over. */
final class Decoding {
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final RecordDecoder decoder;
  private final List<FetchedRecord> records;
  private final StageEvent event = new StageEvent();
  private int at;

  /**
   * Takes the records.
   *
   * @throws IllegalStateException if one of them lacks a field or cannot be read: what rejecting
   *     costs is not what is to be measured
   */
  Decoding(FieldSources fields, @Nullable SchemaSource schemas, List<FetchedRecord> records) {
    this.decoder = new RecordDecoder(fields, MAX_BODY_BYTES, schemas);
    this.records = records;
    for (var record : records) {
      decoder.decode(record, event);
      boolean isWhole = event.trace.isPresent() && event.id.isPresent() && event.key.isPresent();
      if (event.rejections != 0 || !isWhole || decoder.awaitedSchema() != 0) {
        throw new IllegalStateException("not decoded: " + record.offset());
      }
    }
  }

  /** Decodes the next one. */
  StageEvent next() {
    at = at + 1 == records.size() ? 0 : at + 1;
    decoder.decode(records.get(at), event);
    return event;
  }
}
