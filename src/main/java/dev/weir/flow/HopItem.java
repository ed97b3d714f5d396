package dev.weir.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.pipeline.StageEvent;
import dev.weir.trace.IdTime;
import dev.weir.trace.PackedId;
import org.jspecify.annotations.Nullable;

/**
 * An id that is lost, late or too many in a hop.
 *
 * @param word0 of the {@link PackedId} by which the hop matches
 * @param word1 of the same
 * @param word2 of the same
 * @param times how often it is missing or too many
 * @param bucketMicros where its bucket of origin time begins
 * @param partition where its record is; null if not known
 * @param offset of the record; −1 if not known
 * @param eventMicros the record's event time; {@code NO_TIME} if not known
 * @param traceId of the record; null if not known
 */
public record HopItem(
    long word0,
    long word1,
    long word2,
    int times,
    long bucketMicros,
    @Nullable PartitionId partition,
    long offset,
    long eventMicros,
    @Nullable String traceId) {
  /** The same, missing or too many so often. */
  HopItem times(int count) {
    return new HopItem(
        word0, word1, word2, count, bucketMicros, partition, offset, eventMicros, traceId);
  }

  /** The record's event time, or else the time inside the id, or else its bucket's. */
  public long timeMicros() {
    if (eventMicros != StageEvent.NO_TIME) {
      return eventMicros;
    }
    var packed = new PackedId();
    packed.set(word0, word1, word2);
    long inside = packed.micros();
    return inside == IdTime.NO_TIME ? bucketMicros : inside;
  }

  /** The id as text, or null where only its hash is known. */
  public @Nullable String id() {
    return PackedId.text(word0, word1, word2);
  }

  void encode(SectionWriter writer) {
    writer.unsigned(word0).unsigned(word1).unsigned(word2).unsigned(times);
    writer.signed(bucketMicros).signed(eventMicros);
    writer.unsigned(partition == null ? 0 : 1);
    if (partition != null) {
      partition.encode(writer);
      writer.unsigned(offset);
    }
    writer.bytes(traceId == null ? new byte[0] : traceId.getBytes(UTF_8));
  }

  static HopItem decode(SectionReader reader) throws CorruptSectionException {
    long word0 = reader.unsigned();
    long word1 = reader.unsigned();
    long word2 = reader.unsigned();
    int times = reader.bounded(Integer.MAX_VALUE);
    long bucketMicros = reader.signed();
    long eventMicros = reader.signed();
    boolean isPlaced = reader.bounded(1) == 1;
    var partition = isPlaced ? PartitionId.decode(reader) : null;
    long offset = isPlaced ? reader.unsigned() : -1;
    byte[] trace = reader.bytes();
    return new HopItem(
        word0,
        word1,
        word2,
        times,
        bucketMicros,
        partition,
        offset,
        eventMicros,
        trace.length == 0 ? null : new String(trace, UTF_8));
  }
}
