package dev.weir.telemetry;

import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

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
}
