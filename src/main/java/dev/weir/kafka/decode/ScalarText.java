package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Writes values that binary bodies hold as numbers as the text that JSON would have for them, one
 * after the other into a buffer that lasts until {@link #clear}. After each call {@link #start} and
 * {@link #length} tell where the text lies. Allocates only to grow the buffer, for numbers of more
 * than 64 bits, and for fractions of more than 15 digits. Not thread-safe.
 */
final class ScalarText {
  /** Longer numbers, in bytes, are not written. */
  static final int MAX_DECIMAL_BYTES = 128;

  /** Decimals with more digits behind the point are not written. */
  static final int MAX_SCALE = 200;

  private static final int LONGEST = 24;
  private static final int MAX_FRACTION_DIGITS = 15;
  private static final double MAX_EXACT = 1L << 53;
  private static final long FIRST_SECOND = -62_167_219_200L; // 0000-01-01T00:00:00Z
  private static final long LAST_SECOND = 253_402_300_799L; // 9999-12-31T23:59:59Z
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  private byte[] bytes = new byte[512];
  private int start;
  private int end;

  /** Forgets all texts. */
  void clear() {
    start = 0;
    end = 0;
  }

  /** The array in which the last text lies; kept by those who read it when the next is another. */
  byte[] bytes() {
    return bytes;
  }

  /** Index of the last text's first byte. */
  int start() {
    return start;
  }

  /** Number of bytes of the last text. */
  int length() {
    return end - start;
  }

  private void begin(int room) {
    if (bytes.length - end < room) {
      // Texts written before stay where they are, in the array that their readers have.
      bytes = new byte[Math.max(2 * bytes.length, 2 * room)];
      end = 0;
    }
    start = end;
  }

  private void put(int c) {
    bytes[end++] = (byte) c;
  }

  /** A whole number. */
  void number(long value) {
    decimal(value, 0);
  }

  /** A whole number without a sign. */
  void unsigned(long value) {
    if (value >= 0) {
      number(value);
      return;
    }
    long tens = (value >>> 1) / 5;
    begin(LONGEST);
    digits(-tens, 1);
    put('0' + (int) (value - tens * 10));
  }

  /** A number of which the last {@code scale} digits lie behind the point. */
  void decimal(long unscaled, int scale) {
    begin(LONGEST + scale);
    if (unscaled < 0) {
      put('-');
    }
    // In negative numbers, of which there is one more.
    long value = unscaled < 0 ? unscaled : -unscaled;
    digits(value, scale + 1);
    if (scale > 0) {
      int point = end - scale;
      System.arraycopy(bytes, point, bytes, point + 1, scale);
      bytes[point] = '.';
      end++;
    }
  }

  /** Writes the digits of a number that is not positive. */
  private void digits(long negative, int least) {
    int count = 1;
    for (long rest = negative / 10; rest != 0; rest /= 10) {
      count++;
    }
    count = Math.max(count, least);
    long rest = negative;
    for (int i = end + count - 1; i >= end; i--) {
      bytes[i] = (byte) ('0' - rest % 10);
      rest /= 10;
    }
    end += count;
  }

  /**
   * A number in two's complement, the highest byte first, at most {@link #MAX_DECIMAL_BYTES} of
   * them, of which the last {@code scale} digits lie behind the point.
   */
  void decimal(byte[] from, int offset, int length, int scale) {
    if (length > Long.BYTES) {
      text(new BigDecimal(new BigInteger(from, offset, length), scale).toPlainString());
      return;
    }
    long value = length == 0 ? 0 : from[offset];
    for (int i = 1; i < length; i++) {
      value = (value << 8) | (from[offset + i] & 0xFF);
    }
    decimal(value, scale);
  }

  /** The shortest number that reads back as the same; not for what is no number. */
  void real(double value) {
    double scaled = value;
    double power = 1;
    for (int scale = 0; scale <= MAX_FRACTION_DIGITS && Math.abs(scaled) < MAX_EXACT; scale++) {
      long whole = Math.round(scaled);
      // Both sides of the division are exact, so that its rounding is the one of a reader.
      if (whole / power == value) {
        decimal(whole, scale);
        return;
      }
      power *= 10;
      scaled = value * power;
    }
    text(Double.toString(value));
  }

  /** As {@link #real(double)}, with the fewer digits that tell floats apart. */
  void real(float value) {
    double power = 1;
    for (int scale = 0; scale <= MAX_FRACTION_DIGITS; scale++) {
      double scaled = value * power;
      if (Math.abs(scaled) >= MAX_EXACT) {
        break;
      }
      long whole = Math.round(scaled);
      if ((float) (whole / power) == value) {
        decimal(whole, scale);
        return;
      }
      power *= 10;
    }
    text(Float.toString(value));
  }

  private void text(String ascii) {
    begin(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      put(ascii.charAt(i));
    }
  }

  /**
   * A time as RFC 3339 has it.
   *
   * @param seconds since 1970-01-01T00:00Z
   * @param fraction what comes behind the point
   * @param digits how many digits that has, 0 for none
   * @return false, and nothing is written, for years before 0 and after 9999
   */
  boolean time(long seconds, long fraction, int digits) {
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
      return false;
    }
    begin(32);
    int second = (int) Math.floorMod(seconds, 86_400L);
    // Days since 0000-03-01: years begin in March, so that the leap day comes last.
    long day = Math.floorDiv(seconds, 86_400L) + 719_468;
    long era = Math.floorDiv(day, 146_097L);
    int dayOfEra = (int) (day - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int month = (5 * dayOfYear + 2) / 153;
    int year = (int) (era * 400) + yearOfEra + (month >= 10 ? 1 : 0);
    digits(-year, 4);
    put('-');
    digits(-(month < 10 ? month + 3 : month - 9), 2);
    put('-');
    digits(-(dayOfYear - (153 * month + 2) / 5 + 1), 2);
    put('T');
    digits(-(second / 3600), 2);
    put(':');
    digits(-(second / 60 % 60), 2);
    put(':');
    digits(-(second % 60), 2);
    if (digits > 0) {
      put('.');
      digits(-fraction, digits);
    }
    put('Z');
    return true;
  }

  /** The number in {@code count} bytes, the lowest first. */
  static long littleEndian(byte[] from, int offset, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = (value << 8) | (from[offset + i] & 0xFF);
    }
    return value;
  }

  /** A UUID's 16 bytes. */
  void uuid(byte[] from, int offset) {
    begin(36);
    for (int i = 0; i < 16; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        put('-');
      }
      put(HEX[(from[offset + i] >> 4) & 0xF]);
      put(HEX[from[offset + i] & 0xF]);
    }
  }
}
