package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
  private static final Row.Figure ROW = Row.of("it", "ms", List.of(40.0, 60.0, 50.0));

  @Test
  void theRatioIsThatOfTheMediansAndPairsHaveTheirOwn() {
    var row = ROW.pairedWith("other", List.of(80.0, 60.0, 200.0));
    assertThat(row.ratio()).isEqualTo(50.0 / 80);
    assertThat(row.ratios()).isEqualTo(new Spread(List.of(0.5, 1.0, 0.25)));
  }

  @Test
  void whatIsNotPairedHasOneRatioAndMayHaveOtherRounds() {
    var row = ROW.against("other", List.of(100.0));
    assertThat(row.ratio()).isEqualTo(0.5);
    assertThat(row.ratios()).isNull();
  }

  @Test
  void aTargetIsMetAtItsBound() {
    assertThat(ROW.atMost(50).met()).isTrue();
    assertThat(ROW.atMost(49.9).met()).isFalse();
    assertThat(ROW.atLeast(50).met()).isTrue();
    assertThat(ROW.atLeast(50.1).met()).isFalse();
    var half = ROW.against("other", List.of(100.0));
    assertThat(half.ratioAtLeast(0.5).met()).isTrue();
    assertThat(half.ratioAtLeast(0.51).met()).isFalse();
    assertThat(half.ratioAtMost(0.5).met()).isTrue();
    assertThat(half.ratioAtMost(0.49).met()).isFalse();
    assertThat(ROW.allocating(0.5).bytesAtMost(0.5).met()).isTrue();
    assertThat(ROW.allocating(0.6).bytesAtMost(0.5).met()).isFalse();
  }

  @Test
  void withoutATargetOrAnythingToJudgeNothingIsMetOrMissed() {
    assertThat(ROW.met()).isNull();
    assertThat(ROW.ratioAtLeast(2).met()).isNull();
    assertThat(ROW.bytesAtMost(2).met()).isNull();
  }
}
