package dev.weir.flow;

import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The last few rejected records of a partition, by reason. A topic full of garbage changes it
 * seldom: when there are enough of a reason, the next is taken from another second of the log, or
 * from {@value #STRIDE} offsets further on. So what is kept is a function of the log alone.
 */
public final class RejectionSample {
  /** Records kept of each reason. */
  static final int KEPT = 8;

  private static final long STRIDE = 10_000;
  private static final long SECOND = 1_000_000;

  private final Map<Rejection, Deque<RejectedRecord>> byReason = new EnumMap<>(Rejection.class);
  private boolean dirty;

  /**
   * Which of the event's reasons an example is wanted of.
   *
   * @return their {@link Rejection#bit() bits}; 0 for nearly all events
   */
  public int wanted(StageEvent event) {
    int wanted = 0;
    for (int bits = event.rejections; bits != 0; bits &= bits - 1) {
      var reason = Rejection.of(Integer.numberOfTrailingZeros(bits));
      var kept = byReason.get(reason);
      if (kept == null || kept.size() < KEPT || isFarFrom(kept.getLast(), event)) {
        wanted |= reason.bit();
      }
    }
    return wanted;
  }

  private static boolean isFarFrom(RejectedRecord last, StageEvent event) {
    return Math.floorDiv(last.recordMicros(), SECOND)
            != Math.floorDiv(event.recordTimeMicros, SECOND)
        || event.offset - last.offset() >= STRIDE;
  }

  /** Keeps an example in the place of the oldest of its reason. */
  public void keep(RejectedRecord record) {
    var kept = byReason.computeIfAbsent(record.reason(), _ -> new ArrayDeque<>());
    if (kept.size() == KEPT) {
      kept.removeFirst();
    }
    kept.addLast(record);
    dirty = true;
  }

  /** All that is kept, by reason, oldest first. */
  public List<RejectedRecord> records() {
    return byReason.values().stream().flatMap(Deque::stream).toList();
  }

  boolean isEmpty() {
    return byReason.isEmpty();
  }

  void clear() {
    byReason.clear();
    dirty = true;
  }

  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  void markDirty() {
    dirty = !byReason.isEmpty();
  }

  void encode(SectionWriter writer) {
    var records = records();
    writer.unsigned(records.size());
    for (var record : records) {
      writer.unsigned(record.reason().code()).unsigned(record.offset());
      writer.signed(record.recordMicros()).unsigned(record.headers().size());
      record.headers().forEach(name -> writer.bytes(name.getBytes(StandardCharsets.UTF_8)));
      writer.bytes(record.detail().getBytes(StandardCharsets.UTF_8));
    }
  }

  void decode(PartitionId id, SectionReader reader) throws CorruptSectionException {
    int count = reader.bounded(KEPT * Rejection.count());
    for (int i = 0; i < count; i++) {
      var reason = Rejection.of(reader.bounded(Rejection.count() - 1));
      long offset = reader.unsigned();
      long recordMicros = reader.signed();
      var headers = new ArrayList<String>();
      for (int left = reader.bounded(RejectedRecord.MAX_HEADERS); left > 0; left--) {
        headers.add(text(reader));
      }
      keep(
          new RejectedRecord(
              reason, id.topic(), id.partition(), offset, recordMicros, headers, text(reader)));
    }
    dirty = false;
  }

  private static String text(SectionReader reader) throws CorruptSectionException {
    return new String(reader.bytes(), StandardCharsets.UTF_8);
  }
}
