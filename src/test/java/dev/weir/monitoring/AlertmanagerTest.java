package dev.weir.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.stack.AlertmanagerServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every alert reaches those whom it concerns, and none that is critical is kept from the pager. */
class AlertmanagerTest {
  private static final Path CONFIG = MonitoringFiles.ROOT.resolve("alertmanager.yml");
  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"?([^\"]*)\"?");

  private static final Map<String, String> RECEIVERS =
      Map.of("critical", "pager,chat", "warning", "chat", "none", "dead-mans-switch");

  @Test
  void amtoolFindsNothingWrong() {
    var said =
        MonitoringFiles.run(
            MonitoringFiles.need(AlertmanagerServer::amtool),
            List.of("check-config", CONFIG.toString()));
    assertThat(said).contains("SUCCESS", "3 receivers");
  }

  @Test
  void everyAlertGoesWhereItsSeveritySays() {
    var amtool = MonitoringFiles.need(AlertmanagerServer::amtool);
    for (var alert : MonitoringFiles.rules("alert")) {
      var severity = alert.at("/labels/severity").asText();
      MonitoringFiles.run(amtool, route(alert.path("alert").asText(), severity));
    }
    // What others send is told as well.
    MonitoringFiles.run(amtool, route("NodeDown", "info", "chat"));
    MonitoringFiles.run(amtool, route("NodeDown", "critical", "pager,chat"));
  }

  private static List<String> route(String alert, String severity) {
    return route(alert, severity, RECEIVERS.getOrDefault(severity, "nobody"));
  }

  private static List<String> route(String alert, String severity, String receivers) {
    return List.of(
        "config",
        "routes",
        "test",
        "--config.file=" + CONFIG,
        "--verify.receivers=" + receivers,
        "alertname=" + alert,
        "severity=" + severity,
        "namespace=paper",
        "pipeline=trading");
  }

  @Test
  void onlyCriticalAlertsInhibitCriticalOnes() {
    var rules = MonitoringFiles.yaml(CONFIG).path("inhibit_rules");
    assertThat(rules).isNotEmpty();
    for (var rule : rules) {
      var sources = severities(rule.path("source_matchers"));
      var targets = severities(rule.path("target_matchers"));
      assertThat(sources).as(rule.toString()).isNotEmpty();
      assertThat(targets).as(rule.toString()).isNotEmpty().doesNotContain("none");
      if (targets.contains("critical")) {
        assertThat(sources).as(rule.toString()).containsOnly("critical");
      }
    }
  }

  /** Those of our alerts that the matchers of names take; the others concern labels. */
  private static List<String> severities(JsonNode matchers) {
    var severities = new ArrayList<String>();
    for (var alert : MonitoringFiles.rules("alert")) {
      boolean taken = true;
      for (var matcher : matchers) {
        taken &= takes(matcher.asText(), alert.path("alert").asText());
      }
      if (taken) {
        severities.add(alert.at("/labels/severity").asText());
      }
    }
    return severities;
  }

  private static boolean takes(String matcher, String alert) {
    var parts = MATCHER.matcher(matcher);
    assertThat(parts.matches()).as(matcher).isTrue();
    if (!parts.group(1).equals("alertname")) {
      return true;
    }
    return switch (parts.group(2)) {
      case "=" -> alert.equals(parts.group(3));
      case "!=" -> !alert.equals(parts.group(3));
      case "=~" -> alert.matches(parts.group(3));
      case "!~" -> !alert.matches(parts.group(3));
      default -> throw new AssertionError(matcher);
    };
  }
}
