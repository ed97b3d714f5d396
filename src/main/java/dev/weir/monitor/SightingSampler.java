package dev.weir.monitor;

/**
 * Which traces one poll loop keeps sightings of: all while there are few, else one in 2^k of them,
 * those whose hash begins with k zero bits. So a trace that is kept at some k is also kept at every
 * smaller one, whichever replica sees its events.
 *
 * <p>k rises as soon as a second has had more sightings than allowed, and falls when several in a
 * row had so few that twice as many would be well within the bound. Allocates nothing; used by one
 * thread.
 */
public final class SightingSampler {
  /** The largest k; one trace in a million million. */
  static final int MAX_K = 40;

  private static final long WINDOW_NANOS = 1_000_000_000L;

  // As many seconds in a row must have been calm before k falls.
  private static final int CALM_WINDOWS = 5;

  private final int bound;
  private int k;
  private long mask;
  private int taken;
  private int calm;
  private long windowBegan;
  private boolean began;

  /**
   * Takes everything at first.
   *
   * @param bound sightings a second, at most, in the long run; from 1
   */
  public SightingSampler(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, but is " + bound);
    }
    this.bound = bound;
  }

  /** Whether the trace is kept now; {@code hash} as {@link dev.weir.trace.TraceIds#hash}. */
  public boolean takes(long hash) {
    return (hash & mask) == 0;
  }

  /** Whether a trace of this hash is kept at this k. */
  public static boolean takes(long hash, int k) {
    return (hash & mask(k)) == 0;
  }

  private static long mask(int k) {
    return k == 0 ? 0 : -1L << (Long.SIZE - k);
  }

  /** Counts a sighting of a trace that is kept. */
  public void took() {
    if (++taken > bound && k < MAX_K) {
      // Not only when the second is over: a backlog is read at a million records a second. Of those
      // that were taken in it, half would have been at the new rate.
      change(k + 1);
      taken /= 2;
      calm = 0;
    }
  }

  /** Notes the time, by the monotonic clock; called often, but not for every record. */
  public void tick(long nowNanos) {
    if (!began) {
      began = true;
      windowBegan = nowNanos;
    }
    long passed = nowNanos - windowBegan;
    if (passed < WINDOW_NANOS) {
      return;
    }
    // A loop that was held up has had more than a second for what it took.
    double perSecond = taken * (double) WINDOW_NANOS / passed;
    calm = k > 0 && 2 * perSecond <= 0.8 * bound ? calm + 1 : 0;
    if (calm >= CALM_WINDOWS) {
      change(k - 1);
      calm = 0;
    }
    taken = 0;
    windowBegan = nowNanos;
  }

  private void change(int to) {
    k = to;
    mask = mask(to);
  }

  /** One trace in 2^k is kept. */
  public int k() {
    return k;
  }
}
