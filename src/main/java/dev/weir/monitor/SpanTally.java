package dev.weir.monitor;

import java.util.Map;

/**
 * What was decided on traces, and what became of spans, since the process began.
 *
 * @param decisions traces by what was decided on them, in small letters
 * @param notFirst events that might have been a trace's first, and were not: it is another's
 * @param missed traces that nothing is known of: too many at a time, or the journal had none
 * @param limited spans beyond the rate
 * @param dropped spans for which the exporter had no room
 * @param sent see {@link SpanSink#sent}
 */
public record SpanTally(
    Map<String, Long> decisions,
    long notFirst,
    long missed,
    long limited,
    long dropped,
    SpanSink.Sent sent) {
  /** Copies the decisions. */
  public SpanTally {
    decisions = Map.copyOf(decisions);
  }
}
