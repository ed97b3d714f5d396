package dev.weir.kafka.decode;

import static dev.weir.pipeline.StageEvent.NO_TIME;

import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.IdTime;
import dev.weir.trace.SnowflakeTime;

/**
 * Judges the times of one record by each other, never by the clock, so that a replay gives the
 * same: a time before 1970, after 2100, or more than an hour ahead of the record's is absurd, and
 * so is 0, which is how many serializers write that there is none. A time far behind the record's
 * is not: old data may be published again.
 */
final class EventTimes {
  /** From here on a time is absurd. */
  static final long END_MICROS = 4_133_980_800_000_000L; // 2101-01-01T00:00Z

  private static final long MAX_AHEAD_MICROS = 3_600_000_000L;

  private EventTimes() {}

  /** Kafka's timestamp in microseconds; {@code NO_TIME} when there is none or it is absurd. */
  static long recordTime(long timestampMs) {
    return timestampMs <= 0 || timestampMs >= END_MICROS / 1000 ? NO_TIME : timestampMs * 1000;
  }

  /**
   * Sets the event's times from what its fields gave; its record time and parent must be set.
   *
   * @param time the event time that was found, or {@code NO_TIME}
   * @param originTime the origin time that was found, or {@code NO_TIME}
   * @param snowflakeEpochMs of the ids that carry times, or {@link SnowflakeTime#NO_EPOCH}
   */
  static void settle(StageEvent event, long time, long originTime, long snowflakeEpochMs) {
    long recordTime = event.recordTimeMicros;
    boolean comparable = recordTime != NO_TIME && time > 0 && time < END_MICROS;
    event.skewMicros = comparable ? time - recordTime : NO_TIME;
    long best = time == NO_TIME ? recordTime : time;
    if (isAbsurd(best, recordTime)) {
      event.reject(Rejection.TIME_ABSURD);
      best = isAbsurd(recordTime, recordTime) ? 0 : recordTime;
    }
    event.eventTimeMicros = best;

    boolean absurdOrigin = isAbsurd(originTime, recordTime);
    if (absurdOrigin && originTime != NO_TIME) {
      event.reject(Rejection.TIME_ABSURD);
    }
    event.originTimeMicros = absurdOrigin ? NO_TIME : originTime;

    if (event.parent.isPresent()) {
      // A random id may look like one that carries a time: an absurd one is silently none.
      var id = event.parent;
      long parent = IdTime.micros(id.bytes(), id.offset(), id.length(), snowflakeEpochMs);
      event.parentTimeMicros = isAbsurd(parent, recordTime) ? NO_TIME : parent;
    }
  }

  /** Whether a time, which may be {@code NO_TIME}, cannot be in a record of this time. */
  static boolean isAbsurd(long time, long recordTime) {
    return time <= 0
        || time >= END_MICROS
        || (recordTime != NO_TIME && time - recordTime > MAX_AHEAD_MICROS);
  }
}
