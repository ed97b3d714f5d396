package dev.weir.flow;

import dev.weir.pipeline.Rejection;
import dev.weir.trace.TraceNotation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage's figures over all partitions and replicas, at the instant of the view.
 *
 * @param name the stage
 * @param topics the topics that exist, sorted
 * @param events records since Weir first began to read
 * @param bytes key plus value bytes of those
 * @param ratePerSecond events per second by event time over the last 60 s; null when there are none
 * @param newestEventTime the newest event time, never later than the event's arrival; null when
 *     nothing was ever read
 * @param traced events with a usable trace id
 * @param outOfOrder events older than what their partition had reached
 * @param rejected what could not be read, by reason; reasons that never occurred are left out
 * @param gaps offsets that were gone before they could be read, bounded per partition
 * @param keys the stage's keys by state
 * @param reading how well we can see it
 * @param clock what is odd about its times
 * @param traceFormats traced events by notation; notations that never occurred are left out
 */
public record StageView(
    String name,
    List<String> topics,
    long events,
    long bytes,
    @Nullable Double ratePerSecond,
    @Nullable Instant newestEventTime,
    long traced,
    long outOfOrder,
    Map<Rejection, Long> rejected,
    List<Gap> gaps,
    KeyCounts keys,
    Reading reading,
    ClockView clock,
    Map<TraceNotation, Long> traceFormats) {}
