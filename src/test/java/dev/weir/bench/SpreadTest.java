package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMiddleOfAnOddNumberIsOneOfThem() {
    var spread = new Spread(List.of(30.0, 10.0, 20.0));
    assertThat(spread.min()).isEqualTo(10);
    assertThat(spread.median()).isEqualTo(20);
    assertThat(spread.max()).isEqualTo(30);
  }

  @Test
  void theMiddleOfAnEvenNumberIsBetweenTwo() {
    assertThat(new Spread(List.of(4.0, 1.0, 2.0, 100.0)).median()).isEqualTo(3);
  }

  @Test
  void ratiosAreOfTheSameRoundWhateverTheirSize() {
    var ratios = new Spread(List.of(10.0, 90.0)).per(new Spread(List.of(100.0, 100.0)));
    assertThat(ratios.values()).containsExactly(0.1, 0.9);
    assertThat(new Spread(List.of(90.0, 10.0)).per(new Spread(List.of(100.0, 10.0))).values())
        .containsExactly(0.9, 1.0);
  }

  @Test
  void roundsOfDifferentNumberAreNoPairs() {
    var one = new Spread(List.of(1.0));
    assertThatThrownBy(() -> one.per(new Spread(List.of(1.0, 2.0))))
        .hasMessage("rounds must be pairs, but are 1 and 2");
  }

  @Test
  void nothingHasNoSpread() {
    assertThatThrownBy(() -> new Spread(List.of())).hasMessage("values must not be empty");
  }
}
