package dev.weir.api;

import dev.weir.flow.Micros;
import dev.weir.flow.RejectedRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some records of a stage of which something could not be read. Nothing of their payload is shown.
 *
 * @param stage the stage
 * @param items newest first
 */
public record RejectedBody(String stage, List<Item> items) {

  /**
   * One record under one reason.
   *
   * @param reason why, as in the counts by reason
   * @param topic where the record is
   * @param partition where it is
   * @param offset where it is
   * @param recordTime Kafka's timestamp; null when it has none
   * @param headers the names of its headers
   * @param detail what was wrong with which field
   */
  public record Item(
      String reason,
      String topic,
      int partition,
      long offset,
      @Nullable Instant recordTime,
      List<String> headers,
      String detail) {

    static Item of(RejectedRecord record) {
      return new Item(
          record.reason().label(),
          record.topic(),
          record.partition(),
          record.offset(),
          Micros.toInstant(record.recordMicros()),
          record.headers(),
          record.detail());
    }
  }

  static RejectedBody of(String stage, List<RejectedRecord> records) {
    return new RejectedBody(stage, records.stream().map(Item::of).toList());
  }
}
