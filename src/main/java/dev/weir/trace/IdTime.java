package dev.weir.trace;

/**
 * The time inside an id, for those kinds of id that carry one: UUID versions 1, 6 and 7 in their
 * hyphenated form, ULID, KSUID, the trace ids of AWS X-Ray with their hyphens, and, where an epoch
 * is configured, Snowflake. An id without hyphens is not taken for a UUID or an X-Ray id, because a
 * random trace id looks the same.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562">RFC 9562</a>
 * @see <a href="https://github.com/ulid/spec">ULID</a>
 * @see <a href="https://github.com/segmentio/ksuid">KSUID</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids">X-Ray
 *     trace ids</a>
 */
public final class IdTime {
  /** The id carries no time, or none from 1970 to 2100. */
  public static final long NO_TIME = Long.MIN_VALUE;

  private static final int ULID_LENGTH = 26;
  private static final int ULID_TIME_LENGTH = 10;
  private static final int XRAY_LENGTH = 35;
  private static final long END_MS = 4_133_980_800_000L; // 2101-01-01T00:00Z
  private static final long GREGORIAN_OFFSET_100NS = 0x01B21DD213814000L; // 1582-10-15 to 1970

  // Of a digit's value in Crockford's base 32, or -1; the first sixteen are the hex digits.
  private static final byte[] DIGITS = digits("0123456789ABCDEFGHJKMNPQRSTVWXYZ");

  private IdTime() {}

  /**
   * The time inside an id that is no Snowflake.
   *
   * @return microseconds since 1970-01-01T00:00Z, or {@link #NO_TIME}
   */
  public static long micros(byte[] id, int offset, int length) {
    return micros(id, offset, length, SnowflakeTime.NO_EPOCH);
  }

  /**
   * The time inside an id.
   *
   * @param snowflakeEpochMs milliseconds from 1970 to the epoch of Snowflake ids, or {@link
   *     SnowflakeTime#NO_EPOCH} when there are none
   * @return microseconds since 1970-01-01T00:00Z, or {@link #NO_TIME}
   */
  public static long micros(byte[] id, int offset, int length, long snowflakeEpochMs) {
    return switch (length) {
      case UuidText.LENGTH ->
          UuidText.is(id, offset)
              ? uuid(UuidText.high(id, offset), UuidText.low(id, offset))
              : NO_TIME;
      case XRAY_LENGTH -> xray(id, offset);
      case KsuidTime.LENGTH -> seconds(KsuidTime.seconds(id, offset));
      case ULID_LENGTH -> ulid(id, offset);
      default -> SnowflakeTime.micros(id, offset, length, snowflakeEpochMs);
    };
  }

  /** The time inside a UUID of version 1, 6 or 7, or {@link #NO_TIME}. */
  static long uuid(long high, long low) {
    if (low >>> 62 != 0b10) {
      return NO_TIME;
    }
    long first = high >>> 32;
    long second = (high >>> 16) & 0xFFFF;
    long rest = high & 0xFFF;
    return switch ((int) (high >>> 12) & 0xF) {
      case 1 -> gregorian((rest << 48) | (second << 32) | first);
      case 6 -> gregorian((first << 28) | (second << 12) | rest);
      case 7 -> millis((first << 16) | second);
      default -> NO_TIME;
    };
  }

  private static long ulid(byte[] id, int offset) {
    long time = 0;
    for (int i = 0; i < ULID_LENGTH; i++) {
      byte b = id[offset + i];
      int digit = b < 0 ? -1 : DIGITS[b];
      if (digit < 0) {
        return NO_TIME;
      }
      time = i < ULID_TIME_LENGTH ? (time << 5) | digit : time;
    }
    return millis(time);
  }

  /** {@code 1-}, the seconds since 1970 in eight hex digits, {@code -}, and 24 random ones. */
  private static long xray(byte[] id, int offset) {
    if (id[offset] != '1' || id[offset + 1] != '-' || id[offset + 10] != '-') {
      return NO_TIME;
    }
    boolean isHex = (hex(id, offset + 11, 12) | hex(id, offset + 23, 12)) >= 0;
    return isHex ? seconds(hex(id, offset + 2, 8)) : NO_TIME;
  }

  /** 100 ns since 1582-10-15 in microseconds since 1970, or {@link #NO_TIME}. */
  static long gregorian(long ticks) {
    long micros = (ticks - GREGORIAN_OFFSET_100NS) / 10;
    return micros >= 0 && micros < END_MS * 1000 ? micros : NO_TIME;
  }

  /** Seconds since 1970 in microseconds, or {@link #NO_TIME} when negative or after 2100. */
  static long seconds(long seconds) {
    return seconds < 0 ? NO_TIME : millis(seconds * 1000);
  }

  /** Milliseconds since 1970 in microseconds, or {@link #NO_TIME} when they are after 2100. */
  static long millis(long ms) {
    return ms < END_MS ? ms * 1000 : NO_TIME;
  }

  /** The value of up to 12 hex digits, or a negative number. */
  private static long hex(byte[] id, int from, int length) {
    long value = 0;
    for (int i = from; i < from + length; i++) {
      int digit = id[i] < 0 ? -1 : DIGITS[id[i]];
      if (digit < 0 || digit > 0xF) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private static byte[] digits(String alphabet) {
    byte[] digits = new byte[128];
    for (int c = 0; c < digits.length; c++) {
      digits[c] = (byte) alphabet.indexOf(Character.toUpperCase(c));
    }
    return digits;
  }
}
