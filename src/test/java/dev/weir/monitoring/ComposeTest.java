package dev.weir.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.ConfigReader;
import dev.weir.config.DefinitionParser;
import dev.weir.config.ParsedDefinition;
import dev.weir.config.YamlFile;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

/** The composition names what exists: versions, files, variables, services and their ports. */
class ComposeTest {
  private static final JsonNode COMPOSE =
      MonitoringFiles.yaml(MonitoringFiles.ROOT.resolve("docker-compose.yml"));
  private static final JsonNode SERVICES = COMPOSE.path("services");

  /** Such as {@code prom/prometheus:v3.5.0}. */
  private static final Pattern PINNED =
      Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+\\.\\d+(-[A-Za-z0-9.]+)?");

  @Test
  void everyImageIsPinned() {
    assertThat(SERVICES)
        .extracting(service -> service.path("image").asText())
        .allMatch(image -> PINNED.matcher(image).matches())
        .noneMatch(image -> image.contains("latest"))
        .hasSize(7);
  }

  @Test
  void itRunsTheVersionOfThisRepository() {
    var version =
        Pattern.compile("<artifactId>weir</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(MonitoringFiles.text(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(SERVICES.at("/weir/image").asText()).isEqualTo("weir:" + version.group(1));
  }

  @Test
  void whateverIsMountedExistsAndIsReadOnlyOrAVolume() {
    var mounted = new ArrayList<String>();
    for (var service : SERVICES) {
      for (var volume : service.path("volumes")) {
        var parts = volume.asText().split(":", -1);
        if (parts[0].startsWith(".")) {
          assertThat(MonitoringFiles.ROOT.resolve(parts[0])).exists();
          assertThat(parts).as(volume.asText()).hasSize(3).endsWith("ro");
          mounted.add(parts[0]);
        } else {
          assertThat(COMPOSE.path("volumes").has(parts[0])).as(volume.asText()).isTrue();
        }
      }
    }
    assertThat(mounted)
        .contains("./prometheus.yml", "./rules", "./alertmanager.yml", "./weir.yaml")
        .contains("./grafana/provisioning", "./grafana/dashboards");
  }

  @Test
  void everyServiceSaysWhetherItIsWell() {
    for (var service : SERVICES.properties()) {
      var check = service.getValue().path("healthcheck").path("test");
      if (service.getKey().equals("weir")) {
        assertThat(check.isMissingNode()).as("its image has one").isTrue();
      } else {
        assertThat(check.path(0).asText()).as(service.getKey()).isEqualTo("CMD");
      }
    }
  }

  @Test
  void portsAreOpenOnThisMachineOnly() {
    for (var service : SERVICES) {
      for (var port : service.path("ports")) {
        assertThat(port.asText()).startsWith("127.0.0.1:");
      }
    }
  }

  @Test
  void weirsDefinitionAndVariablesAreRight() {
    var environment = MonitoringFiles.weirsEnvironment();
    var mount = SERVICES.at("/weir/volumes/0").asText().split(":", -1);
    assertThat(environment).containsEntry("WEIR_CONFIG", mount[1]);
    var file = (YamlFile.Result.Loaded) YamlFile.read(MonitoringFiles.ROOT.resolve(mount[0]), 275);
    var ours = new HashMap<>(environment);
    ours.remove("WEIR_CONFIG");
    var config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(file.source(), new EnvConfigSource(ours, 300))
            .build();
    assertThat(DefinitionParser.parse(ConfigReader.read(config), ConfigReader.surroundings(config)))
        .isInstanceOf(ParsedDefinition.Valid.class);
  }

  /** Those of Weir itself are looked at by its own parser; that these work is seen in a run. */
  @Test
  void variablesOfOthersAreOnesThatTheDocumentationKnows() {
    var readme = MonitoringFiles.text(Path.of("README.md"));
    for (var name : MonitoringFiles.weirsEnvironment().keySet()) {
      if (name.startsWith("KAFKA_")) {
        var property = name.substring("KAFKA_".length()).toLowerCase(Locale.ROOT);
        assertThat(ConsumerConfig.configNames()).contains(property.replace('_', '.'));
      } else if (!name.startsWith("WEIR_")) {
        assertThat(name).startsWith("QUARKUS_");
        var property = name.toLowerCase(Locale.ROOT).replace('_', '.');
        assertThat(readme.contains(name) || readme.contains(property)).as(name).isTrue();
      }
    }
  }

  @Test
  void configurationsNameServicesAndPortsThatExist() {
    var grafana = MonitoringFiles.ROOT.resolve("grafana/provisioning/datasources/datasources.yml");
    var texts =
        List.of(
            MonitoringFiles.text(MonitoringFiles.ROOT.resolve("prometheus.yml")),
            MonitoringFiles.text(grafana),
            String.join("\n", MonitoringFiles.weirsEnvironment().values()));
    var known =
        Map.of(
            "weir", List.of("9000"),
            "prometheus", List.of("9090"),
            "alertmanager", List.of("9093"),
            "jaeger", List.of("16686", "4317"),
            "kafka", List.of("9092"),
            "redis", List.of("6379"),
            "localhost", List.of("9090"));
    var address = Pattern.compile("(?:^|[\\[/ ])([a-z]+):(\\d{4,5})\\b", Pattern.MULTILINE);
    int found = 0;
    for (var text : texts) {
      for (var match : address.matcher(text).results().toList()) {
        assertThat(known.get(match.group(1))).as(match.group()).contains(match.group(2));
        found++;
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(8);
  }

  @Test
  void dashboardsAreWhereGrafanaIsTold() {
    var provider =
        MonitoringFiles.yaml(
            MonitoringFiles.ROOT.resolve("grafana/provisioning/dashboards/dashboards.yml"));
    var path = provider.at("/providers/0/options/path").asText();
    assertThat(SERVICES.at("/grafana/volumes"))
        .extracting(JsonNode::asText)
        .contains("./grafana/dashboards:" + path + ":ro");
    var home =
        SERVICES.at("/grafana/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asText();
    assertThat(home).startsWith(path + "/");
    assertThat(
            Files.exists(
                MonitoringFiles.ROOT
                    .resolve("grafana/dashboards")
                    .resolve(home.substring(path.length() + 1))))
        .isTrue();
  }
}
