package dev.weir.telemetry;

import dev.weir.monitor.NativeScale;
import dev.weir.monitor.Tallies.NativeTally;
import java.util.Arrays;

/**
 * Writes the native part of a histogram: spans of neighbouring buckets, and of each bucket the
 * difference to the one before.
 */
final class NativeBuckets {
  /**
   * Up to so many empty buckets are told as such: a span of its own for what follows takes more.
   */
  private static final int MOST_EMPTY = 2;

  private NativeBuckets() {}

  /** Adds the fields to a histogram's message. */
  static void write(Protobuf histogram, NativeTally tally) {
    histogram
        .signed(5, NativeScale.SCHEMA)
        .real(6, NativeScale.ZERO_THRESHOLD)
        .unsigned(7, tally.zeros());
    int[] indexes = tally.indexes();
    if (indexes.length == 0) {
      return;
    }
    var deltas = new long[(MOST_EMPTY + 1) * indexes.length];
    int size = 0;
    long before = 0;
    // The first offset is from the bucket 0, the others from the end of the span before.
    int spanEnd = 0;
    int spanStart = indexes[0];
    int next = indexes[0];
    for (int at = 0; at < indexes.length; at++) {
      int gap = indexes[at] - next;
      if (gap > MOST_EMPTY) {
        span(histogram, spanStart - spanEnd, next - spanStart);
        spanEnd = next;
        spanStart = indexes[at];
      } else {
        for (int empty = 0; empty < gap; empty++) {
          deltas[size++] = -before;
          before = 0;
        }
      }
      deltas[size++] = tally.counts()[at] - before;
      before = tally.counts()[at];
      next = indexes[at] + 1;
    }
    span(histogram, spanStart - spanEnd, next - spanStart);
    histogram.allSigned(13, Arrays.copyOf(deltas, size));
  }

  private static void span(Protobuf histogram, int offset, int length) {
    histogram.message(12, new Protobuf().signed(1, offset).unsigned(2, length));
  }
}
