package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.TraceSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesParserTest {
  private static ParsedDefinition parse(String... keysAndValues) {
    var properties =
        new HashMap<>(Map.of("weir.pipeline.stages.only.topics", "t", "weir.journal.keep", "2m"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put("weir.traces." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return DefinitionParser.parse(properties, false);
  }

  private static TraceSettings traces(String... keysAndValues) {
    return ((ParsedDefinition.Valid) parse(keysAndValues)).settings().traces();
  }

  private static List<String> problems(String key, String value) {
    return ((ParsedDefinition.Invalid) parse(key, value))
        .problems().stream().map(Problem::text).toList();
  }

  @Test
  void leftOutSettingsHaveTheirDefaults() {
    assertThat(traces()).isEqualTo(new TraceSettings(true, null, null, 0.05, 200, true));
  }

  @Test
  void allOfItCanBeSet() {
    assertThat(
            traces(
                "enabled",
                "false",
                "settle",
                "90s",
                "slow",
                "750ms",
                "share",
                "0.5",
                "rate",
                "1000",
                "respect-sampled-flag",
                "false"))
        .isEqualTo(
            new TraceSettings(
                false, Duration.ofSeconds(90), Duration.ofMillis(750), 0.5, 1_000, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enabled | maybe | weir.traces.enabled: found 'maybe', expected one of false, true",
        "settle  | 500ms | weir.traces.settle: found '500ms', expected a duration from 1s to 120s, and not beyond weir.journal.keep",
        "settle  | 3m    | weir.traces.settle: found '3m', expected a duration from 1s to 120s, and not beyond weir.journal.keep",
        "slow    | fast  | weir.traces.slow: found 'fast', expected a duration such as 500ms, 30s, 15m or 24h",
        "share   | 1.1   | weir.traces.share: found '1.1', expected a number from 0 to 1",
        "share   | NaN   | weir.traces.share: found 'NaN', expected a number from 0 to 1",
        "share   | half  | weir.traces.share: found 'half', expected a number from 0 to 1",
        "rate    | 0     | weir.traces.rate: found '0', expected a whole number from 1 to 100000",
        "shares  | 1     | weir.traces.shares: found an unknown key, expected one of enabled, settle, slow, share, rate, respect-sampled-flag (did you mean share?)",
      })
  void mistakesNameTheirKey(String key, String value, String problem) {
    assertThat(problems(key, value)).containsExactly(problem);
  }
}
