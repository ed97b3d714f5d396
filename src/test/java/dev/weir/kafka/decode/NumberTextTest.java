package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "007",
        "1.5",
        "-2.25e3",
        "1E-3",
        "0.1",
        "123456789012345",
        "12345678901234567890",
        "0.00000000000000000000000012345",
        "1.7976931348623157e308",
        "2.2250738585072014e-308",
        "1e-330",
        "0e400",
        "1e22",
        "123456789.123456789123456789"
      })
  void readsNumbers(String text) {
    double expected = Double.parseDouble(text);
    assertThat(parse(text)).isCloseTo(expected, within(Math.abs(expected) * 1e-15));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        ".5",
        "1.",
        "1e",
        "1e+",
        "+1",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x10",
        "1 2",
        "1,000",
        "1e309",
        "1e401",
        "12a",
        "--1"
      })
  void otherTextIsNoNumber(String text) {
    assertThat(parse(text)).isNaN();
  }

  @Test
  void aNumberOfAnySizeIsRead() {
    assertThat(parse("1" + "0".repeat(300))).isCloseTo(1e300, within(1e285));
    assertThat(parse("0." + "0".repeat(300) + "1")).isCloseTo(1e-301, within(1e-316));
    assertThat(parse("1." + "3".repeat(100_000))).isCloseTo(4.0 / 3, within(1e-15));
    assertThat(parse("9".repeat(100_000))).as("beyond the doubles").isNaN();
  }

  @Test
  void isExactWhereDoublesAreWritten() {
    long seed = 754;
    var random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      double number =
          switch (i % 3) {
            case 0 -> random.nextInt() / 100.0;
            case 1 -> random.nextLong(1L << 50) / 1024.0;
            default -> Double.longBitsToDouble(random.nextLong());
          };
      if (!Double.isFinite(number)) {
        continue;
      }
      double tolerance = i % 3 == 0 ? 0 : Math.max(Math.abs(number) * 1e-15, Double.MIN_VALUE);
      assertThat(parse(Double.toString(number)))
          .as("seed %d, %s", seed, number)
          .isCloseTo(number, within(tolerance));
    }
  }

  private static double parse(String text) {
    byte[] bytes = ("[" + text + "]").getBytes(ISO_8859_1);
    return NumberText.parse(bytes, 1, bytes.length - 2);
  }
}
