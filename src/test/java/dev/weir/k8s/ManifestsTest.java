package dev.weir.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.app.CheckedDefinition;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests are what Kubernetes takes, fit together, and name nothing that Weir has not. */
class ManifestsTest {
  private static final Map<String, Manifests> READ = new HashMap<>();

  @TempDir Path folder;

  private static Manifests overlay(String name) throws IOException {
    var manifests = READ.get(name);
    if (manifests == null) {
      manifests = Manifests.of(name);
      READ.put(name, manifests);
    }
    return manifests;
  }

  @Test
  void everyFileHasOnlyFieldsThatKubernetesKnows() throws IOException {
    var files = Manifests.files();
    assertThat(files).hasSizeGreaterThan(10);
    for (var file : files) {
      assertThat(Manifests.parse(file.toString(), Files.readString(file)))
          .as("%s", file)
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec: { replicaz: 1 }",
        "spec: { template: { spec: { containers: [ { name: a, imagePolicy: Always } ] } } }",
        "spec: { template: { spec: { securityContext: { seccomp: RuntimeDefault } } } }",
        "metadata: { name: a, label: { b: c } }",
        "spec: { replicas: 1, replicas: 2 }",
      })
  void aFieldThatKubernetesDoesNotKnowIsFound(String field) {
    var text = "apiVersion: apps/v1\nkind: Deployment\n" + field + "\n";
    assertThatThrownBy(() -> Manifests.parse("x", text)).isInstanceOf(IOException.class);
  }

