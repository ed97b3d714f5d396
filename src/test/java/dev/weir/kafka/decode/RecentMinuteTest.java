package dev.weir.kafka.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentMinuteTest {
  private static final String ALPHABET = "0123456789:-.TZtz+ ";
  private final RecentMinute minute = new RecentMinute();
  private int read;

  /** Every answer but "I do not know" is the one that the reader of all forms gives. */
  @Test
  void readsAsTheReaderOfAllFormsDoes() {
    long seed = 20_261_125;
    var random = new Random(seed);
    for (int round = 0; round < 300_000; round++) {
      var text = time(random);
      if (random.nextInt(3) == 0) {
        var changed = new StringBuilder(text);
        char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        changed.setCharAt(random.nextInt(text.length()), other);
        text = changed.toString();
      }
      check("seed %d, round %d: %s".formatted(seed, round, text), text);
    }
    // Otherwise nothing was shown.
    assertThat(read).isGreaterThan(50_000);
  }

  @Test
  void knowsNothingAtFirst() {
    byte[] bytes = new byte[20];
    assertThat(minute.read(bytes, 0, 20)).isEqualTo(TimeText.MALFORMED);
  }

  private String time(Random random) {
    long second = 1_790_000_000L + random.nextInt(70);
    var instant = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000)).toString();
    var whole = instant.substring(0, 19);
    int digits = random.nextInt(11);
    var fraction = digits == 0 ? "" : "." + "1234567890".substring(0, digits);
    return whole + fraction + (random.nextInt(8) == 0 ? "+01:00" : "Z");
  }

  private void check(String message, String text) {
    byte[] bytes = (" " + text).getBytes(US_ASCII);
    long expected = TimeText.parse(bytes, 1, text.length());
    long micros = minute.read(bytes, 1, text.length());
    if (micros == TimeText.MALFORMED) {
      if (expected != TimeText.MALFORMED) {
        minute.remember(bytes, 1, text.length(), expected);
      }
      return;
    }
    read++;
    assertThat(micros).as(message).isEqualTo(expected);
  }
}
