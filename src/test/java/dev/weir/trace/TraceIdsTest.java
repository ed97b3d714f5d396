package dev.weir.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceIdsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "itself,          0af7651916cd43dd8448eb211c80319c, 0af7651916cd43dd8448eb211c80319c, true",
    "another low half,0af7651916cd43dd8448eb211c80319c, 0af7651916cd43dd8448eb211c80319d, false",
    "another high,    0af7651916cd43dd8448eb211c80319c, 1af7651916cd43dd8448eb211c80319c, false",
    "64 bits padded,  0af7651916cd43dd8448eb211c80319c, 00000000000000008448eb211c80319c, true",
    "64 bits,         0af7651916cd43dd8448eb211c80319c, 8448eb211c80319c, true",
    "64 bits twice,   00000000000000008448eb211c80319c, 8448eb211c80319c, true",
    "wrong half,      0af7651916cd43dd8448eb211c80319c, 0af7651916cd43dd, false",
    "UUID,            0af7651916cd43dd8448eb211c80319c, 0af76519-16cd-43dd-8448-eb211c80319c, true",
    "capitals,        0af7651916cd43dd8448eb211c80319c, 0AF76519-16CD-43DD-8448-EB211C80319C, true",
    "hex in capitals, 0af7651916cd43dd8448eb211c80319c, 0AF7651916CD43DD8448EB211C80319C, true",
    "other hyphens,   0af7651916cd43dd8448eb211c80319c, 0af7651-916cd-43dd-8448-eb211c80319c, false",
    "text,            order-1, order-1, true",
    "text in capitals,order-1, ORDER-1, false",
    "short hex,       8448eb, 8448EB, false",
    "zeros are text,  00000000000000000000000000000000, 8448eb211c80319c, false",
    "nil UUID,        00000000-0000-0000-0000-000000000000, 00000000000000000000000000000000, false",
  })
  void matchesIdsOfOneTrace(String why, String a, String b, boolean expected) {
    assertThat(matches(a, b)).as(why).isEqualTo(expected);
    assertThat(matches(b, a)).as("%s, the other way round", why).isEqualTo(expected);
    if (expected) {
      assertThat(key(a)).isEqualTo(key(b));
    }
  }

  @Test
  void theCanonicalFormIs32LowerCaseDigits() {
    long seed = 7;
    var random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      var uuid = new UUID(random.nextLong(), random.nextLong());
      String digits = uuid.toString().replace("-", "");

      assertThat(canonical(uuid.toString().toUpperCase(Locale.ROOT)))
          .as("seed %d", seed)
          .isEqualTo(digits);
      assertThat(canonical(digits)).isEqualTo(digits);
      assertThat(matches(uuid.toString(), digits)).isTrue();
    }
    assertThat(canonical("8448EB211C80319C")).isEqualTo("00000000000000008448eb211c80319c");
  }

  @Test
  void otherTextHasNoCanonicalForm() {
    for (String text :
        new String[] {"", "x", "01ARYZ6S41TSV4RRFFQ69G5FAV", "0".repeat(32), "é".repeat(16)}) {
      assertThat(canonical(text)).isEmpty();
    }
  }

  @Test
  void noBytesMakeItThrow() {
    long seed = 8;
    var random = new Random(seed);
    byte[] into = new byte[32];
    for (int i = 0; i < 100_000; i++) {
      byte[] id = new byte[new int[] {16, 32, 36, random.nextInt(40)}[random.nextInt(4)]];
      random.nextBytes(id);
      TraceIds.canonical(id, 0, id.length, into, 0);
      assertThat(TraceIds.matches(id, 0, id.length, id, 0, id.length)).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void theKeyOfAnIdInHexIsItsLowHalf() {
    long seed = 9;
    var random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      var uuid = new UUID(random.nextLong(), random.nextLong());
      String digits = uuid.toString().replace("-", "");
      long low = uuid.getLeastSignificantBits();

      assertThat(key(digits)).as("seed %d", seed).isEqualTo(low);
      assertThat(key(digits.toUpperCase(Locale.ROOT))).isEqualTo(low);
      assertThat(key(uuid.toString())).isEqualTo(low);
      assertThat(key(uuid.toString().toUpperCase(Locale.ROOT))).isEqualTo(low);
      assertThat(key(digits.substring(16))).isEqualTo(low);
    }
    assertThat(key("0af7651916cd43dd0000000000000000")).isZero();
  }

  @Test
  void idsThatAreNearlyAlikeHaveKeysOfTheirOwn() {
    var keys = new HashSet<Long>();
    int count = 0;
    for (String stem :
        new String[] {
          "",
          "order-",
          "019353a1-0000-7000-8000-00000000000",
          "019353a1:0000-7000-8000-00000000000",
          "0af7651916cd43dd8448eb211c80319",
          "zaf7651916cd43dd8448eb211c80319",
          "01ARYZ6S41TSV4RRFFQ69G5FA"
        }) {
      for (char c = '0'; c <= 'z'; c++) {
        // Hex digits have one meaning in both cases.
        if (c < 'A' || c > 'F') {
          count++;
          keys.add(key(stem + c));
        }
      }
    }
    assertThat(keys).hasSize(count);
  }

  @Test
  void anyBitsOfTheHashTellIdsApart() {
    int[] ones = new int[Long.SIZE];
    int ids = 10_000;
    for (int i = 0; i < ids; i++) {
      // Counted up, as some tracers do.
      byte[] id = "%032x".formatted(i + 1).getBytes(US_ASCII);
      long hash = TraceIds.hash(id, 0, id.length);
      for (int bit = 0; bit < Long.SIZE; bit++) {
        ones[bit] += (int) (hash >>> bit & 1);
      }
    }
    byte[] lowHalfZero = "0af7651916cd43dd0000000000000000".getBytes(US_ASCII);
    assertThat(Long.numberOfLeadingZeros(TraceIds.hash(lowHalfZero, 0, 32))).isLessThan(10);
    // Five standard deviations.
    assertThat(Arrays.stream(ones).boxed()).allMatch(count -> Math.abs(count - ids / 2) < 250);
  }

  private static String canonical(String id) {
    byte[] bytes = ("[" + id + "]").getBytes(UTF_8);
    byte[] into = new byte[40];
    return TraceIds.canonical(bytes, 1, bytes.length - 2, into, 3)
        ? new String(into, 3, 32, US_ASCII)
        : "";
  }

  private static boolean matches(String a, String b) {
    byte[] first = ("[" + a).getBytes(UTF_8);
    byte[] second = (b + "]").getBytes(UTF_8);
    return TraceIds.matches(first, 1, first.length - 1, second, 0, second.length - 1);
  }

  private static long key(String id) {
    byte[] bytes = (id + "]").getBytes(UTF_8);
    return TraceIds.key(bytes, 0, bytes.length - 1);
  }
}
