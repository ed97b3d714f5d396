package dev.weir.flow;

import org.jspecify.annotations.Nullable;

/**
 * A mergeable histogram of latencies in microseconds: exact below 128 µs, then 64 linear steps in
 * each power of two, so that a reported value is within 1/128 (0.78 %) of the true one. Values are
 * held between 0 and {@link #MAX_MICROS}; pages are allocated when an octave is first touched.
 */
public final class LatencySketch {
  /** Larger values count as this one: 2^40 − 1 µs, about 12.7 days. */
  public static final long MAX_MICROS = (1L << 40) - 1;

  private static final int STEP_BITS = 6;
  private static final int STEPS = 1 << STEP_BITS;
  private static final int PAGES = 40 - STEP_BITS + 1;

  private final int[] @Nullable [] pages = new int[PAGES][];
  private long count;
  private long maxMicros;

  /** Adds one latency; negative ones are the caller's to count apart. */
  public void add(long micros) {
    long value = Math.min(Math.max(micros, 0), MAX_MICROS);
    int shift = Math.max(63 - Long.numberOfLeadingZeros(value | 1) - STEP_BITS, 0);
    // Below 64 the first page holds the value itself; above, the page is the octave.
    int page = value < STEPS ? 0 : shift + 1;
    int step = (int) (value >>> shift) & (STEPS - 1);
    page(page)[step]++;
    count++;
    maxMicros = Math.max(maxMicros, value);
  }

  /** Adds all of the other's latencies; the other is left as it is. */
  public void merge(LatencySketch other) {
    for (int page = 0; page < PAGES; page++) {
      int[] theirs = other.pages[page];
      if (theirs != null) {
        int[] ours = page(page);
        for (int step = 0; step < STEPS; step++) {
          ours[step] = (int) Math.min((long) ours[step] + theirs[step], Integer.MAX_VALUE);
        }
      }
    }
    count += other.count;
    maxMicros = Math.max(maxMicros, other.maxMicros);
  }

  /** How many latencies were added. */
  public long count() {
    return count;
  }

  /** The largest latency in microseconds; 0 when empty. */
  public long maxMicros() {
    return maxMicros;
  }

  /**
   * The latency below or at which the share {@code q} of all lies.
   *
   * @param q 0 to 1
   * @return microseconds; 0 when empty
   */
  public long quantile(double q) {
    long rank = Math.max((long) Math.ceil(q * count), 1);
    long seen = 0;
    for (int page = 0; page < PAGES; page++) {
      int[] steps = pages[page];
      if (steps == null) {
        continue;
      }
      for (int step = 0; step < STEPS; step++) {
        seen += steps[step];
        if (seen >= rank) {
          return Math.min(middle(page, step), maxMicros);
        }
      }
    }
    return maxMicros;
  }

  /** The usual quantiles in seconds, or null when empty. */
  public @Nullable Quantiles quantiles() {
    if (count == 0) {
      return null;
    }
    return new Quantiles(
        quantile(0.50) / 1e6, quantile(0.95) / 1e6, quantile(0.99) / 1e6, maxMicros / 1e6);
  }

  private static long middle(int page, int step) {
    if (page == 0) {
      return step;
    }
    long low = (long) (STEPS + step) << (page - 1);
    return low + (((1L << (page - 1)) - 1) >> 1);
  }

  private int[] page(int index) {
    int[] page = pages[index];
    if (page == null) {
      page = new int[STEPS];
      pages[index] = page;
    }
    return page;
  }

  void encode(SectionWriter writer) {
    writer.unsigned(maxMicros);
    int previous = 0;
    for (int page = 0; page < PAGES; page++) {
      int[] steps = pages[page];
      for (int step = 0; steps != null && step < STEPS; step++) {
        if (steps[step] != 0) {
          int index = page * STEPS + step + 1;
          writer.unsigned(index - previous).unsigned(steps[step]);
          previous = index;
        }
      }
    }
    writer.unsigned(0);
  }

  static LatencySketch decode(SectionReader reader) throws CorruptSectionException {
    var sketch = new LatencySketch();
    sketch.maxMicros = reader.unsigned();
    int index = 0;
    for (int delta = reader.bounded(PAGES * STEPS); delta != 0; ) {
      index += delta;
      if (index > PAGES * STEPS) {
        throw new CorruptSectionException("has a latency bucket beyond the last");
      }
      int n = reader.bounded(Integer.MAX_VALUE);
      sketch.page((index - 1) / STEPS)[(index - 1) % STEPS] = n;
      sketch.count += n;
      delta = reader.bounded(PAGES * STEPS);
    }
    return sketch;
  }
}
