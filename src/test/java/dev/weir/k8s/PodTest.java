package dev.weir.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests say of the pod: what it may do, where it listens, how it is probed. */
class PodTest {

  /** What the pod security standard "restricted" asks for, and a root file system to read only. */
  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void podsAreRestricted(String name) throws IOException {
    var manifests = Manifests.of(name);
    var pod = manifests.deployment().getSpec().getTemplate().getSpec();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    assertThat(pod.getInitContainers()).isEmpty();
    assertThat(pod.getVolumes())
        .allSatisfy(
            volume ->
                assertThat(volume.getConfigMap() != null || volume.getEmptyDir() != null)
                    .as("%s", volume)
                    .isTrue());
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532L);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    var security = manifests.container().getSecurityContext();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getPrivileged()).isFalse();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getRunAsNonRoot()).isTrue();
    assertThat(security.getRunAsUser()).isEqualTo(65532L);
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAdd()).isEmpty();
    assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    var account = manifests.the(ServiceAccount.class);
    assertThat(account.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getServiceAccountName()).isEqualTo(account.getMetadata().getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void portsAndPathsAreWeirs(String name) throws IOException {
    var manifests = Manifests.of(name);
    var defaults = defaults();
    var container = manifests.container();
    assertThat(container.getPorts())
        .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
        .containsExactly(
            tuple("http", defaults.at("/quarkus/http/port").asInt()),
            tuple("management", defaults.at("/quarkus/management/port").asInt()));
    assertThat(defaults.at("/quarkus/management/root-path").asText()).isEqualTo("/");
    var health = "/" + defaults.at("/quarkus/smallrye-health/root-path").asText();
    assertThat(container.getStartupProbe().getHttpGet()).isEqualTo(get(health + "/started"));
    assertThat(container.getLivenessProbe().getHttpGet()).isEqualTo(get(health + "/live"));
    assertThat(container.getReadinessProbe().getHttpGet()).isEqualTo(get(health + "/ready"));
    for (var monitor : manifests.all(ServiceMonitor.class)) {
      assertThat(monitor.getSpec().getEndpoints())
          .singleElement()
          .satisfies(
              endpoint -> {
                var metrics = "/quarkus/micrometer/export/prometheus/path";
                assertThat(endpoint.getPath()).isEqualTo("/" + defaults.at(metrics).asText());
                assertThat(endpoint.getPort()).isEqualTo("management");
              });
      // A job is named by its Service, and the rules ask for the job weir.
      assertThat(monitor.getSpec().getJobLabel()).isNull();
      assertThat(manifests.the(Service.class).getMetadata().getName()).isEqualTo("weir");
    }
    var service = manifests.the(Service.class).getSpec().getPorts();
    assertThat(service)
        .allSatisfy(
            port -> {
              assertThat(port.getTargetPort().getStrVal()).isEqualTo(port.getName());
              assertThat(container.getPorts())
                  .filteredOn(target -> target.getName().equals(port.getName()))
                  .singleElement()
                  .extracting(ContainerPort::getContainerPort)
                  .isEqualTo(port.getPort());
            });
  }

  private static HTTPGetAction get(String path) {
    return new HTTPGetActionBuilder().withPath(path).withNewPort("management").build();
  }

  /** A stuck loop shows after 60 s; nothing else may end a pod sooner than that. */
  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void probesArePatient(String name) throws IOException {
    var container = Manifests.of(name).container();
    var startup = container.getStartupProbe();
    assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
        .as("seconds to wait for Kafka and Redis")
        .isGreaterThanOrEqualTo(600);
    assertThat(container.getLivenessProbe().getFailureThreshold()).isGreaterThanOrEqualTo(3);
    for (var probe :
        List.of(startup, container.getLivenessProbe(), container.getReadinessProbe())) {
      assertThat(probe.getTimeoutSeconds()).isBetween(2, probe.getPeriodSeconds());
    }
    assertThat(
            Manifests.of(name)
                .deployment()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getTerminationGracePeriodSeconds())
        .as("twice the 5 s within which Weir ends, at least")
        .isGreaterThanOrEqualTo(10);
  }

  private static JsonNode defaults() throws IOException {
    var file = Path.of("src", "main", "resources", "application.yaml");
    return StrictYaml.trees(Files.readString(file)).getFirst();
  }
}
