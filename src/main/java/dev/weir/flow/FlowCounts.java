package dev.weir.flow;

import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.util.Arrays;

/** Counts and newest times of a partition, or of several merged. */
public final class FlowCounts {
  private long events;
  private long bytes;
  private long traced;
  private long outOfOrder;
  private long newestMicros = StageEvent.NO_TIME;
  private long newestRecordMicros = StageEvent.NO_TIME;
  private final long[] rejected = new long[Rejection.count()];

  /** Counts one event; {@code timed} says whether its event time can be used. */
  void add(StageEvent event, boolean timed) {
    events++;
    bytes += event.sizeBytes;
    if (event.trace.isPresent()) {
      traced++;
    }
    if (event.recordTimeMicros > newestRecordMicros) {
      newestRecordMicros = event.recordTimeMicros;
    }
    if (timed) {
      if (event.eventTimeMicros < newestMicros) {
        outOfOrder++;
      } else {
        newestMicros = event.eventTimeMicros;
      }
    }
    for (int bits = event.rejections; bits != 0; bits &= bits - 1) {
      rejected[Integer.numberOfTrailingZeros(bits)]++;
    }
  }

  void merge(FlowCounts other) {
    events += other.events;
    bytes += other.bytes;
    traced += other.traced;
    outOfOrder += other.outOfOrder;
    newestMicros = Math.max(newestMicros, other.newestMicros);
    newestRecordMicros = Math.max(newestRecordMicros, other.newestRecordMicros);
    for (int reason = 0; reason < rejected.length; reason++) {
      rejected[reason] += other.rejected[reason];
    }
  }

  /** Data records read. */
  public long events() {
    return events;
  }

  /** Key plus value bytes of those. */
  public long bytes() {
    return bytes;
  }

  /** Events with a usable trace id. */
  public long traced() {
    return traced;
  }

  /** Events older than what their partition had reached before them. */
  public long outOfOrder() {
    return outOfOrder;
  }

  /** Newest event time in microseconds, or {@link StageEvent#NO_TIME}. */
  public long newestMicros() {
    return newestMicros;
  }

  /** Newest record timestamp in microseconds, or {@link StageEvent#NO_TIME}. */
  public long newestRecordMicros() {
    return newestRecordMicros;
  }

  /** Events with something of this reason. */
  public long rejected(Rejection reason) {
    return rejected[Integer.numberOfTrailingZeros(reason.bit())];
  }

  void encode(SectionWriter writer) {
    writer.unsigned(events).unsigned(bytes).unsigned(traced).unsigned(outOfOrder);
    writer.signed(newestMicros).signed(newestRecordMicros).unsigned(rejected.length);
    for (long count : rejected) {
      writer.unsigned(count);
    }
  }

  void decode(SectionReader reader) throws CorruptSectionException {
    events = reader.unsigned();
    bytes = reader.unsigned();
    traced = reader.unsigned();
    outOfOrder = reader.unsigned();
    newestMicros = reader.signed();
    newestRecordMicros = reader.signed();
    int reasons = reader.bounded(rejected.length);
    for (int reason = 0; reason < reasons; reason++) {
      rejected[reason] = reader.unsigned();
    }
  }

  /** Forgets what the field sources shape; events, bytes and record times stay. */
  void resetShaped() {
    traced = 0;
    outOfOrder = 0;
    newestMicros = StageEvent.NO_TIME;
    Arrays.fill(rejected, 0);
  }
}
