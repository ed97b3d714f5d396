package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> NAMES = List.of("market-data", "strategy", "risk", "id");

  @ParameterizedTest(name = "{0} → {1} ({2})")
  @CsvSource(
      nullValues = "-",
      value = {
        "stratgy, strategy, a letter left out",
        "startegy, strategy, two letters swapped",
        "MARKET-DATA, market-data, other case",
        "market_data, market-data, another separator",
        "rsk, risk, short names may differ by one",
        "rk, -, but not by two",
        "execution, -, nothing alike",
      })
  void theClosestNameIsMeant(String name, String meant, String why) {
    assertThat(Suggestion.closest(name, NAMES)).as(why).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, abc, 0", "flaw, lawn, 2"})
  void distanceCountsEdits(String a, String b, int distance) {
    assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
    assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
  }
}
