package dev.weir.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void everyCodePointIsWrittenAndReadAsTheJdkDoes() {
    byte[] buffer = new byte[4];
    var wrong = new ArrayList<Integer>();
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        continue;
      }
      int end = Utf8.write(codePoint, buffer, 0);
      if (!Character.toString(codePoint).equals(new String(buffer, 0, end, UTF_8))
          || Utf8.codePoint(buffer, 0, end) != codePoint) {
        wrong.add(codePoint);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void agreesWithTheJdkOnWhatIsWellFormed() {
    long seed = 4711;
    var random = new Random(seed);
    int valid = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = random.nextBoolean() ? noise(random) : brokenText(random);

      boolean expected = isWellFormed(bytes);
      valid += expected ? 1 : 0;

      assertThat(Utf8.isValid(bytes, 0, bytes.length))
          .as("seed %d, bytes %s", seed, bytes)
          .isEqualTo(expected);
    }
    assertThat(valid).isBetween(20_000, 180_000);
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(6)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] brokenText(Random random) {
    byte[] bytes = "plain ascii é 東京 🚀 tail".getBytes(UTF_8);
    if (random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static boolean isWellFormed(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}
