package dev.weir.telemetry;

import dev.weir.monitor.Monitoring;
import dev.weir.monitor.SpanMaker;
import dev.weir.monitor.Traces;
import dev.weir.verdict.Verdict;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * All {@code weir_*} metrics, from what is in memory, made once for all who scrape the same view.
 * Registered beside the meters of the process itself.
 */
@Singleton
class MetricCatalogue extends Collector implements Collector.Describable {
  private final Monitoring monitoring;
  private final Traces traces;
  private final Instance<SpanMaker> spans;
  private final String version;
  private volatile @Nullable Made latest;

  /** The families of a verdict, which is made for one view and half a second at most. */
  private record Made(Verdict verdict, List<MetricFamilySamples> families) {
    // An equal one may be of another view.
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Verdict other) {
      return verdict == other;
    }
  }

  MetricCatalogue(
      Monitoring monitoring,
      Traces traces,
      Instance<SpanMaker> spans,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.monitoring = monitoring;
    this.traces = traces;
    this.spans = spans;
    this.version = version;
  }

  void register(@Observes StartupEvent started, CollectorRegistry registry) {
    registry.register(this);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    var verdict = monitoring.verdict();
    var made = latest;
    if (made == null || !made.isOf(verdict)) {
      made = new Made(verdict, families(verdict));
      latest = made;
    }
    return made.families();
  }

  private List<MetricFamilySamples> families(Verdict verdict) {
    var build =
        new Build(
            version,
            System.getProperty("java.version", "unknown"),
            ImageMode.current() == ImageMode.NATIVE_RUN);
    var series =
        Scrape.of(
            build, monitoring.pipeline(), monitoring.observer(), verdict, monitoring.tallies());
    Scrape.add(series, traces.journal());
    if (spans.isResolvable() && spans.get().isOn()) {
      Scrape.add(series, spans.get().tally());
    }
    monitoring.view().ifPresent(view -> Scrape.add(series, view, verdict));
    return series.families();
  }

  /** Names only, so that registering it does not ask for figures. */
  @Override
  public List<MetricFamilySamples> describe() {
    return List.of(Family.values()).stream().map(family -> family.samples(List.of())).toList();
  }
}
