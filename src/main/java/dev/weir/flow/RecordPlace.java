package dev.weir.flow;

import org.jspecify.annotations.Nullable;

/**
 * Where a record is, so that somebody can go and read it, and what it says of itself.
 *
 * @param partition its topic and partition
 * @param offset where it is there
 * @param eventMicros its event time
 * @param traceId its trace; null if there is none, or it is not known
 */
public record RecordPlace(
    PartitionId partition, long offset, long eventMicros, @Nullable String traceId) {

  static void encode(@Nullable RecordPlace place, SectionWriter writer) {
    writer.unsigned(place == null ? 0 : 1);
    if (place != null) {
      place.partition.encode(writer);
      writer.unsigned(place.offset).signed(place.eventMicros);
      writer.text(place.traceId == null ? "" : place.traceId);
    }
  }

  static @Nullable RecordPlace decode(SectionReader reader) throws CorruptSectionException {
    if (reader.bounded(1) == 0) {
      return null;
    }
    var partition = PartitionId.decode(reader);
    long offset = reader.unsigned();
    long time = reader.signed();
    var trace = reader.text();
    return new RecordPlace(partition, offset, time, trace.isEmpty() ? null : trace);
  }
}
