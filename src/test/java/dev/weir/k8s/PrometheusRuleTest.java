package dev.weir.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The rules that the Prometheus Operator gets are those in {@code monitoring/rules}. With {@code
 * -Dweir.write-rules=true} they are written from there.
 */
class PrometheusRuleTest {
  private static final Path MADE =
      Manifests.ROOT.resolve(Path.of("components", "monitoring", "prometheusrule.yaml"));
  private static final List<Path> SOURCES =
      List.of(
          Path.of("monitoring", "rules", "recording.yml"),
          Path.of("monitoring", "rules", "alerts.yml"));

  @Test
  void theOperatorsRulesAreTheRules() throws IOException {
    var groups = groups();
    var text = Files.readString(MADE);
    if (Boolean.getBoolean("weir.write-rules")) {
      text = write(text, groups);
    }
    var document = StrictYaml.trees(text).getFirst();
    assertThat(document.at("/spec/groups").toPrettyString())
        .as("%s is not what %s say: its first lines tell how to make it anew", MADE, SOURCES)
        .isEqualTo(groups.toPrettyString());
    assertThat(StrictYaml.typed(document)).isInstanceOf(PrometheusRule.class);
  }

  private static ArrayNode groups() throws IOException {
    var all = StrictYaml.MAPPER.createArrayNode();
    for (var source : SOURCES) {
      if (Files.exists(source)) {
        var file = StrictYaml.trees(Files.readString(source)).getFirst();
        assertThat(file.path("groups").isArray()).as("%s has groups", source).isTrue();
        file.path("groups").forEach(all::add);
      }
    }
    return all;
  }

  /** Keeps the comment at the head, and everything but the groups. */
  private static String write(String before, JsonNode groups) throws IOException {
    var document = (ObjectNode) StrictYaml.trees(before).getFirst();
    ((ObjectNode) document.path("spec")).set("groups", groups);
    var head =
        before.lines().takeWhile(line -> line.startsWith("#")).collect(Collectors.joining("\n"));
    var yaml =
        new YAMLMapper(
                YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .build())
            .writeValueAsString(document);
    return Files.readString(Files.writeString(MADE, head + "\n" + yaml));
  }
}
