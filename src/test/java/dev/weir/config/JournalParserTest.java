package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.JournalSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalParserTest {
  private static ParsedDefinition parse(boolean redis, String... keysAndValues) {
    var properties = new HashMap<>(Map.of("weir.pipeline.stages.only.topics", "t"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put("weir.journal." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return DefinitionParser.parse(properties, redis);
  }

  private static JournalSettings journal(boolean redis, String... keysAndValues) {
    return ((ParsedDefinition.Valid) parse(redis, keysAndValues)).settings().journal();
  }

  private static List<String> problems(String key, String value) {
    return ((ParsedDefinition.Invalid) parse(false, key, value))
        .problems().stream().map(Problem::text).toList();
  }

  @Test
  void isOnByDefaultAndKeepsLessInMemory() {
    assertThat(journal(true))
        .isEqualTo(new JournalSettings(true, 2_000, Duration.ofMinutes(15), 100_000));
    assertThat(journal(false))
        .isEqualTo(new JournalSettings(true, 2_000, Duration.ofMinutes(15), 10_000));
  }

  @Test
  void allOfItCanBeSet() {
    assertThat(
            journal(false, "enabled", "false", "rate", "50", "keep", "2h", "max-traces", "1000000"))
        .isEqualTo(new JournalSettings(false, 50, Duration.ofHours(2), 1_000_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enabled    | maybe    | weir.journal.enabled: found 'maybe', expected one of false, true",
        "rate       | 0        | weir.journal.rate: found '0', expected a whole number from 1 to 1000000",
        "keep       | 30s      | weir.journal.keep: found '30s', expected a duration from 1m to 7d",
        "keep       | 8d       | weir.journal.keep: found '8d', expected a duration from 1m to 7d",
        "keep       | long     | weir.journal.keep: found 'long', expected a duration such as 500ms, 30s, 15m or 24h",
        "max-traces | 99       | weir.journal.max-traces: found '99', expected a whole number from 100 to 10000000",
        "max-trace  | 99       | weir.journal.max-trace: found an unknown key, expected one of enabled, rate, keep, max-traces (did you mean max-traces?)",
      })
  void mistakesNameTheirKey(String key, String value, String problem) {
    assertThat(problems(key, value)).containsExactly(problem);
  }
}
