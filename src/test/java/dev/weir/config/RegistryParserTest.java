package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.RegistrySettings;
import dev.weir.monitor.RegistrySettings.Access;
import dev.weir.monitor.RegistrySettings.Api;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryParserTest {
  private static ParsedDefinition parse(String... keysAndValues) {
    var properties = new HashMap<>(Map.of("weir.pipeline.stages.only.topics", "t"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put("weir.schema-registry." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return DefinitionParser.parse(properties, false);
  }

  private static RegistrySettings registry(String... keysAndValues) {
    var parsed = parse(keysAndValues);
    assertThat(parsed).isInstanceOf(ParsedDefinition.Valid.class);
    var registry = ((ParsedDefinition.Valid) parsed).settings().schemaRegistry();
    assertThat(registry).isNotNull();
    return Objects.requireNonNull(registry);
  }

  @Test
  void hasDefaultsForAllButItsAddress() {
    assertThat(registry("url", "https://registry:8081"))
        .isEqualTo(
            new RegistrySettings(
                List.of(URI.create("https://registry:8081")),
                Api.CONFLUENT,
                4,
                new Access.Open(),
                Duration.ofSeconds(2),
                1_000,
                Duration.ofSeconds(30)));
    assertThat(((ParsedDefinition.Valid) parse()).settings().schemaRegistry()).isNull();
  }

  @Test
  void takesWhatIsSet() {
    assertThat(
            registry(
                "url", "http://a:1/apis/registry/v2,http://b:2/apis/registry/v2",
                "id-bytes", "8",
                "username", "u",
                "password", "p",
                "timeout", "500ms",
                "cache", "5",
                "retry", "1m"))
        .isEqualTo(
            new RegistrySettings(
                List.of(
                    URI.create("http://a:1/apis/registry/v2"),
                    URI.create("http://b:2/apis/registry/v2")),
                Api.APICURIO_V2,
                8,
                new Access.Basic("u", "p"),
                Duration.ofMillis(500),
                5,
                Duration.ofMinutes(1)));
    assertThat(registry("url", "http://a", "token", "t").access())
        .isEqualTo(new Access.Bearer("t"));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          http://r/apis/registry/v2,    ,           APICURIO_V2
          http://r/apis/registry/v3,    ,           APICURIO_V3
          http://r/apis/ccompat/v7,     ,           CONFLUENT
          http://r:8081,                ,           CONFLUENT
          http://r/proxied,             apicurio,   APICURIO_V3
          http://r/apis/registry/v3,    confluent,  CONFLUENT
          """)
  void theAddressTellsTheInterface(String url, String api, Api expected) {
    var registry = api == null ? registry("url", url) : registry("url", url, "api", api);
    assertThat(registry.api()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          url      | registry:8081          | weir.schema-registry.url      | an address such as
          url      | ftp://registry         | weir.schema-registry.url      | an address such as
          url      | http://u:geheim@r      | weir.schema-registry.url      | an address with credentials in it
          url      | http://u:geheim @r     | weir.schema-registry.url      | an address such as
          cache    | 5                      | weir.schema-registry.url      | nothing
          api      | confluence             | weir.schema-registry.api      | apicurio, confluent
          id-bytes | 6                      | weir.schema-registry.id-bytes | 4 or 8
          token    | geheim geheim          | weir.schema-registry.token    | a token with a blank
          username | u                      | weir.schema-registry.password | nothing
          timeout  | 0s                     | weir.schema-registry.timeout  | longer than zero
          urls     | http://r               | weir.schema-registry.urls     | unknown key
          """)
  void mistakesAreNamed(String key, String value, String where, String what) {
    var parsed =
        key.equals("url") || key.equals("cache")
            ? parse(key, value)
            : parse("url", "http://r", key, value);
    assertThat(parsed).isInstanceOf(ParsedDefinition.Invalid.class);
    var texts = ((ParsedDefinition.Invalid) parsed).problems().stream().map(Problem::text).toList();
    assertThat(texts).anySatisfy(text -> assertThat(text).contains(where).contains(what));
    assertThat(texts).noneSatisfy(text -> assertThat(text).contains("geheim"));
  }
}
