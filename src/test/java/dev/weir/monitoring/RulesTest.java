package dev.weir.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.grafana.Dashboards;
import dev.weir.stack.PrometheusBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules are right by promtool, each is tested, and each alert says where and what to do. */
class RulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path TESTS = MonitoringFiles.ROOT.resolve("tests");
  private static final Path PAGE = Path.of("src", "docs", "monitoring.md");

  /** Of these it is not known, or does not matter, which pipeline they are about. */
  private static final Set<String> OF_NO_PIPELINE = Set.of("Watchdog", "WeirAbsent");

  @Test
  void promtoolFindsNothingWrongWithConfigurationAndRules() {
    var said =
        MonitoringFiles.run(
            MonitoringFiles.need(PrometheusBinary::promtool),
            List.of("check", "config", MonitoringFiles.ROOT.resolve("prometheus.yml").toString()));
    assertThat(said).contains("2 rule files found").doesNotContainIgnoringCase("warning");
  }

  @Test
  void theirUnitTestsPass() {
    var arguments = new ArrayList<>(List.of("test", "rules"));
    MonitoringFiles.files(TESTS, ".yml").forEach(file -> arguments.add(file.toString()));
    var said = MonitoringFiles.run(MonitoringFiles.need(PrometheusBinary::promtool), arguments);
    assertThat(said.lines().filter(line -> line.strip().equals("SUCCESS")))
        .hasSize(arguments.size() - 2);
  }

  @Test
  void promtoolParsesEveryQueryOfTheDashboards(@TempDir Path folder) throws IOException {
    var file = JSON.createObjectNode();
    var rules = file.putArray("groups").addObject().put("name", "panels").putArray("rules");
    for (var dashboard : Dashboards.all()) {
      for (var expression : dashboard.expressions()) {
        rules
            .addObject()
            .put("record", "panel:" + rules.size())
            .put("expr", expression.replace("$__rate_interval", "1m").replace("$__range", "1h"));
      }
    }
    var panels = folder.resolve("panels.yml");
    JSON.writeValue(panels.toFile(), file);
    var said =
        MonitoringFiles.run(
            MonitoringFiles.need(PrometheusBinary::promtool),
            List.of("check", "rules", panels.toString()));
    assertThat(said).contains("SUCCESS: " + rules.size() + " rules found");
  }

  @Test
  void everyAlertIsTestedToFireAndNotToFire() {
    var fires = new TreeSet<String>();
    var doesNot = new TreeSet<String>();
    for (var test : tests("alert_rule_test")) {
      (test.path("exp_alerts").isEmpty() ? doesNot : fires).add(test.path("alertname").asText());
    }
    var alerts = names("alert");
    assertThat(fires).isEqualTo(alerts);
    // It never rests.
    doesNot.add("Watchdog");
    assertThat(doesNot).isEqualTo(alerts);
  }

  @Test
  void everyRecordingIsTested() {
    var asked = new TreeSet<String>();
    for (var test : tests("promql_expr_test")) {
      assertThat(test.path("exp_samples")).as(test.toString()).isNotEmpty();
      var name = Pattern.compile("weir:[a-z0-9_:]+").matcher(test.path("expr").asText());
      assertThat(name.find()).as(test.toString()).isTrue();
      asked.add(name.group());
    }
    assertThat(asked).isEqualTo(names("record"));
  }

  @Test
  void promtoolEvaluatesAllGroupsInTheirOrder() {
    var groups = new ArrayList<String>();
    for (var file : List.of("recording.yml", "alerts.yml")) {
      var rules = MonitoringFiles.yaml(MonitoringFiles.ROOT.resolve("rules").resolve(file));
      rules.path("groups").forEach(group -> groups.add(group.path("name").asText()));
    }
    for (var file : MonitoringFiles.files(TESTS, ".yml")) {
      var order = new ArrayList<String>();
      MonitoringFiles.yaml(file)
          .path("group_eval_order")
          .forEach(group -> order.add(group.asText()));
      assertThat(order).as(file.toString()).isEqualTo(groups);
    }
  }

  @Test
  void everyAlertSaysHowBadItIsWhereAndWhatToDo() {
    var page = MonitoringFiles.text(PAGE);
    for (var alert : MonitoringFiles.rules("alert")) {
      var name = alert.path("alert").asText();
      assertThat(alert.at("/labels/severity").asText())
          .as(name)
          .isIn("critical", "warning", name.equals("Watchdog") ? "none" : "critical");
      assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
      var description = alert.at("/annotations/description").asText();
      assertThat(description).as(name).endsWith(".");
      if (!OF_NO_PIPELINE.contains(name)) {
        assertThat(description).as(name).contains("$labels.namespace", "$labels.pipeline");
      }
      assertThat(alert.at("/annotations/runbook").asText())
          .isEqualTo("src/docs/monitoring.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(page).as("the runbook").contains("\n### " + name + "\n");
    }
  }

  @Test
  void theRunbookTellsOfNoOtherAlerts() {
    var told = new TreeSet<String>();
    Pattern.compile("^### ((?:Weir|Watch)\\w+)$", Pattern.MULTILINE)
        .matcher(MonitoringFiles.text(PAGE))
        .results()
        .forEach(heading -> told.add(heading.group(1)));
    assertThat(told).isEqualTo(names("alert"));
  }

  private static Set<String> names(String field) {
    var names = new TreeSet<String>();
    for (var rule : MonitoringFiles.rules(field)) {
      assertThat(names.add(rule.path(field).asText())).as("named once: " + rule).isTrue();
    }
    assertThat(names).isNotEmpty();
    return names;
  }

  private static List<JsonNode> tests(String kind) {
    var all = new ArrayList<JsonNode>();
    for (var file : MonitoringFiles.files(TESTS, ".yml")) {
      for (var test : MonitoringFiles.yaml(file).path("tests")) {
        test.path(kind).forEach(all::add);
      }
    }
    return all;
  }
}
