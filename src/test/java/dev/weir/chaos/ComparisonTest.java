package dev.weir.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Map<String, Long> WRITTEN = Map.of("a", 10L, "b", 5L);

  @Test
  void equalFiguresHaveNoDifferences() {
    assertThat(Comparison.differences(Map.of("a", 10L, "b", 5L, "c", 0L), WRITTEN)).isEmpty();
    assertThat(Comparison.impossible(WRITTEN, WRITTEN)).isEmpty();
    assertThat(Comparison.behind(WRITTEN, WRITTEN)).isEmpty();
  }

  @Test
  void everyDifferenceIsToldByName() {
    assertThat(Comparison.differences(Map.of("a", 11L, "d", 1L), WRITTEN))
        .containsExactly("a: 11, should be 10", "b: 0, should be 5", "d: 1, should be 0");
  }

  @Test
  void whatWasCountedTwiceIsImpossibleAndWhatIsMissingIsNot() {
    assertThat(Comparison.impossible(Map.of("a", 9L), WRITTEN)).isEmpty();
    assertThat(Comparison.impossible(Map.of("a", 11L, "b", -1L), WRITTEN))
        .containsExactly("a: 11, cannot be more than 10", "b: -1, cannot be more than 5");
  }

  @Test
  void ofManyDifferencesTheFirstFewAreTold() {
    var many = List.of("a", "b", "c", "d", "e", "f", "g", "h");
    assertThat(Comparison.some(many)).isEqualTo("a; b; c; d; e; f; and 2 more");
    assertThat(Comparison.some(many.subList(0, 2))).isEqualTo("a; b");
  }

  @Test
  void whatIsMissingIsBehindAndWhatCameSinceIsNot() {
    assertThat(Comparison.behind(Map.of("a", 11L, "b", 4L, "c", 1L), WRITTEN))
        .containsExactly("b: 4, should be at least 5");
  }
}
