package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.grafana.Dashboards;
import dev.weir.monitoring.MonitoringFiles;
import dev.weir.stack.AlertmanagerServer;
import dev.weir.stack.LocalStack;
import dev.weir.stack.PrometheusBinary;
import dev.weir.stack.PrometheusServer;
import dev.weir.stack.WeirProcess;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real Prometheus with the committed configuration scrapes a Weir that is started with the
 * composition's variables: every panel has something to show, every rule works, and alerts reach a
 * real Alertmanager.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(300);
  private static final int PER_SECOND = 200;
  private static final int FAULTS_IN = 20;

  private static final String DEFINITION =
      PlantedFlow.DEFINITION
          .replace("stages:", "fields: { origin-time: [\"json:/data/origin\"] }\n    stages:")
          .replace("[signals] }", "[signals], freshness: { degraded: 2s, down: 4s } }");

  private final PrometheusBinary binary = MonitoringFiles.need(PrometheusBinary::find);
  private final AlertmanagerServer alertmanager =
      MonitoringFiles.need(
          () -> new AlertmanagerServer(MonitoringFiles.ROOT.resolve("alertmanager.yml")));
  private final LocalStack stack = LocalStack.running();
  private final OtlpReceiver collector = new OtlpReceiver();
  private final Records records = new Records(stack.kafka().bootstrap());
  private final WeirProcess weir = weir();
  private final Thread writer = new Thread(this::write, "planted-flow");
  private volatile boolean paused;
  private volatile boolean closed;

  /** Weir as {@code docker-compose.yml} starts it, with a small pipeline. */
  private WeirProcess weir() {
    var process = new WeirProcess(DEFINITION).heap("256m");
    var hosts =
        Map.of(
            "kafka:9092", stack.kafka().bootstrap(),
            "redis://redis:6379", stack.redis().url(),
            "http://jaeger:4317", collector.url());
    var given = new TreeSet<String>();
    MonitoringFiles.weirsEnvironment()
        .forEach(
            (name, value) -> {
              if (!name.equals("WEIR_CONFIG")) {
                given.add(value);
                process.environment(name, hosts.getOrDefault(value, value));
              }
            });
    assertThat(given).containsAll(hosts.keySet());
    return process;
  }

  @AfterAll
  void close() throws InterruptedException {
    closed = true;
    writer.join();
    records.close();
    weir.close();
    collector.close();
    stack.close();
    alertmanager.close();
  }

  /** Signals and what follows from them, with faults, until the end. */
  private void write() {
    var flow = new PlantedFlow(records.producer(), 7, FAULTS_IN);
    while (!closed) {
      if (!paused) {
        flow.signal();
        flow.run();
      }
      LockSupport.parkNanos(1_000_000_000 / PER_SECOND);
    }
  }

  @BeforeAll
  void start() {
    stack
        .kafka()
        .createTopics(
            List.of("signals", "checked", "orders"),
            2,
            // So that there is something to say of how long producers take.
            Map.of("message.timestamp.type", "LogAppendTime"));
    weir.start();
    weir.awaitReady();
    writer.start();
    // One that cannot be read, and one that tells when its trace began.
    records.send("signals", "K", "{");
    var now = Instant.now();
    records.send(
        "orders",
        "K",
        "{\"timestamp\":\"%s\",\"data\":{\"origin\":\"%s\"}}".formatted(now, now.minusMillis(250)));
    records.flush();
  }

  /** The committed configuration, with these addresses, and faster. */
  private String configuration() {
    var text = MonitoringFiles.text(MonitoringFiles.ROOT.resolve("prometheus.yml"));
    var rules = MonitoringFiles.ROOT.resolve("rules").toAbsolutePath() + "/*.yml";
    var changes =
        Map.of(
            "rules/*.yml",
            rules,
            "weir:9000",
            URI.create(weir.managementUrl()).getAuthority(),
            "alertmanager:9093",
            alertmanager.address(),
            ": 15s",
            ": 1s",
            "scrape_timeout: 10s",
            "scrape_timeout: 1s");
    for (var change : changes.entrySet()) {
      assertThat(text).contains(change.getKey());
      text = text.replace(change.getKey(), change.getValue());
    }
    return text;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyPanelHasSomethingToShow(boolean nativeHistograms) {
    try (var prometheus = prometheus(nativeHistograms)) {
      Set<String> empty = new LinkedHashSet<>();
      Dashboards.all()
          .forEach(
              dashboard ->
                  dashboard.expressions().forEach(expression -> empty.add(chosen(expression))));
      assertThat(empty).hasSizeGreaterThan(40);
      await()
          .atMost(PATIENCE)
          .pollInterval(STEP)
          .untilAsserted(
              () -> {
                assertThat(weir.get("/monitoring/health").status()).isPositive();
                empty.removeIf(expression -> !prometheus.query(expression).isEmpty());
                assertThat(empty).as("without an answer; %s", troubles(prometheus)).isEmpty();
              });
      // Which kind of histogram they are made of.
      assertThat(prometheus.query("weir_hop_latency_seconds_bucket").isEmpty())
          .isEqualTo(nativeHistograms);
      await().atMost(PATIENCE).until(() -> !collector.spans().isEmpty());
    }
  }

  @Test
  void everyRuleWorksAndAlertsArrive() {
    try (var prometheus = prometheus(false)) {
      await()
          .atMost(PATIENCE)
          .pollInterval(STEP)
          .untilAsserted(
              () -> {
                assertThat(rules(prometheus))
                    .hasSize(
                        MonitoringFiles.rules("alert").size()
                            + MonitoringFiles.rules("record").size())
                    .allMatch(rule -> rule.path("health").asText().equals("ok"));
                assertThat(alertsAt(alertmanager))
                    .as("%s", troubles(prometheus))
                    .contains(
                        "Watchdog",
                        "WeirMessagesLost ledger/ledger risk",
                        "WeirMessagesDuplicated ledger/ledger execution");
              });
      // It is well otherwise, so nothing is said of that.
      assertThat(alertsAt(alertmanager))
          .noneMatch(alert -> alert.matches("Weir(Down|Absent|Kafka|Store|NoLeader|Replica).*"));
    }
  }

  @Test
  void aStageThatOnlySuffersNamesTheOneToBlame() {
    paused = true;
    try (var prometheus = prometheus(false)) {
      // It is pending for a minute; its labels are the ones by which it will be kept back.
      var down = "ALERTS{alertname=\"WeirStageDown\",root=\"strategy\",";
      await()
          .atMost(PATIENCE)
          .pollInterval(STEP)
          .untilAsserted(
              () -> {
                for (var stage : List.of("risk", "execution")) {
                  var suffers = down + "stage=\"" + stage + "\",consequence=\"true\"}";
                  assertThat(prometheus.query(suffers)).as(stage).hasSize(1);
                }
                assertThat(prometheus.query(down + "stage=\"strategy\",consequence=\"false\"}"))
                    .hasSize(1);
              });
    } finally {
      paused = false;
    }
  }

  private PrometheusServer prometheus(boolean nativeHistograms) {
    return new PrometheusServer(
        binary, configuration(), PrometheusServer.features(nativeHistograms));
  }

  /** A query as Grafana sends it when this pipeline and the stage in its middle are chosen. */
  private static String chosen(String expression) {
    return expression
        .replace("$namespace", "ledger")
        .replace("$pipeline", "ledger")
        .replace("=~\"$stage\"", "=~\".*\"")
        .replace("$stage", "risk")
        .replace("$__rate_interval", "1m")
        .replace("$__range", "5m");
  }

  /** What Prometheus says of targets that it could not scrape. */
  private static List<String> troubles(PrometheusServer prometheus) {
    return StreamSupport.stream(prometheus.targets().spliterator(), false)
        .map(target -> target.at("/labels/job").asText() + ": " + target.path("lastError").asText())
        .toList();
  }

  private static List<JsonNode> rules(PrometheusServer prometheus) {
    var rules = new ArrayList<JsonNode>();
    prometheus.ruleGroups().forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  private static List<String> alertsAt(AlertmanagerServer alertmanager) {
    return StreamSupport.stream(alertmanager.alerts().spliterator(), false)
        .map(alert -> alert.path("labels"))
        .map(
            labels ->
                (labels.path("alertname").asText()
                        + " "
                        + labels.path("namespace").asText()
                        + "/"
                        + labels.path("pipeline").asText()
                        + " "
                        + labels.path("stage").asText())
                    .replaceFirst(" / $", ""))
        .toList();
  }
}
