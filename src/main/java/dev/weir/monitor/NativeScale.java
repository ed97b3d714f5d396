package dev.weir.monitor;

/**
 * The buckets of a native Prometheus histogram of latencies: bucket {@code i} holds what is above
 * 2<sup>(i−1)/128</sup> s and at most 2<sup>i/128</sup> s. That is schema {@value #SCHEMA} of the
 * <a href="https://prometheus.io/docs/specs/native_histograms/">specification</a>, whose buckets
 * are 0.54 % wide: wherever in a bucket {@code histogram_quantile} puts a quantile, it is within 1
 * % of the true one. Schema 6, 1.09 % wide, could not say so where the values of a bucket lie
 * together.
 */
public final class NativeScale {
  /** There are 2 to the power of this buckets in an octave. */
  public static final int SCHEMA = 7;

  /**
   * Seconds up to which values are in the zero bucket: the bound of a bucket just below the
   * microsecond, so that it holds nothing but 0.
   */
  public static final double ZERO_THRESHOLD = 0x1p-20;

  /** Buckets in an octave. */
  static final int STEPS = 1 << SCHEMA;

  /** The bucket of a microsecond is in the octave above this power of two. */
  static final int LOWEST_OCTAVE = -20;

  /** Octaves that it takes for every positive long of microseconds. */
  static final int OCTAVES = 64;

  private static final int MANTISSA_BITS = 52;
  private static final int SLOT_BITS = SCHEMA + 1;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;

  /** The mantissas of the bounds of an octave: of 2^(0/128), 2^(1/128) and so on. */
  private static final long[] BOUNDS = bounds();

  /**
   * By the leading bits of a mantissa the first bound that is not below all that begin so. A slot
   * is narrower than any bucket, so it has one bound inside at most.
   */
  private static final byte[] FIRST_BOUNDS = firstBounds();

  private NativeScale() {}

  /** The bucket of a latency of 1 µs or more. */
  static int index(long micros) {
    // Divided and not multiplied, so that powers of two are exact: they are bounds.
    long bits = Double.doubleToRawLongBits(micros / 1e6);
    long mantissa = bits & MANTISSA;
    int octave = (int) (bits >>> MANTISSA_BITS) - Double.MAX_EXPONENT;
    int step = FIRST_BOUNDS[(int) (mantissa >>> (MANTISSA_BITS - SLOT_BITS))] & 0xFF;
    if (mantissa > BOUNDS[step]) {
      step++;
    }
    return octave * STEPS + step;
  }

  /** The largest latency of a bucket in seconds. */
  public static double upperBound(int index) {
    return Math.scalb(
        StrictMath.pow(2, (double) Math.floorMod(index, STEPS) / STEPS),
        Math.floorDiv(index, STEPS));
  }

  private static long[] bounds() {
    var bounds = new long[STEPS + 1];
    for (int step = 0; step < STEPS; step++) {
      bounds[step] = Double.doubleToRawLongBits(upperBound(step)) & MANTISSA;
    }
    // The next octave begins where this one ends; nothing is above it.
    bounds[STEPS] = MANTISSA;
    return bounds;
  }

  private static byte[] firstBounds() {
    var first = new byte[SLOTS];
    int step = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      long lowest = (long) slot << (MANTISSA_BITS - SLOT_BITS);
      while (BOUNDS[step] < lowest) {
        step++;
      }
      first[slot] = (byte) step;
    }
    return first;
  }
}
