package dev.weir.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process has counted since it started, for scrapers. Each record counts once in a
 * process, also when it is read again after a rebalance.
 *
 * @param stages by stage and topic
 * @param delays of records on their way to us, by stage
 * @param hops latencies by hop
 * @param accounts what became of the parents of accounted hops, counted by the leader alone
 * @param pipeline end-to-end latencies, all zero without origin times
 * @param commits outcomes by label: {@code committed}, {@code superseded}, {@code rewound}, {@code
 *     unavailable}
 * @param commitDuration how long commits took
 * @param observerLag records and seconds that this replica's partitions are behind, by topic
 */
public record Tallies(
    Map<StageTopic, StageTally> stages,
    Map<String, DelayTally> delays,
    Map<HopName, LatencyTally> hops,
    Map<HopName, HopTally> accounts,
    LatencyTally pipeline,
    Map<String, Long> commits,
    LatencyTally commitDuration,
    Map<String, TopicLag> observerLag) {

  /**
   * The key of a stage's counters.
   *
   * @param stage the stage
   * @param topic one of its topics
   */
  public record StageTopic(String stage, String topic) {
    /** Written out since the generated one takes microseconds natively; see performance.md. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof StageTopic that
          && stage.equals(that.stage)
          && topic.equals(that.topic);
    }

    @Override
    public int hashCode() {
      return 31 * stage.hashCode() + topic.hashCode();
    }
  }

  /**
   * A stage's counters on one topic.
   *
   * @param events records
   * @param bytes key plus value bytes
   * @param rejected by {@link dev.weir.pipeline.Rejection} in declaration order
   * @param clock by {@link dev.weir.pipeline.ClockCase} in declaration order
   * @param traces by {@link dev.weir.trace.TraceNotation} in declaration order
   */
  public record StageTally(long events, long bytes, long[] rejected, long[] clock, long[] traces) {}

  /**
   * How long records of a stage were on their way to us. A sample: one record of each fetch.
   *
   * @param append from the event's time to the record's, where that is when the broker appended it
   * @param read from the record's time to our read
   */
  public record DelayTally(LatencyTally append, LatencyTally read) {}

  /**
   * The key of a hop's latencies.
   *
   * @param from upstream stage
   * @param to downstream stage
   */
  public record HopName(String from, String to) {
    /** Written out since the generated one takes microseconds natively; see performance.md. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof HopName that && from.equals(that.from) && to.equals(that.to);
    }

    @Override
    public int hashCode() {
      return 31 * from.hashCode() + to.hashCode();
    }
  }

  /**
   * What this process has counted of a hop's account while it was the leader: the sums of all
   * replicas are those of the pipeline.
   *
   * @param completed parents with a child in time
   * @param lost parents that were judged to be lost, also those whose child came after that
   * @param late parents whose child came after its deadline
   * @param duplicated children of a parent that already had its child
   * @param extra children without a parent
   */
  public record HopTally(long completed, long lost, long late, long duplicated, long extra) {}

  /**
   * A histogram.
   *
   * @param upperBounds seconds, ascending, without the infinite one
   * @param counts not cumulative; one more than bounds, the last for everything larger
   * @param sumSeconds sum of all values
   * @param negative values below zero, in no bucket and not in the sum
   * @param cells the same values in the buckets of a native histogram
   * @param exemplars one for a bucket at most, in the order of the buckets
   */
  public record LatencyTally(
      double[] upperBounds,
      long[] counts,
      double sumSeconds,
      long negative,
      NativeTally cells,
      List<Exemplar> exemplars) {}

  /**
   * A native histogram: buckets of {@link NativeScale}, of which only those that hold something are
   * named.
   *
   * @param zeros values in the zero bucket
   * @param indexes of the buckets, ascending
   * @param counts of these buckets, not cumulative
   */
  public record NativeTally(long zeros, int[] indexes, long[] counts) {}

  /**
   * A value of a histogram with the trace that it is from.
   *
   * @param bucket which of {@link LatencyTally#counts} it is in
   * @param traceId 32 hex digits
   * @param seconds the value
   * @param at event time of the record that it is of
   */
  public record Exemplar(int bucket, String traceId, double seconds, Instant at) {}

  /**
   * Our own distance from the log's end.
   *
   * @param records unread records
   * @param seconds time lag of the partition that is furthest behind
   */
  public record TopicLag(long records, double seconds) {}
}
