package dev.weir.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTimeTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // The test vectors of RFC 9562, appendix A.
    "C232AB00-9414-11EC-B3C8-9F6BDECED846, 2022-02-22T19:22:22Z",
    "1EC9414C-232A-6B00-B3C8-9F6BDECED846, 2022-02-22T19:22:22Z",
    "017F22E2-79B0-7CC3-98C4-DC0C0C07398F, 2022-02-22T19:22:22Z",
    // The ULID specification's example.
    "01ARYZ6S41TSV4RRFFQ69G5FAV, 2016-07-30T22:36:16.385Z",
    "01aryz6s41tsv4rrffq69g5fav, 2016-07-30T22:36:16.385Z",
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
      })
  void otherIdsCarryNone(String id) {
    assertThat(micros(id)).isEqualTo(IdTime.NO_TIME);
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
    for (int i = 0; i < 100_000; i++) {
      byte[] id = new byte[random.nextBoolean() ? 36 : 26];
      random.nextBytes(id);
      assertThat(IdTime.micros(id, 0, id.length)).as("seed %d", seed).isEqualTo(IdTime.NO_TIME);
    }
  }

  private static long micros(String id) {
    byte[] bytes = ("[" + id + "]").getBytes(ISO_8859_1);
    return IdTime.micros(bytes, 1, bytes.length - 2);
  }
}
