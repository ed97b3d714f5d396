package dev.weir.flow;

import dev.weir.ledger.IdWords;
import dev.weir.trace.IdTime;
import org.jspecify.annotations.Nullable;

/**
 * An id that is lost, late or too many in a hop.
 *
 * @param id by which the hop matches
 * @param times how often it is missing or too many
 * @param originMicros its origin time, or where the bucket of it begins
 * @param place of its record; null if not known
 */
public record HopItem(IdWords id, int times, long originMicros, @Nullable RecordPlace place) {
  /** The same, missing or too many so often. */
  HopItem times(int count) {
    return new HopItem(id, count, originMicros, place);
  }

  /** The record's event time, or else the time inside the id, or else its origin's. */
  public long timeMicros() {
    if (place != null) {
      return place.eventMicros();
    }
    long inside = id.micros();
    return inside == IdTime.NO_TIME ? originMicros : inside;
  }

  void encode(SectionWriter writer) {
    writer.id(id).unsigned(times).signed(originMicros);
    RecordPlace.encode(place, writer);
  }

  static HopItem decode(SectionReader reader) throws CorruptSectionException {
    var id = reader.id();
    int times = reader.bounded(Integer.MAX_VALUE);
    return new HopItem(id, times, reader.signed(), RecordPlace.decode(reader));
  }
}
