package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "PT-5S, 0 s",
    "PT0S, 0 s",
    "PT0.04S, 40 ms",
    "PT0.43S, 0.4 s",
    "PT1S, 1 s",
    "PT9.99S, 9.9 s",
    "PT59.999S, 59 s",
    "PT75S, 75 s",
    "PT125S, 2 min 5 s",
    "PT300S, 5 min",
    "PT12M30S, 12 min",
    "PT5H20M, 5 h 20 min",
    "PT72H, 3 days"
  })
  void durationsReadNaturallyAndNeverClaimTooMuch(Duration duration, String words) {
    assertThat(Words.of(duration)).isEqualTo(words);
  }
}
