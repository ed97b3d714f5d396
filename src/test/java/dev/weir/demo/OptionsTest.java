package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void withoutArgumentsEverythingIsOurOwnAndCalmAndEndless() throws Exception {
    Options options = parse("");
    assertThat(options.limit()).isNull();
    assertThat(options.kafka()).isNull();
    assertThat(options.redis()).isNull();
    assertThat(options.scenario()).isEqualTo(Scenario.CALM);
    assertThat(options.port()).isEqualTo(8080);
    assertThat(options.managementPort()).isEqualTo(9000);
  }

  @Test
  void valuesMayFollowAnEqualsSign() throws Exception {
    Options options = parse("--for=5m --scenario slow-risk --kafka=k:9092 --rate 50");
    assertThat(options.limit()).isEqualTo(Duration.ofMinutes(5));
    assertThat(options.scenario()).isEqualTo(Scenario.SLOW_RISK);
    assertThat(options.kafka()).isEqualTo("k:9092");
    assertThat(options.rate()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --fro 60s              | unknown option --fro; ./weir demo --help lists all
          60s                    | unknown option 60s; ./weir demo --help lists all
          --for                  | --for needs a value
          --for 60               | --for needs a duration such as 60s or 5m, got 60
          --for 0s               | --for needs a duration such as 60s or 5m, got 0s
          --port 0               | --port needs a number from 1 to 65535, got 0
          --port http            | --port needs a number from 1 to 65535, got http
          --port 9000            | --port and --management-port must differ, both are 9000
          --kafka localhost      | --kafka needs HOST:PORT, got localhost
          --redis localhost:6379 | --redis needs redis://HOST:PORT, got localhost:6379
          """)
  void mistakesAreToldInOneLine(String arguments, String message) {
    assertThatThrownBy(() -> parse(arguments))
        .isInstanceOf(Options.UsageException.class)
        .hasMessage(message);
  }

  @Test
  void unknownScenarioListsTheKnownOnes() {
    assertThatThrownBy(() -> parse("--scenario panic"))
        .hasMessageContaining("panic")
        .hasMessageContaining("calm, stop-feed, slow-risk, lost-orders, duplicates, burst");
  }

  @Test
  void helpDescribesEveryScenario() throws Exception {
    assertThat(parse("--help").help()).isTrue();
    for (Scenario scenario : Scenario.values()) {
      assertThat(Options.helpText()).contains(scenario.label()).contains(scenario.description());
    }
  }

  private static Options parse(String arguments) throws Options.UsageException {
    return Options.parse(arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")));
  }
}
