package dev.weir.flow;

import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.TraceNotation;
import java.util.Arrays;

/** Counts and newest times of a partition, or of several merged. */
public final class FlowCounts {
  @SuppressWarnings("EnumOrdinal")
  private static final int QUARANTINED = ClockCase.QUARANTINED.ordinal();

  private long events;
  private long bytes;
  private long traced;
  private long outOfOrder;
  private long newestMicros = StageEvent.NO_TIME;
  private long newestRecordMicros = StageEvent.NO_TIME;
  private final long[] rejected = new long[Rejection.count()];
  private final long[] clock = new long[ClockCase.count()];
  private final long[] notations = new long[TraceNotation.count()];

  /** Counts one event, without its time. */
  // The ordinals of both enums are fixed, because snapshots hold them.
  @SuppressWarnings("EnumOrdinal")
  void add(StageEvent event) {
    events++;
    bytes += event.sizeBytes;
    if (event.trace.isPresent()) {
      traced++;
    }
    if (event.notation != null) {
      notations[event.notation.ordinal()]++;
    }
    if (event.recordTimeMicros > newestRecordMicros) {
      newestRecordMicros = event.recordTimeMicros;
    }
    var odd = ClockCase.of(event);
    if (odd != null) {
      clock[odd.ordinal()]++;
    }
    for (int bits = event.rejections; bits != 0; bits &= bits - 1) {
      rejected[Integer.numberOfTrailingZeros(bits)]++;
    }
  }

  /** Moves the newest event time, or notes that this one is older. */
  void reach(long micros) {
    if (micros < newestMicros) {
      outOfOrder++;
    } else {
      newestMicros = micros;
    }
  }

  /** Notes that the times of so many events were given up. */
  void quarantine(long given) {
    clock[QUARANTINED] += given;
  }

  void merge(FlowCounts other) {
    mergeTotals(other);
    outOfOrder += other.outOfOrder;
    newestMicros = Math.max(newestMicros, other.newestMicros);
  }

  /** Merges everything but where the event times have come to. */
  void mergeTotals(FlowCounts other) {
    events += other.events;
    bytes += other.bytes;
    traced += other.traced;
    newestRecordMicros = Math.max(newestRecordMicros, other.newestRecordMicros);
    addAll(rejected, other.rejected);
    addAll(clock, other.clock);
    addAll(notations, other.notations);
  }

  /** Sets what a view believes of where the event times have come to. */
  void mergeReached(long micros, long older) {
    newestMicros = Math.max(newestMicros, micros);
    outOfOrder += older;
  }

  private static void addAll(long[] into, long[] counts) {
    for (int at = 0; at < into.length; at++) {
      into[at] += counts[at];
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

  /** Events with this oddity of their time. */
  @SuppressWarnings("EnumOrdinal")
  public long clock(ClockCase which) {
    return clock[which.ordinal()];
  }

  /** Events whose trace id was found in this notation. */
  @SuppressWarnings("EnumOrdinal")
  public long traced(TraceNotation notation) {
    return notations[notation.ordinal()];
  }

  void encode(SectionWriter writer) {
    writer.unsigned(events).unsigned(bytes).unsigned(traced).unsigned(outOfOrder);
    writer.signed(newestMicros).signed(newestRecordMicros);
    encode(writer, rejected);
    encode(writer, clock);
    encode(writer, notations);
  }

  /** Writes only where the event times have come to. */
  void encodeReached(SectionWriter writer) {
    writer.unsigned(outOfOrder).signed(newestMicros);
  }

  void decodeReached(SectionReader reader) throws CorruptSectionException {
    outOfOrder = reader.unsigned();
    newestMicros = reader.signed();
  }

  private static void encode(SectionWriter writer, long[] counts) {
    writer.unsigned(counts.length);
    for (long count : counts) {
      writer.unsigned(count);
    }
  }

  void decode(SectionReader reader) throws CorruptSectionException {
    decodeVersion1(reader);
    decode(reader, clock);
    decode(reader, notations);
  }

  /** Reads what version 1 wrote. */
  void decodeVersion1(SectionReader reader) throws CorruptSectionException {
    events = reader.unsigned();
    bytes = reader.unsigned();
    traced = reader.unsigned();
    outOfOrder = reader.unsigned();
    newestMicros = reader.signed();
    newestRecordMicros = reader.signed();
    decode(reader, rejected);
  }

  private static void decode(SectionReader reader, long[] counts) throws CorruptSectionException {
    int stored = reader.bounded(counts.length);
    for (int at = 0; at < stored; at++) {
      counts[at] = reader.unsigned();
    }
  }

  /** Forgets what the field sources shape; events, bytes and record times stay. */
  void resetShaped() {
    traced = 0;
    outOfOrder = 0;
    newestMicros = StageEvent.NO_TIME;
    Arrays.fill(rejected, 0);
    Arrays.fill(clock, 0);
    Arrays.fill(notations, 0);
  }
}
