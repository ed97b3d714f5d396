package dev.weir.pipeline;

import dev.weir.trace.Sampling;
import dev.weir.trace.TraceNotation;
import org.jspecify.annotations.Nullable;

/**
 * What one Kafka record tells about its stage. A flyweight: one instance per poll thread is filled
 * by the decoder, applied to the partition's state, and filled again, so its fields are public and
 * nothing may keep it. Times are microseconds since 1970-01-01T00:00Z.
 */
public final class StageEvent {
  /** The value of a time that the record does not carry. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** The record's offset. */
  public long offset;

  /** The record's timestamp as Kafka has it, or {@link #NO_TIME} when it has none (−1). */
  public long recordTimeMicros;

  /** The event time; always set: the record's time, or 0, when nothing better is there. */
  public long eventTimeMicros;

  /**
   * What the producer said the event time is, less {@link #recordTimeMicros}: the difference of two
   * clocks, also when the event time itself was not believed; {@link #NO_TIME} when the record does
   * not carry both.
   */
  public long skewMicros;

  /** When the trace's first event happened, or {@link #NO_TIME}. */
  public long originTimeMicros;

  /** When the parent event happened, if its id or the record tells, or {@link #NO_TIME}. */
  public long parentTimeMicros;

  /** Key plus value bytes, without headers. */
  public int sizeBytes;

  /** The {@link Rejection#bit() bits} of everything that could not be read. */
  public int rejections;

  /** What the key table counts by. */
  public final Slice key = new Slice();

  /** The event's own id, as text. */
  public final Slice id = new Slice();

  /** The parent's id, as text. */
  public final Slice parent = new Slice();

  /** The trace id, as text (32 lower-case hex digits unless its notation is plain). */
  public final Slice trace = new Slice();

  /** The producer's span id, 16 lower-case hex digits; absent where the notation has none. */
  public final Slice span = new Slice();

  /** The values that the definition names. */
  public final EventValues values = new EventValues();

  /**
   * Which {@link Pipeline#conditionsAfter conditions} of the hops that begin at the event's stage
   * hold: the bit of a condition's position there. 0 where there are none.
   */
  public long conditions;

  /** Where {@link #trace} comes from; null exactly when there is none. */
  public @Nullable TraceNotation notation;

  /** What the producer's tracer decided. */
  public Sampling sampling = Sampling.UNKNOWN;

  /** Forgets the previous record. */
  public void clear() {
    offset = 0;
    recordTimeMicros = NO_TIME;
    eventTimeMicros = 0;
    skewMicros = NO_TIME;
    originTimeMicros = NO_TIME;
    parentTimeMicros = NO_TIME;
    sizeBytes = 0;
    rejections = 0;
    key.clear();
    id.clear();
    parent.clear();
    trace.clear();
    span.clear();
    values.clear();
    conditions = 0;
    notation = null;
    sampling = Sampling.UNKNOWN;
  }

  /** Forgets the previous record, and lets the arrays go in which it lay. */
  public void release() {
    clear();
    key.release();
    id.release();
    parent.release();
    trace.release();
    span.release();
    values.release();
  }

  /**
   * The time by which the event is placed in windows and watermarks, or {@link #NO_TIME}: nothing
   * happens after its record was made, so it is never later than the (last microsecond of the)
   * record's time.
   */
  public long placeMicros() {
    if (eventTimeMicros <= 0) {
      return NO_TIME;
    }
    return recordTimeMicros == NO_TIME
        ? eventTimeMicros
        : Math.min(eventTimeMicros, recordTimeMicros + 999);
  }

  /** Notes that something was there but could not be read. */
  public void reject(Rejection reason) {
    rejections |= reason.bit();
  }
}
