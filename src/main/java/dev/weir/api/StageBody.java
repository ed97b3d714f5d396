package dev.weir.api;

import dev.weir.flow.Gap;
import dev.weir.flow.KeyCounts;
import dev.weir.flow.StageView;
import dev.weir.pipeline.Rejection;
import dev.weir.trace.TraceNotation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage's figures.
 *
 * @param name the stage
 * @param status its status
 * @param reason why
 * @param cause the upstream stage that it only suffers from, or null
 * @param topics the topics that exist
 * @param events records since Weir first began to read
 * @param bytes key plus value bytes of those
 * @param ratePerSecond events per second over the last 60 s; null when there are none
 * @param newestEventTime the newest event time; null when there was no event
 * @param freshnessSeconds its age, never negative; null when there was no event
 * @param traced events with a usable trace id
 * @param outOfOrder events older than what their partition had reached
 * @param rejected what could not be read, by reason
 * @param gaps offsets that were gone before they could be read
 * @param keys the stage's keys by state
 * @param clock what is odd about its times
 * @param traceFormats traced events by the notation of their trace id
 */
public record StageBody(
    String name,
    String status,
    String reason,
    @Nullable String cause,
    List<String> topics,
    long events,
    long bytes,
    @Nullable Number ratePerSecond,
    @Nullable Instant newestEventTime,
    @Nullable Number freshnessSeconds,
    long traced,
    long outOfOrder,
    Map<String, Long> rejected,
    List<Gap> gaps,
    KeyCounts keys,
    ClockBody clock,
    Map<String, Long> traceFormats) {

  static StageBody of(StageView stage, StageStatus status, Instant now) {
    return new StageBody(
        stage.name(),
        status.status(),
        status.reason(),
        status.cause(),
        stage.topics(),
        stage.events(),
        stage.bytes(),
        stage.ratePerSecond(),
        stage.newestEventTime(),
        freshness(stage.newestEventTime(), now),
        stage.traced(),
        stage.outOfOrder(),
        rejected(stage),
        stage.gaps(),
        stage.keys(),
        ClockBody.of(stage.clock()),
        traceFormats(stage));
  }

  private static @Nullable Double freshness(@Nullable Instant newest, Instant now) {
    if (newest == null) {
      return null;
    }
    var age = Duration.between(newest, now);
    return Seconds.of(age.isNegative() ? Duration.ZERO : age);
  }

  private static Map<String, Long> traceFormats(StageView stage) {
    var formats = new LinkedHashMap<String, Long>();
    for (var notation : TraceNotation.values()) {
      var count = stage.traceFormats().get(notation);
      if (count != null) {
        formats.put(notation.label(), count);
      }
    }
    return formats;
  }

  private static Map<String, Long> rejected(StageView stage) {
    var rejected = new LinkedHashMap<String, Long>();
    for (var reason : Rejection.values()) {
      var count = stage.rejected().get(reason);
      if (count != null) {
        rejected.put(reason.label(), count);
      }
    }
    return rejected;
  }
}
