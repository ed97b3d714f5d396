package dev.weir.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final int ROUNDS = 200_000;
  private final Random random = new Random(20_261_125);

  @Test
  void theFirstByteIsTheLowest() {
    byte[] bytes = {9, 1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(Words.at(bytes, 1)).isEqualTo(0x0807060504030201L);
  }

  @Test
  void sameIsTheSameAsByteByByte() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] left = bytes(2);
      byte[] right = random.nextBoolean() ? left.clone() : bytes(2);
      int length = random.nextInt(Math.min(left.length, right.length) + 1);
      int from = left.length - length;
      if (length > 0 && random.nextBoolean()) {
        right[right.length - 1 - random.nextInt(length)] ^= 1;
      }
      int other = right.length - length;
      assertThat(Words.same(left, from, right, other, length))
          .as("%s %s", Arrays.toString(left), Arrays.toString(right))
          .isEqualTo(Arrays.equals(left, from, left.length, right, other, right.length));
    }
  }

  @Test
  void printableAndAsciiAreTheSameAsByteByByte() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] text = "the quick brown fox ~ jumps".getBytes(US_ASCII);
      int changes = random.nextInt(3);
      for (int change = 0; change < changes; change++) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      int from = random.nextInt(text.length);
      int to = from + random.nextInt(text.length - from + 1);
      boolean printable = true;
      boolean ascii = true;
      for (int at = from; at < to; at++) {
        printable &= text[at] >= ' ' && text[at] != 0x7F;
        ascii &= text[at] >= 0;
      }
      assertThat(Words.isPrintable(text, from, to)).isEqualTo(printable);
      assertThat(Words.isAscii(text, from, to)).isEqualTo(ascii);
    }
  }

  @Test
  void hexDigitsOfAWordAreThoseOfItsBytes() {
    var digits = "0123456789abcdefABCDEF".getBytes(US_ASCII);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[8];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = digits[random.nextInt(digits.length)];
      }
      if (random.nextBoolean()) {
        bytes[random.nextInt(8)] = (byte) random.nextInt(256);
      }
      long word = Words.at(bytes, 0);
      boolean hex = Hex.isHex(bytes, 0, 8);
      assertThat(Hex.notHex(word) == 0).as("%s", Arrays.toString(bytes)).isEqualTo(hex);
      assertThat(Hex.notLower(word) == 0).isEqualTo(Hex.bitsOfLower(bytes, 0, 8) >= 0);
      if (hex) {
        assertThat(Hex.value(word)).isEqualTo(Long.parseLong(new String(bytes, US_ASCII), 16));
      }
    }
  }

  private byte[] bytes(int different) {
    byte[] bytes = new byte[random.nextInt(40)];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) random.nextInt(different);
    }
    return bytes;
  }
}
