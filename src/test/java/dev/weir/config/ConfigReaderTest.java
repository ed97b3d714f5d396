package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  private static final String STAGES = "weir.pipeline.stages.";
  private static final ConfigSource FILE = yaml(Examples.TRADING, 100);

  @Test
  void listsOfAFileAreReadByElement() {
    var properties = read(FILE);

    assertThat(properties)
        .containsEntry("weir.pipeline.fields.trace[0]", "trace-context")
        .containsEntry("weir.pipeline.fields.trace[3]", "json:/correlation_id")
        .containsEntry("weir.pipeline.fields.origin-time", "")
        .containsEntry("weir.pipeline.schedules.nse.holidays[0]", "2026-12-25")
        .doesNotContainKey("weir.pipeline.fields.trace");
  }

  @Test
  void aCommaInAListsElementSurvives() {
    var properties =
        read(yaml("weir: { pipeline: { stages: { a: { topics: ['regex:a{1,2}', b] } } } }", 100));

    assertThat(properties)
        .containsEntry(STAGES + "a.topics[0]", "regex:a{1,2}")
        .containsEntry(STAGES + "a.topics[1]", "b");
  }

  @Test
  void variablesOverruleTheFile() {
    var properties =
        read(
            FILE,
            environment(
                "WEIR_NAMESPACE", "live",
                "WEIR_PIPELINE_STAGES_MARKET_DATA_TOPICS", "x,y",
                "WEIR_PIPELINE_STAGES_MARKET_DATA_FRESHNESS_DOWN", "90s",
                "WEIR_PIPELINE_FIELDS_KEY_0_", "record-key"));

    assertThat(properties)
        .containsEntry("weir.namespace", "live")
        .containsEntry(STAGES + "market-data.topics", "x,y")
        .doesNotContainKey(STAGES + "market-data.topics[0]")
        .containsEntry(STAGES + "market-data.freshness.down", "90s")
        .containsEntry("weir.pipeline.fields.key[0]", "record-key")
        .containsEntry("weir.pipeline.fields.key[1]", "record-key");
  }

  @Test
  void variablesAddWhatTheFileLeavesOut() {
    var properties =
        read(
            FILE,
            environment(
                "WEIR_KEY_LIMIT", "5",
                "WEIR_PIPELINE_STAGES_MARKET_DATA_AFTER_RISK_WITHIN", "3s",
                "WEIR_PIPELINE_SCHEDULES_NSE_HOLIDAYS_1_", "2026-12-26"));

    assertThat(properties)
        .containsEntry("weir.key-limit", "5")
        .containsEntry(STAGES + "market-data.after.risk.within", "3s")
        .containsEntry("weir.pipeline.schedules.nse.holidays[1]", "2026-12-26");
  }

  @Test
  void aWholePipelineMayComeFromTheEnvironment() {
    var properties =
        read(
            environment(
                "WEIR_PIPELINE_STAGES_FEED_TOPICS", "ticks",
                "WEIR_PIPELINE_STAGES_ORDER_ROUTER_TOPICS", "orders",
                "WEIR_PIPELINE_STAGES_ORDER_ROUTER_AFTER_FEED_EXPECT", "every",
                "WEIR_PIPELINE_STAGES_ORDER_ROUTER_AFTER_FEED_WITHIN", "3s",
                "WEIR_PIPELINE_STAGES_BOOKS_TOPICS", "books",
                "WEIR_PIPELINE_STAGES_BOOKS_AFTER_ORDER_ROUTER_EXPECT", "some"));

    assertThat(properties)
        .containsOnly(
            Map.entry(STAGES + "feed.topics", "ticks"),
            Map.entry(STAGES + "order-router.topics", "orders"),
            Map.entry(STAGES + "order-router.after.feed.expect", "every"),
            Map.entry(STAGES + "order-router.after.feed.within", "3s"),
            Map.entry(STAGES + "books.topics", "books"),
            Map.entry(STAGES + "books.after.order-router.expect", "some"));
  }

  @Test
  void aNameWithDotsIsFoundInAVariable() {
    var properties =
        read(
            yaml("weir: { pipeline: { stages: { a.b: { topics: t } } } }", 100),
            environment("WEIR_PIPELINE_STAGES__A_B__FRESHNESS_DOWN", "3s"));

    assertThat(properties).containsEntry(STAGES + "\"a.b\".freshness.down", "3s");
  }

  @Test
  void whatKubernetesInjectsIsNotOurs() {
    var properties =
        read(
            environment(
                "WEIR_SERVICE_HOST", "10.0.0.1",
                "WEIR_PORT", "tcp://10.0.0.1:8080",
                "WEIR_PORT_8080_TCP_PROTO", "tcp",
                "WEIR_CONFIG", "/etc/weir.yaml"));

    assertThat(properties).isEmpty();
  }

  @Test
  void anUnknownKeyOfAFileIsKeptForTheParser() {
    assertThat(read(yaml("weir: { namespce: x }", 100))).containsEntry("weir.namespce", "x");
  }

  @Test
  void aShorterListOfHigherRankReplacesTheWholeList() {
    var properties =
        read(FILE, yaml("weir: { pipeline: { fields: { trace: [record-key] } } }", 200));

    assertThat(properties)
        .containsEntry("weir.pipeline.fields.trace[0]", "record-key")
        .doesNotContainKey("weir.pipeline.fields.trace[1]");
  }

  @Test
  void expressionsAreExpandedOrLeftToTheParser() {
    var properties =
        read(
            yaml(
                "weir: { namespace: '${SITE}', start: '${NOWHERE}', store: '${STORE:memory}' }", 9),
            environment("SITE", "paper"));

    assertThat(properties)
        .containsEntry("weir.namespace", "paper")
        .containsEntry("weir.start", "${NOWHERE}")
        .containsEntry("weir.store", "memory");
  }

  private static Map<String, String> read(ConfigSource... sources) {
    return ConfigReader.read(
        new SmallRyeConfigBuilder().addDefaultInterceptors().withSources(sources).build());
  }

  private static ConfigSource yaml(String text, int ordinal) {
    return new YamlConfigSource("file", text, ordinal);
  }

  private static ConfigSource environment(String... namesAndValues) {
    var variables = new HashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      variables.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new EnvConfigSource(variables, 300);
  }
}
