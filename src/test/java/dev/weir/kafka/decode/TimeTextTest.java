package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  private static final long FIRST_SECOND = Instant.parse("1970-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("2100-12-31T23:59:59Z").getEpochSecond();

  @ParameterizedTest
  @CsvSource({
    "2024-11-22T01:00:00Z, 2024-11-22T01:00:00Z",
    "2024-11-22t01:00:00z, 2024-11-22T01:00:00Z",
    "2024-11-22 01:00:00, 2024-11-22T01:00:00Z",
    "2024-11-22T01:00:00.5, 2024-11-22T01:00:00.5Z",
    "2024-11-22T01:00:00.123456789Z, 2024-11-22T01:00:00.123456Z",
    "2024-11-22T01:00:00+05:30, 2024-11-21T19:30:00Z",
    "2024-11-22T01:00:00.25-00:45, 2024-11-22T01:45:00.25Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59.999999Z",
    "2016-12-31T23:59:60.5Z, 2016-12-31T23:59:59.999999Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "1732237200, 2024-11-22T01:00:00Z",
    "1732237200.123, 2024-11-22T01:00:00.123Z",
    "1.7322372E9, 2024-11-22T01:00:00Z",
    "1.732237200123E9, 2024-11-22T01:00:00.123Z",
    "17322372e+2, 2024-11-22T01:00:00Z",
    "1732237200123, 2024-11-22T01:00:00.123Z",
    "1732237200123.456, 2024-11-22T01:00:00.123456Z",
    "1.732237200123e12, 2024-11-22T01:00:00.123Z",
    "1732237200123456, 2024-11-22T01:00:00.123456Z",
    "1732237200123456789, 2024-11-22T01:00:00.123456Z",
    "-1, 1969-12-31T23:59:59Z",
    "0, 1970-01-01T00:00:00Z",
    "0.000001, 1970-01-01T00:00:00.000001Z",
    "1e-400, 1970-01-01T00:00:00Z",
  })
  void readsTimes(String text, Instant expected) {
    assertThat(parse(text)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "e5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "1e401",
        "0x10",
        "NaN",
        "1 2",
        "--1",
        "+1",
        "12345678901234567890",
        "1e19",
        "yesterday",
        "2024-11-22",
        "2024-11-22T01:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-00T00:00:00Z",
        "2024-04-31T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2024-11-22T24:00:00Z",
        "2024-11-22T01:60:00Z",
        "2024-11-22T01:00:61Z",
        "2024-11-22T01:00:00.Z",
        "2024-11-22T01:00:00.1234567890Z",
        "2024-11-22T01:00:00,5Z",
        "2024-11-22T01:00:00+0530",
        "2024-11-22T01:00:00+05:60",
        "2024-11-22T01:00:00+24:00",
        "2024-11-22T01:00:00+05:3",
        "2024-11-22T01:00:00ZZ",
        "2024-11-22T01:00:00 Z",
        "2024-11-22_01:00:00Z",
        "2024/11/22T01:00:00Z",
        "2024-11-22T01-00-00Z",
        "-024-11-22T01:00:00Z",
        "2o24-11-22T01:00:00Z"
      })
  void otherTextIsNoTime(String text) {
    assertThat(parse(text)).isEqualTo(TimeText.MALFORMED);
  }

  @Test
  void readsTimestampsAsTheJdkDoes() {
    long seed = 1970;
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      var instant =
          Instant.ofEpochSecond(
              random.nextLong(FIRST_SECOND, LAST_SECOND), random.nextInt(1_000_000_000));
      var offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
      String text = text(OffsetDateTime.ofInstant(instant, offset), random.nextInt(10));

      assertThat(parse(text))
          .as("seed %d, %s", seed, text)
          .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
    }
  }

  private static String text(OffsetDateTime time, int digits) {
    String fraction = String.format(Locale.ROOT, ".%09d", time.getNano()).substring(0, digits + 1);
    return String.format(
            Locale.ROOT,
            "%04d-%02d-%02dT%02d:%02d:%02d",
            time.getYear(),
            time.getMonthValue(),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond())
        + (digits == 0 ? "" : fraction)
        + time.getOffset().getId();
  }

  @Test
  void tellsTheUnitOfANumberByItsSize() {
    long seed = 2100;
    var random = new Random(seed);
    // Before March 1973 milliseconds have as few digits as seconds may have.
    long first = Instant.parse("1973-03-04T00:00:00Z").getEpochSecond() * 1_000_000;
    for (int i = 0; i < 100_000; i++) {
      long micros = random.nextLong(first, LAST_SECOND * 1_000_000);
      int shift = new int[] {6, 3, 0, -3}[random.nextInt(4)];
      var number = BigDecimal.valueOf(micros).movePointLeft(shift);
      String text = random.nextBoolean() ? number.toPlainString() : number.toString();

      assertThat(parse(text)).as("seed %d, %s", seed, text).isEqualTo(micros);
    }
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 3339;
    var random = new Random(seed);
    byte[] pool = "0123456789-:+.TZtzeE ".getBytes(ISO_8859_1);
    int times = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = "2024-11-22T01:00:00.123456+05:30".getBytes(ISO_8859_1);
      for (int change = random.nextInt(4); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = pool[random.nextInt(pool.length)];
      }
      int from = random.nextInt(4) > 0 ? 0 : random.nextInt(bytes.length);
      long micros = TimeText.parse(bytes, from, random.nextInt(bytes.length - from + 1));
      times += micros == TimeText.MALFORMED ? 0 : 1;
    }
    assertThat(times).as("seed %d: some are times", seed).isBetween(1_000, 199_000);
  }

  private static long parse(String text) {
    byte[] bytes = ("\"" + text + "\"").getBytes(ISO_8859_1);
    return TimeText.parse(bytes, 1, bytes.length - 2);
  }
}
