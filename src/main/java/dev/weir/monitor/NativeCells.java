package dev.weir.monitor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a native histogram that one thread fills. An octave's cells are allocated when it is
 * first touched: 1 KiB each, 64 of them for everything from a microsecond to the longest latency
 * that there can be; latencies between 100 µs and 10 s take 17.
 */
final class NativeCells {
  private final long[] @Nullable [] octaves = new long[NativeScale.OCTAVES][];
  private long zeros;

  /** Counts a latency of 0 or more. */
  void add(long micros) {
    if (micros == 0) {
      zeros++;
    } else {
      add(NativeScale.index(micros), 1);
    }
  }

  /** Counts all that another has counted. */
  void add(Tallies.NativeTally other) {
    zeros += other.zeros();
    for (int at = 0; at < other.indexes().length; at++) {
      add(other.indexes()[at], other.counts()[at]);
    }
  }

  private void add(int index, long count) {
    // An index is that of a bucket's upper bound: the octave's first is the lower one's last.
    int cell = index - 1 - NativeScale.LOWEST_OCTAVE * NativeScale.STEPS;
    int octave = cell >> NativeScale.SCHEMA;
    var cells = octaves[octave];
    if (cells == null) {
      cells = new long[NativeScale.STEPS];
      octaves[octave] = cells;
    }
    cells[cell & (NativeScale.STEPS - 1)] += count;
  }

  /** A copy for readers. */
  Tallies.NativeTally toTally() {
    int size = 0;
    var indexes = new int[NativeScale.STEPS];
    var counts = new long[NativeScale.STEPS];
    for (int octave = 0; octave < octaves.length; octave++) {
      var cells = octaves[octave];
      if (cells == null) {
        continue;
      }
      if (indexes.length < size + NativeScale.STEPS) {
        indexes = Arrays.copyOf(indexes, 2 * indexes.length);
        counts = Arrays.copyOf(counts, 2 * counts.length);
      }
      int first = (octave + NativeScale.LOWEST_OCTAVE) * NativeScale.STEPS + 1;
      for (int step = 0; step < NativeScale.STEPS; step++) {
        if (cells[step] != 0) {
          indexes[size] = first + step;
          counts[size++] = cells[step];
        }
      }
    }
    return new Tallies.NativeTally(
        zeros, Arrays.copyOf(indexes, size), Arrays.copyOf(counts, size));
  }
}
