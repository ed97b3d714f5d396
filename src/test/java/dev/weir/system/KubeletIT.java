package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.k8s.Kubelet;
import dev.weir.k8s.Manifests;
import dev.weir.stack.FreePorts;
import dev.weir.stack.LocalStack;
import dev.weir.stack.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod's life under the probes, the variables and the definition of the production manifests. */
class KubeletIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final LocalStack STACK = LocalStack.running();
  private static Manifests manifests;

  @BeforeAll
  static void begin() throws IOException {
    manifests = Manifests.of("production");
    STACK.kafka().createTopics(Workload.TOPICS.values(), 2, Map.of());
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  /** With the literal variables of the manifest; what is in Secrets there is this stack's. */
  private static WeirProcess pod() {
    var pod =
        new WeirProcess(manifests.definition())
            .kafka(STACK.kafka().bootstrap())
            .redis(STACK.redis().url())
            .property("kafka.session.timeout.ms", "6000")
            // Nobody collects spans here.
            .property("quarkus.otel.sdk.disabled", "true");
    for (var variable : manifests.container().getEnv()) {
      if (variable.getValue() != null && !variable.getName().equals("WEIR_CONFIG")) {
        pod.environment(variable.getName(), variable.getValue());
      }
    }
    // Nobody has these tokens: probes need none.
    var hash = "sha256:" + "0".repeat(64);
    return pod.environment("WEIR_TOKENS_VIEWER_HASH", hash)
        .environment("WEIR_TOKENS_OPERATOR_HASH", hash);
  }

  @Test
  void aPodStartsOutlivesRedisAndEndsWhenAsked(@TempDir Path folder) throws Exception {
    try (var weir = pod();
        var workload = new Workload(STACK.kafka().bootstrap(), 3)) {
      weir.start();
      try (var kubelet = new Kubelet(manifests.container(), weir.managementUrl())) {
        awaitReady(weir, kubelet);
        assertThat(kubelet.isStarted()).isTrue();
        // What the health check of an image says.
        var probe = List.of("probe", "ready", "--url", weir.managementUrl());
        assertThat(CommandLine.weir(folder, probe))
            .isEqualTo(new CommandLine.Outcome(0, "ready: up\n", ""));
        workload.write(500);
        // What the HorizontalPodAutoscaler goes by.
        awaitMetric(weir, "weir_observer_lag_seconds{");

        STACK.redis().kill();
        awaitMetric(weir, "weir_store_up 0");
        outlast(kubelet);
        STACK.redis().restart();
        assertThat(kubelet.restarts()).isEmpty();
        assertThat(kubelet.timesUnready()).isZero();
        assertThat(kubelet.isReady()).isTrue();
      }
      weir.process().terminate();
      assertThat(weir.process().awaitExit(grace())).as("ends before it would be killed").isTrue();
      assertThat(weir.process().exitValue()).as(weir.process().tail()).isZero();
    }
  }

  @Test
  void aPodThatHangsIsRestarted() throws Exception {
    assumeTrue(Files.exists(WeirProcess.JAR), "only a JVM lets a single thread be held");
    int debugger = FreePorts.next();
    try (var weir = pod().runs(null).flags(List.of(HeldThread.flag(debugger)))) {
      weir.start();
      try (var kubelet = new Kubelet(manifests.container(), weir.managementUrl())) {
        awaitReady(weir, kubelet);
        assertThat(kubelet.restarts()).isEmpty();

        try (var held = HeldThread.hold(debugger, "weir-ingest-0", Duration.ofSeconds(60))) {
          assertThat(held).isNotNull();
          await().atMost(PATIENCE).until(() -> !kubelet.restarts().isEmpty());
          assertThat(kubelet.restarts())
              .allSatisfy(
                  restart -> assertThat(restart).startsWith("liveness: 503").contains("ingest-0"));
        }
        await().atMost(PATIENCE).until(() -> weir.management("/health/live").status() == 200);

        int before = kubelet.restarts().size();
        weir.pause();
        await().atMost(PATIENCE).until(() -> kubelet.restarts().size() > before);
        await().atMost(PATIENCE).until(() -> !kubelet.isReady());
        weir.resume();
      }
    }
  }

  private static void awaitReady(WeirProcess weir, Kubelet kubelet) {
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(weir.process().isAlive()).as(weir.process().tail()).isTrue())
        .untilAsserted(() -> assertThat(kubelet.isReady()).as(weir.process().tail()).isTrue());
  }

  private static void awaitMetric(WeirProcess weir, String start) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(weir.management("/metrics").body()).contains("\n" + start));
  }

  /** So many rounds that it would have been restarted, had they failed. */
  private static void outlast(Kubelet kubelet) {
    int threshold = manifests.container().getLivenessProbe().getFailureThreshold();
    int enough = kubelet.rounds() + threshold + 2;
    await().atMost(PATIENCE).until(() -> kubelet.rounds() >= enough);
  }

  private static Duration grace() {
    return Duration.ofSeconds(
        manifests
            .deployment()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getTerminationGracePeriodSeconds());
  }
}
