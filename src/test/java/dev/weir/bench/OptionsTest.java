package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  private static final List<String> KNOWN = List.of("ingest", "jmh");

  @Test
  void withoutArgumentsEverythingRunsFiveTimes() throws Exception {
    var options = parse();
    assertThat(options.names()).isEqualTo(KNOWN);
    assertThat(options.json()).isNull();
    assertThat(options.roundsOrDefault()).isEqualTo(5);
    assertThat(options.quick()).isFalse();
    assertThat(options.report()).isFalse();
  }

  @Test
  void namesComeInTheOrderAskedForAndOnce() throws Exception {
    assertThat(parse("jmh", "ingest", "jmh").names()).containsExactly("jmh", "ingest");
  }

  @Test
  void optionsMayStandBetweenNames() throws Exception {
    var options = parse("jmh", "--json", "a.json", "--rounds", "12", "ingest", "--report");
    assertThat(options.names()).containsExactly("jmh", "ingest");
    assertThat(options.json()).isEqualTo(Path.of("a.json"));
    assertThat(options.roundsOrDefault()).isEqualTo(12);
    assertThat(options.report()).isTrue();
  }

  @Test
  void quickMeansTwoRoundsUnlessTheyAreGiven() throws Exception {
    assertThat(parse("--quick").roundsOrDefault()).isEqualTo(2);
    assertThat(parse("--quick", "--rounds", "3").roundsOrDefault()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          injest     | there is no benchmark 'injest': there is ingest, jmh, and --json FILE, --rounds N, --quick, --report
          --fast     | there is no benchmark '--fast': there is ingest, jmh, and --json FILE, --rounds N, --quick, --report
          --json     | --json needs a value
          --rounds   | --rounds needs a value
          --rounds 0 | --rounds needs a number from 1 to 99, not '0'
          --rounds x | --rounds needs a number from 1 to 99, not 'x'
          """)
  void whatCannotBeUnderstoodIsSaid(String arguments, String message) {
    assertThatThrownBy(() -> parse(arguments.split(" ")))
        .isInstanceOf(Options.UsageException.class)
        .hasMessage(message);
  }

  private static Options parse(String... arguments) throws Options.UsageException {
    return Options.parse(List.of(arguments), KNOWN);
  }
}
