package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  private static final Row READ =
      Row.of("headers, JVM", "records/s", List.of(700_000.0, 800_000.0, 750_000.0))
          .pairedWith("only polled", List.of(1_000_000.0, 1_000_000.0, 1_000_000.0))
          .ratioAtLeast(0.82);
  private static final Row START = Row.of("first 200", "ms", List.of(61.26)).atMost(70);
  private static final Row MISSING = Row.missing("native", "no native executable");

  @Test
  void columnsLineUpAndEachRowSaysWhatItShouldReach() {
    assertThat(new Table(List.of(READ, START, MISSING)).text())
        .isEqualTo(
            """
                              min   median      max  unit       against      its median  ratio    of the pairs  target        met
            headers, JVM  700,000  750,000  800,000  records/s  only polled   1,000,000   0.75  0.70 0.75 0.80  ratio ≥ 0.82  no
            first 200        61.3     61.3     61.3  ms                                                         ≤ 70          yes
            native        no native executable
            """);
  }

  @Test
  void columnsThatNoRowNeedsAreLeftOut() {
    assertThat(new Table(List.of(Row.of("sketch", "ns", List.of(9.0)).allocating(0))).text())
        .isEqualTo(
            """
                     min  median   max  unit  B/op
            sketch  9.00    9.00  9.00  ns       0
            """);
  }

  @Test
  void inMarkdownWhatIsMissingIsSaidInItsRow() {
    assertThat(new Table(List.of(START, Row.missing("a|b", "none"))).markdown())
        .isEqualTo(
            """
            |  | min | median | max | unit | target | met |
            | --- | --: | --: | --: | --- | --- | --- |
            | first 200 | 61.3 | 61.3 | 61.3 | ms | ≤ 70 | yes |
            | a\\|b | none |  |  |  |  |  |
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1234567.8 | 1,234,568
          100       | 100
          99.96     | 100
          61.26     | 61.3
          9.996     | 10.0
          0.816     | 0.82
          0.0123    | 0.012
          0.0001    | 0
          0         | 0
          """)
  void numbersHaveTheDigitsThatCount(double value, String text) {
    assertThat(Table.number(value)).isEqualTo(text);
  }
}
