package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goes through {@link TimeText}, so that it also shows that no other form takes these. */
class HttpDateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The examples of RFC 9110, section 5.6.7.
        "Sun, 06 Nov 1994 08:49:37 GMT|1994-11-06T08:49:37Z",
        "Sunday, 06-Nov-94 08:49:37 GMT|1994-11-06T08:49:37Z",
        "Sun Nov  6 08:49:37 1994|1994-11-06T08:49:37Z",
        "Sun Nov 13 08:49:37 1994|1994-11-13T08:49:37Z",
        // Recipients are asked to be robust.
        "SUN, 06 NOV 1994 08:49:37 gmt|1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37 UTC|1994-11-06T08:49:37Z",
        "Sun, 6 Nov 1994 08:49:37 GMT|1994-11-06T08:49:37Z",
        "Sat, 31 Dec 2016 23:59:60 GMT|2016-12-31T23:59:59.999999Z",
        "Thu, 29 Feb 2024 00:00:00 GMT|2024-02-29T00:00:00Z",
        "Tue, 29 Feb 2000 00:00:00 GMT|2000-02-29T00:00:00Z",
        // The day of the week tells the century.
        "Friday, 22-Nov-24 01:00:00 GMT|2024-11-22T01:00:00Z",
        "Saturday, 22-Nov-24 01:00:00 GMT|1924-11-22T01:00:00Z",
        "Thursday, 01-Jan-70 00:00:00 GMT|1970-01-01T00:00:00Z",
        "Wednesday, 01-Jan-70 00:00:00 GMT|2070-01-01T00:00:00Z",
        "Tuesday, 29-Feb-00 00:00:00 GMT|2000-02-29T00:00:00Z",
      })
  void readsTheThreeForms(String text, Instant expected) {
    assertThat(parse(text)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mon, 06 Nov 1994 08:49:37 GMT", // it was a Sunday
        "Mon Nov  6 08:49:37 1994",
        "Monday, 06-Nov-94 08:49:37 GMT", // neither in 1994 nor in 2094
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sunday, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun,06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Wed, 29 Feb 2023 00:00:00 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nor 1994 08:49:37 GMT",
        "Sun, 06 Nov -994 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 94",
        "Sun",
        "Sun,",
        "Sun, ",
        "S, 06 Nov 1994 08:49:37 GMT",
        "Sundays, 06-Nov-94 08:49:37 GMT",
        "Sund, 06-Nov-94 08:49:37 GMT",
      })
  void otherTextIsNoTime(String text) {
    assertThat(parse(text)).isEqualTo(TimeText.MALFORMED);
  }

  @Test
  void readsWhatTheJdkWrites() {
    long seed = 9110;
    var random = new Random(seed);
    var formats =
        List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US),
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US));
    // The years in which two digits mean one of two.
    long first = Instant.parse("1900-01-01T00:00:00Z").getEpochSecond();
    long last = Instant.parse("2099-12-31T23:59:59Z").getEpochSecond();
    for (int i = 0; i < 100_000; i++) {
      var instant = Instant.ofEpochSecond(random.nextLong(first, last + 1));
      String text =
          formats.get(i % formats.size()).format(OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));

      assertThat(parse(text))
          .as("seed %d, %s", seed, text)
          .isEqualTo(instant.getEpochSecond() * 1_000_000);
    }
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 850;
    var random = new Random(seed);
    var texts =
        List.of(
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994");
    byte[] pool = "0123456789-:, SunNovGMT\u00ff".getBytes(ISO_8859_1);
    int times = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = texts.get(i % texts.size()).getBytes(ISO_8859_1);
      for (int change = random.nextInt(4); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = pool[random.nextInt(pool.length)];
      }
      int from = random.nextInt(4) > 0 ? 0 : random.nextInt(bytes.length);
      long micros = TimeText.parse(bytes, from, random.nextInt(bytes.length - from + 1));
      long whole = TimeText.parse(bytes, 0, bytes.length);
      times += micros == TimeText.MALFORMED ? 0 : 1;
      times += whole == TimeText.MALFORMED ? 0 : 1;
    }
    assertThat(times).as("seed %d: some are times", seed).isBetween(1_000, 199_000);
  }

  private static long parse(String text) {
    byte[] bytes = ("\"" + text + "\"").getBytes(ISO_8859_1);
    return TimeText.parse(bytes, 1, bytes.length - 2);
  }
}
