package dev.weir.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pods may reach and be reached by: everything that Weir needs, and nothing else. */
class NetworkPolicyTest {

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void podsAreReachedForScrapesAndThePageOnly(String name) throws IOException {
    var manifests = Manifests.of(name);
    var policy = policy(manifests);
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(manifests.deployment().getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
    var ports = manifests.container().getPorts().stream().map(ContainerPort::getName).toList();
    assertThat(policy.getSpec().getIngress())
        .as("each from somewhere, to one port by its name")
        .hasSize(2)
        .allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
    assertThat(policy.getSpec().getIngress())
        .flatExtracting(NetworkPolicyIngressRule::getPorts)
        .extracting(port -> port.getPort().getStrVal())
        .containsExactlyInAnyOrderElementsOf(ports);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void podsReachWhatTheyNeedOnly(String name) throws IOException {
    var manifests = Manifests.of(name);
    var rules = policy(manifests).getSpec().getEgress();
    assertThat(rules)
        .flatExtracting(NetworkPolicyTest::ports)
        .containsExactlyInAnyOrder(
            "53/UDP",
            "53/TCP", // DNS
            "9092/TCP",
            "9093/TCP",
            "9094/TCP", // Kafka
            "6379/TCP",
            "6380/TCP", // Redis
            "4317/TCP",
            "4318/TCP", // OTLP
            "443/TCP"); // tokens, a schema registry, notifiers
    assertThat(rules)
        .filteredOn(rule -> rule.getTo().isEmpty())
        .as("anywhere only by HTTPS")
        .singleElement()
        .satisfies(rule -> assertThat(ports(rule)).containsExactly("443/TCP"));
    manifests.container().getEnv().stream()
        .filter(variable -> variable.getName().equals("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT"))
        .map(variable -> URI.create(variable.getValue()).getPort())
        .forEach(
            port ->
                assertThat(rules).flatExtracting(NetworkPolicyTest::ports).contains(port + "/TCP"));
  }

  private static NetworkPolicy policy(Manifests manifests) {
    return manifests.the(NetworkPolicy.class);
  }

  private static List<String> ports(NetworkPolicyEgressRule rule) {
    return Stream.of(rule)
        .map(NetworkPolicyEgressRule::getPorts)
        .flatMap(List::stream)
        .map(NetworkPolicyTest::port)
        .toList();
  }

  private static String port(NetworkPolicyPort port) {
    return port.getPort().getIntVal() + "/" + port.getProtocol();
  }
}
