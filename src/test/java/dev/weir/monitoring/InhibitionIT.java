package dev.weir.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stack.AlertmanagerServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which alerts a real Alertmanager keeps back because of others, with the committed rules. */
class InhibitionIT {
  private static final String STAGE = "stage";

  @Test
  void alertsOfConsequencesAreKeptBackAndNoOthers() {
    var alerts =
        List.of(
            // market-data is DOWN; strategy and risk suffer from it, portfolio has a trouble of its
            // own.
            stage("WeirStageDown", "paper", "market-data", "market-data"),
            stage("WeirStageDown", "paper", "strategy", "market-data"),
            stage("WeirStageDegraded", "paper", "risk", "market-data"),
            stage("WeirStageDegraded", "paper", "portfolio", "portfolio"),
            alert("WeirStageStale", "paper", Map.of(STAGE, "market-data")),
            alert("WeirStageStale", "paper", Map.of(STAGE, "portfolio")),
            hop("WeirHopSlow", "paper", "market-data", "strategy"),
            hop("WeirMessagesLost", "paper", "execution", "portfolio"),
            // Elsewhere, what is only degraded keeps back what is degraded, and no more.
            stage("WeirStageDegraded", "live", "market-data", "market-data"),
            stage("WeirStageDegraded", "live", "strategy", "market-data"),
            stage("WeirStageDown", "live", "risk", "market-data"),
            hop("WeirLossHigh", "live", "execution", "portfolio"),
            hop("WeirMessagesLost", "live", "execution", "portfolio"),
            hop("WeirMessagesLost", "live", "risk", "execution"),
            // Nobody watches this one.
            alert("WeirDown", "dark", Map.of()),
            stage("WeirStageDown", "dark", "market-data", "market-data"),
            alert("WeirNoVerdict", "dark", Map.of()),
            // Neither Kafka nor Redis can be reached.
            alert("WeirKafkaDown", "cut", Map.of("instance", "a")),
            alert("WeirStoreDown", "cut", Map.of("instance", "a")),
            alert("WeirNoVerdict", "cut", Map.of()),
            alert("WeirBehind", "cut", Map.of()),
            alert("WeirCommitsFailing", "cut", Map.of()),
            alert("WeirNoLeader", "cut", Map.of()),
            Map.of("alertname", "Watchdog", "severity", "none"));
    try (var alertmanager =
        MonitoringFiles.need(
            () -> new AlertmanagerServer(MonitoringFiles.ROOT.resolve("alertmanager.yml")))) {
      alertmanager.fire(alerts);
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(
              () -> {
                var kept = kept(alertmanager);
                assertThat(kept.getOrDefault("all", Set.of())).hasSize(alerts.size());
                assertThat(kept.getOrDefault("inhibited", Set.of()))
                    .as(alertmanager.tail())
                    .containsExactlyInAnyOrder(
                        "WeirStageDown paper strategy",
                        "WeirStageDegraded paper risk",
                        "WeirStageStale paper market-data",
                        "WeirHopSlow paper strategy",
                        "WeirStageDegraded live strategy",
                        "WeirMessagesLost live portfolio",
                        "WeirStageDown dark market-data",
                        "WeirNoVerdict dark -",
                        "WeirNoVerdict cut -",
                        "WeirBehind cut -",
                        "WeirCommitsFailing cut -",
                        "WeirNoLeader cut -");
              });
    }
  }

  private static Map<String, Set<String>> kept(AlertmanagerServer alertmanager) {
    var kept = new TreeMap<String, Set<String>>();
    for (var alert : alertmanager.alerts()) {
      var name =
          alert.at("/labels/alertname").asText()
              + " "
              + alert.at("/labels/namespace").asText("-")
              + " "
              + alert.at("/labels/stage").asText("-");
      kept.computeIfAbsent("all", _ -> new TreeSet<>()).add(name);
      if (!alert.at("/status/inhibitedBy").isEmpty()) {
        kept.computeIfAbsent("inhibited", _ -> new TreeSet<>()).add(name);
      }
    }
    return kept;
  }

  private static Map<String, String> stage(
      String name, String namespace, String stage, String root) {
    var consequence = Boolean.toString(!stage.equals(root));
    return alert(name, namespace, Map.of(STAGE, stage, "root", root, "consequence", consequence));
  }

  private static Map<String, String> hop(String name, String namespace, String from, String to) {
    return alert(name, namespace, Map.of("from", from, "to", to, STAGE, to));
  }

  /** An alert as our rules make it. */
  private static Map<String, String> alert(
      String name, String namespace, Map<String, String> labels) {
    var all = new HashMap<>(labels);
    all.put("alertname", name);
    all.put("namespace", namespace);
    all.put("pipeline", "trading");
    var rule =
        MonitoringFiles.rules("alert").stream()
            .filter(one -> one.path("alert").asText().equals(name))
            .findFirst()
            .orElseThrow();
    all.put("severity", rule.at("/labels/severity").asText());
    return all;
  }
}
