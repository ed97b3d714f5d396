package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTimeTest {
  private static final String BASE_62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // The test vectors of RFC 9562, appendix A.
    "C232AB00-9414-11EC-B3C8-9F6BDECED846, 2022-02-22T19:22:22Z",
    "1EC9414C-232A-6B00-B3C8-9F6BDECED846, 2022-02-22T19:22:22Z",
    "017F22E2-79B0-7CC3-98C4-DC0C0C07398F, 2022-02-22T19:22:22Z",
    // The ULID specification's example.
    "01ARYZ6S41TSV4RRFFQ69G5FAV, 2016-07-30T22:36:16.385Z",
    "01aryz6s41tsv4rrffq69g5fav, 2016-07-30T22:36:16.385Z",
    // The KSUID project's example, and the least.
    "0ujtsYcgvSTl8PAuAdqWYSMnLOv, 2017-10-10T04:00:47Z",
    "000000000000000000000000000, 2014-05-13T16:53:20Z",
    // The example of the X-Ray documentation, in both cases.
    "1-5759e988-bd862e3fe1be46a994272793, 2016-06-09T22:11:20Z",
    "1-5759E988-BD862E3FE1BE46A994272793, 2016-06-09T22:11:20Z",
  })
  void readsTheTimeInsideAnId(String id, Instant expected) {
    assertThat(micros(id)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "order-1",
        "919108f7-52d1-4320-9bac-f847db4148a8", // version 4
        "017f22e2-79b0-7cc3-18c4-dc0c0c07398f", // not the variant of RFC 9562
        "017f22e279b07cc398c4dc0c0c07398f", // looks like a W3C trace id
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2-79b0-7cc3-98c4_dc0c0c07398f",
        "ffffffff-ffff-7cc3-98c4-dc0c0c07398f", // far beyond 2100
        "00000000-0000-1000-8000-000000000000", // 1582
        "7ZZZZZZZZZTSV4RRFFQ69G5FAV", // far beyond 2100
        "ZZZZZZZZZZTSV4RRFFQ69G5FAV", // more than 128 bits
        "01ARYZ6S41TSV4RRFFQ69G5FAU", // U is no digit
        "aWgEPTl1tmebfsQzFP4bxwgy80V", // the greatest KSUID, in 2150
        "aWgEPTl1tmebfsQzFP4bxwgy80W", // more than 20 bytes
        "zzzzzzzzzzzzzzzzzzzzzzzzzzz",
        "0ujtsYcgvSTl8PAuAdqWYSMnLO-",
        "2-5759e988-bd862e3fe1be46a994272793", // not version 1
        "1-5759e98g-bd862e3fe1be46a994272793",
        "1-5759e988-bd862e3fe1be46a99427279x",
        "1-5759e988_bd862e3fe1be46a994272793",
        "1-ffffffff-bd862e3fe1be46a994272793", // in 2106
        "5759e988bd862e3fe1be46a994272793", // looks like a W3C trace id
        "1541815603606036480", // a number is a Snowflake only where an epoch is configured
      })
  void otherIdsCarryNone(String id) {
    assertThat(micros(id)).isEqualTo(IdTime.NO_TIME);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // Wikipedia's example of Twitter's, Discord's own, and the bounds of 17 to 19 digits.
    "1541815603606036480, 2010-11-04T01:42:54.657Z, 2022-06-28T16:07:40.105Z",
    "175928847299117063, 2015-01-01T00:00:00Z, 2016-04-30T11:18:25.796Z",
    "10000000000000000, 2015-01-01T00:00:00Z, 2015-01-28T14:16:25.791Z",
    "1000000000000000, 2015-01-01T00:00:00Z,", // 16 digits
    "9223372036854775807, 2015-01-01T00:00:00Z, 2084-09-06T15:47:35.551Z",
    "9223372036854775808, 2015-01-01T00:00:00Z,", // more than 63 bits
    "9223372036854775807, 2060-01-01T00:00:00Z,", // after 2100
    "01541815603606036480, 2015-01-01T00:00:00Z,",
    "0154181560360603648, 2015-01-01T00:00:00Z,", // no number is written so
    "15418156036060364.0, 2015-01-01T00:00:00Z,",
    "-154181560360603648, 2015-01-01T00:00:00Z,",
  })
  void readsTheTimeInsideASnowflake(String id, Instant epoch, @Nullable Instant expected) {
    byte[] bytes = id.getBytes(ISO_8859_1);

    assertThat(IdTime.micros(bytes, 0, bytes.length, epoch.toEpochMilli()))
        .isEqualTo(
            expected == null ? IdTime.NO_TIME : ChronoUnit.MICROS.between(Instant.EPOCH, expected));
  }

  @Test
  void readsEveryKsuid() {
    long seed = 101;
    var random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      long seconds = random.nextLong(4_133_980_800L - 1_400_000_000L);
      byte[] payload = new byte[16];
      random.nextBytes(payload);
      var number = BigInteger.valueOf(seconds).shiftLeft(128).add(new BigInteger(1, payload));
      var id = new StringBuilder();
      for (int digit = 0; digit < 27; digit++) {
        var parts = number.divideAndRemainder(BigInteger.valueOf(62));
        id.append(BASE_62.charAt(parts[1].intValue()));
        number = parts[0];
      }

      assertThat(micros(id.reverse().toString()))
          .as("seed %d, %s", seed, id)
          .isEqualTo((seconds + 1_400_000_000L) * 1_000_000);
    }
  }

  @Test
  void readsEveryVersion7IdThatTheJdkCanPrint() {
    long seed = 99;
    var random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      long ms = random.nextLong(4_102_444_800_000L);
      var id =
          new UUID(ms << 16 | 0x7000 | random.nextInt(0x1000), random.nextLong() >>> 2 | 1L << 63);

      assertThat(micros(id.toString())).as("seed %d, %s", seed, id).isEqualTo(ms * 1000);
    }
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 100;
    var random = new Random(seed);
    int[] lengths = {36, 35, 27, 26, 19, 17};
    for (int i = 0; i < 100_000; i++) {
      byte[] id = new byte[lengths[random.nextInt(lengths.length)]];
      random.nextBytes(id);
      assertThat(IdTime.micros(id, 0, id.length, 0)).as("seed %d", seed).isEqualTo(IdTime.NO_TIME);
    }
  }

  private static long micros(String id) {
    byte[] bytes = ("[" + id + "]").getBytes(ISO_8859_1);
    return IdTime.micros(bytes, 1, bytes.length - 2);
  }
}
