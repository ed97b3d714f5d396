package dev.weir.monitor;

import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything under {@code weir.traces}, checked: which traces become spans.
 *
 * @param enabled whether any do, where spans are exported at all
 * @param settle how long after its first event was read a trace is looked at; null means as long as
 *     the deadlines along the longest way, and a little more
 * @param slow traces that take longer are all sent; null means longer than p99 of the last minute
 * @param share of the traces that are neither incomplete nor slow, from 0 to 1
 * @param rate spans a second of one process, at most, from 1
 * @param respectSampledFlag whether a trace that its producer does not record is left out
 */
public record TraceSettings(
    boolean enabled,
    @Nullable Duration settle,
    @Nullable Duration slow,
    double share,
    int rate,
    boolean respectSampledFlag) {

  /** What is done where nothing is said. */
  public static final TraceSettings DEFAULT = new TraceSettings(true, null, null, 0.05, 200, true);

  /** The least and the longest that {@code settle} may be. */
  public static final Duration LEAST_SETTLE = Duration.ofSeconds(1);

  /** See {@link #LEAST_SETTLE}. */
  public static final Duration MOST_SETTLE = Duration.ofMinutes(10);

  // For events to be written, read, and put into the journal.
  private static final Duration ON_THEIR_WAY = Duration.ofSeconds(5);

  /**
   * How long a trace is given.
   *
   * @param keep for how long the journal knows it
   */
  public Duration settle(Pipeline pipeline, Duration keep) {
    if (settle != null) {
      return settle;
    }
    return least(longestWay(pipeline).plus(ON_THEIR_WAY), least(keep, MOST_SETTLE));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Stages are in topological order. */
  private static Duration longestWay(Pipeline pipeline) {
    var byStage = new HashMap<String, Duration>();
    var longest = Duration.ZERO;
    for (var stage : pipeline.stages()) {
      var way = Duration.ZERO;
      for (Hop hop : stage.after()) {
        var within = hop.within() == null ? Duration.ZERO : hop.within();
        var sum = byStage.getOrDefault(hop.from(), Duration.ZERO).plus(within);
        way = sum.compareTo(way) > 0 ? sum : way;
      }
      byStage.put(stage.name(), way);
      longest = way.compareTo(longest) > 0 ? way : longest;
    }
    return longest;
  }
}
