package dev.weir.telemetry;

import dev.weir.monitor.Monitoring;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * All {@code weir_*} metrics, made anew for each scrape from what is in memory. Registered beside
 * the meters of the process itself.
 */
@Singleton
class MetricCatalogue extends Collector implements Collector.Describable {
  private final Monitoring monitoring;
  private final String version;

  MetricCatalogue(
      Monitoring monitoring, @ConfigProperty(name = "quarkus.application.version") String version) {
    this.monitoring = monitoring;
    this.version = version;
  }

  void register(@Observes StartupEvent started, CollectorRegistry registry) {
    registry.register(this);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    var verdict = monitoring.verdict();
    var build =
        new Build(
            version,
            System.getProperty("java.version", "unknown"),
            ImageMode.current() == ImageMode.NATIVE_RUN);
    var series =
        Scrape.of(
            build, monitoring.pipeline(), monitoring.observer(), verdict, monitoring.tallies());
    monitoring.view().ifPresent(view -> Scrape.add(series, view, verdict));
    return series.families();
  }

  /** Names only, so that registering it does not ask for figures. */
  @Override
  public List<MetricFamilySamples> describe() {
    return List.of(Family.values()).stream().map(family -> family.samples(List.of())).toList();
  }
}
