package dev.weir.trace;

/**
 * The time inside a Snowflake id: a whole number of 17 to 19 digits, whose bits above the lowest 22
 * are the milliseconds since an epoch of the producer's choice. Microseconds and nanoseconds since
 * 1970 look the same, so it is recognised only where an epoch is configured.
 *
 * @see <a href="https://github.com/twitter-archive/snowflake/tree/snowflake-2010">Snowflake</a>
 */
public final class SnowflakeTime {
  /** Instead of an epoch: no number is a Snowflake id. */
  public static final long NO_EPOCH = Long.MIN_VALUE;

  private static final int MIN_DIGITS = 17;
  private static final int MAX_DIGITS = 19;
  private static final int NODE_AND_SEQUENCE_BITS = 22;

  private SnowflakeTime() {}

  /**
   * The time inside an id.
   *
   * @param epochMs milliseconds from 1970 to the ids' epoch, or {@link #NO_EPOCH}
   * @return microseconds since 1970-01-01T00:00Z, or {@link IdTime#NO_TIME}
   */
  public static long micros(byte[] id, int offset, int length, long epochMs) {
    if (epochMs == NO_EPOCH || length < MIN_DIGITS || length > MAX_DIGITS || id[offset] == '0') {
      return IdTime.NO_TIME;
    }
    long number = 0;
    for (int i = offset; i < offset + length; i++) {
      int digit = id[i] - '0';
      if (digit < 0 || digit > 9) {
        return IdTime.NO_TIME;
      }
      number = number * 10 + digit;
    }
    // Nineteen digits may be more than the 63 bits of an id, and are negative then.
    return number < 0
        ? IdTime.NO_TIME
        : IdTime.millis((number >> NODE_AND_SEQUENCE_BITS) + epochMs);
  }
}
