package dev.weir.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.ledger.IdWords;
import dev.weir.pipeline.StageEvent;
import org.jspecify.annotations.Nullable;

/**
 * What the logs say of an id that is lost or too many.
 *
 * @param parent whether an expected parent of this id is there; null if that is not known
 * @param partition where its record is: the parent's of a lost one, else the last child's; null if
 *     it was not found
 * @param offset of that record; −1 if it was not found
 * @param eventMicros its event time; {@code NO_TIME} if it was not found
 * @param traceId its trace; null if there is none, or it was not found
 */
public record Finding(
    @Nullable Boolean parent,
    @Nullable PartitionId partition,
    long offset,
    long eventMicros,
    @Nullable String traceId) {

  /** Nothing is known. */
  static final Finding NONE = new Finding(null, null, -1, StageEvent.NO_TIME, null);

  /** Both together; what the other one knows wins. */
  public Finding with(Finding other) {
    boolean isPlaced = other.partition != null;
    return new Finding(
        other.parent == null ? parent : other.parent,
        isPlaced ? other.partition : partition,
        isPlaced ? other.offset : offset,
        isPlaced ? other.eventMicros : eventMicros,
        isPlaced ? other.traceId : traceId);
  }

  void encode(IdWords id, SectionWriter writer) {
    writer.unsigned(id.word0()).unsigned(id.word1()).unsigned(id.word2());
    writer.unsigned(parent == null ? 0 : parent ? 1 : 2).unsigned(partition == null ? 0 : 1);
    if (partition != null) {
      partition.encode(writer);
      writer.unsigned(offset).signed(eventMicros);
      writer.bytes(traceId == null ? new byte[0] : traceId.getBytes(UTF_8));
    }
  }

  static IdWords decodeId(SectionReader reader) throws CorruptSectionException {
    return new IdWords(reader.unsigned(), reader.unsigned(), reader.unsigned());
  }

  static Finding decode(SectionReader reader) throws CorruptSectionException {
    int parents = reader.bounded(2);
    Boolean parent = parents == 0 ? null : Boolean.valueOf(parents == 1);
    if (reader.bounded(1) == 0) {
      return new Finding(parent, null, -1, StageEvent.NO_TIME, null);
    }
    var partition = PartitionId.decode(reader);
    long offset = reader.unsigned();
    long time = reader.signed();
    byte[] trace = reader.bytes();
    return new Finding(
        parent, partition, offset, time, trace.length == 0 ? null : new String(trace, UTF_8));
  }
}
