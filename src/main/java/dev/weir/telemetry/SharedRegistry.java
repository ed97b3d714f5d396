package dev.weir.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exemplars.ExemplarSampler;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The one registry behind {@code /metrics}. Quarkus' own is made anew for each injection, so what
 * we register there would never be scraped.
 */
class SharedRegistry {
  @Produces
  @Singleton
  CollectorRegistry registry() {
    return new CollectorRegistry(true);
  }

  /**
   * No exemplars but those of our own histograms. Where spans are exported, Quarkus would put some
   * on the counts of summaries, such as that of requests: OpenMetrics knows none there, and
   * Prometheus takes nothing at all from an answer that has one.
   */
  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  Optional<ExemplarSampler> exemplars() {
    return Optional.empty();
  }
}