  @Test
  void aFieldThatThePrometheusOperatorDoesNotKnowIsFound() {
    var text =
        """
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata: { name: a }
        spec: { endpoints: [ { port: management, intervall: 15s } ] }
        """;
    assertThatThrownBy(() -> Manifests.parse("x", text)).hasMessageContaining("intervall");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void overlaysAreRendered(String name) throws IOException {
    assumeTrue(Manifests.canRender(), "kubectl is not on the PATH");
    var manifests = overlay(name);
    assertThat(manifests.isRendered()).isTrue();
    var namespace = manifests.the(Namespace.class).getMetadata();
    assertThat(namespace.getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    assertThat(manifests.all(HasMetadata.class))
        .filteredOn(document -> !(document instanceof Namespace))
        .allSatisfy(
            document ->
                assertThat(document.getMetadata().getNamespace())
                    .as("%s", document.getKind())
                    .isEqualTo(namespace.getName()));
    var image = manifests.container().getImage();
    assertThat(image.substring(image.indexOf(':') + 1)).isEqualTo(version());
    assertThat(volume(manifests)).startsWith("weir-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void variablesMeanSomething(String name) throws IOException {
    var known = new KnownVariables();
    var variables = overlay(name).container().getEnv();
    assertThat(variables).extracting(EnvVar::getName).doesNotHaveDuplicates();
    assertThat(variables)
        .allSatisfy(
            variable ->
                assertThat(known.meaning(variable.getName())).as(variable.getName()).isPresent());
    for (var variable : variables) {
      if (variable.getValueFrom() == null) {
        assertThat(variable.getValue()).as(variable.getName()).isNotBlank();
        continue;
      }
      var secret = variable.getValueFrom().getSecretKeyRef();
      assertThat(secret).as(variable.getName()).isNotNull();
      assertThat(secret.getName()).isIn("weir-kafka", "weir-redis", "weir-access");
      if (secret.getName().equals("weir-kafka")) {
        assertThat(secret.getKey()).isEqualTo(known.meaning(variable.getName()).orElseThrow());
      }
      if (secret.getKey().equals("bootstrap.servers")) {
        assertThat(Boolean.TRUE.equals(secret.getOptional())).as("a must").isFalse();
      }
    }
  }

  @Test
  void aVariableThatNobodyReadsIsFound() {
    var known = new KnownVariables();
    assertThat(known.meaning("WEIR_NAMESPAZE")).isEmpty();
    assertThat(known.meaning("KAFKA_BOOTSTRAP")).isEmpty();
    assertThat(known.meaning("QUARKUS_HTTP_HOSTS")).isEmpty();
    assertThat(known.meaning("QUARKUS_HTTP_ROOT_PATH")).as("fixed when Weir is built").isEmpty();
    assertThat(known.meaning("REDIS_URL")).isEmpty();
    assertThat(known.meaning("WEIR_NAMESPACE")).contains("weir.namespace");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void theDefinitionIsAccepted(String name) throws IOException {
    var manifests = overlay(name);
    boolean redis =
        !Boolean.TRUE.equals(
            variable(manifests, "QUARKUS_REDIS_HOSTS")
                .getValueFrom()
                .getSecretKeyRef()
                .getOptional());
    // Where nothing is rendered, the patch that makes it a must is missing.
    boolean required = manifests.isRendered() ? redis : name.equals("production");
    assertThat(check(manifests.definition())).isEmpty();
    assertThat(required)
        .as("Redis must be there where state is kept in it")
        .isEqualTo(manifests.definition().contains("store: redis"));

    var mounted = variable(manifests, "WEIR_CONFIG").getValue();
    assertThat(manifests.container().getVolumeMounts())
        .anySatisfy(
            mount -> {
              assertThat(mount.getMountPath() + "/" + Manifests.DEFINITION).isEqualTo(mounted);
              assertThat(mount.getReadOnly()).isTrue();
              assertThat(mount.getName()).isEqualTo("definition");
            });
  }

  @Test
  void theBasesDefinitionIsAccepted() throws IOException {
    var text = Files.readString(Manifests.ROOT.resolve("base").resolve(Manifests.DEFINITION));
    assertThat(check(text)).isEmpty();
    assertThat(check(text.replace("expect: some", "expect: sum"))).hasSize(1);
  }

  private List<String> check(String definition) throws IOException {
    return CheckedDefinition.problems(Files.writeString(folder.resolve("weir.yaml"), definition));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void selectorsMeetThePods(String name) throws IOException {
    var manifests = overlay(name);
    var spec = manifests.deployment().getSpec();
    var labels = spec.getTemplate().getMetadata().getLabels();
    var pod = spec.getTemplate().getSpec();
    assertThat(labels).containsAllEntriesOf(spec.getSelector().getMatchLabels());
    assertThat(labels).containsAllEntriesOf(manifests.the(Service.class).getSpec().getSelector());
    assertThat(labels)
        .containsAllEntriesOf(
            manifests.the(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels());
    assertThat(pod.getTopologySpreadConstraints())
        .isNotEmpty()
        .allSatisfy(
            spread ->
                assertThat(labels)
                    .containsAllEntriesOf(spread.getLabelSelector().getMatchLabels()));
    assertThat(
            pod.getAffinity()
                .getPodAntiAffinity()
                .getPreferredDuringSchedulingIgnoredDuringExecution())
        .isNotEmpty()
        .allSatisfy(
            term ->
                assertThat(labels)
                    .containsAllEntriesOf(
                        term.getPodAffinityTerm().getLabelSelector().getMatchLabels()));
    var service = manifests.the(Service.class);
    for (var monitor : manifests.all(ServiceMonitor.class)) {
      assertThat(service.getMetadata().getLabels())
          .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
    }
  }

  /** Only with state in Redis may there be several; and then their number is not fixed here. */
  @Test
  void replicasAreScaledWhereStateIsShared() throws IOException {
    var production = overlay("production");
    var scaler = production.the(HorizontalPodAutoscaler.class).getSpec();
    assertThat(scaler.getScaleTargetRef().getKind()).isEqualTo(new Deployment().getKind());
    assertThat(scaler.getScaleTargetRef().getApiVersion())
        .isEqualTo(production.deployment().getApiVersion());
    assertThat(scaler.getScaleTargetRef().getName())
        .isEqualTo(production.deployment().getMetadata().getName());
    assertThat(production.deployment().getSpec().getReplicas()).isNull();
    assertThat(scaler.getMinReplicas()).isBetween(2, scaler.getMaxReplicas());
    assertThat(scaler.getMetrics())
        .singleElement()
        .satisfies(
            metric ->
                assertThat(metric.getPods().getMetric().getName())
                    .isEqualTo("weir_observer_lag_seconds"));

    var dev = overlay("dev");
    assertThat(dev.all(HorizontalPodAutoscaler.class)).isEmpty();
    if (dev.isRendered()) {
      assertThat(dev.deployment().getSpec().getReplicas()).isEqualTo(1);
      assertThat(dev.deployment().getSpec().getStrategy().getType()).isEqualTo("Recreate");
      assertThat(dev.deployment().getSpec().getStrategy().getRollingUpdate()).isNull();
    }
  }

  private static EnvVar variable(Manifests manifests, String name) {
    return manifests.container().getEnv().stream()
        .filter(variable -> variable.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no variable " + name));
  }

  private static String volume(Manifests manifests) {
    return manifests.deployment().getSpec().getTemplate().getSpec().getVolumes().stream()
        .filter(volume -> volume.getConfigMap() != null)
        .map(volume -> volume.getConfigMap().getName())
        .findFirst()
        .orElseThrow();
  }

  private static String version() throws IOException {
    var pom = Files.readString(Path.of("pom.xml"));
    int at = pom.indexOf("<version>") + "<version>".length();
    return pom.substring(at, pom.indexOf('<', at));
  }
}
