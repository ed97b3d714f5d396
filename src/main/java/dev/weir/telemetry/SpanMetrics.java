package dev.weir.telemetry;

import dev.weir.monitor.Monitoring;
import dev.weir.monitor.SpanMaker;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.CounterMetricFamily;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;

/** What was decided on traces, and what became of their spans; there only where they are made. */
@Singleton
class SpanMetrics extends Collector {
  private final Instance<SpanMaker> maker;
  private final Monitoring monitoring;

  SpanMetrics(Instance<SpanMaker> maker, Monitoring monitoring) {
    this.maker = maker;
    this.monitoring = monitoring;
  }

  void register(@Observes StartupEvent started, CollectorRegistry registry) {
    if (maker.isResolvable()) {
      registry.register(this);
    }
  }

  @Override
  public List<MetricFamilySamples> collect() {
    var spans = maker.get();
    if (!spans.isOn()) {
      return List.of();
    }
    var tally = spans.tally();
    var traces =
        family("weir_traces", "Traces by what was decided on sending spans of them.", "decision");
    tally.decisions().forEach((decision, count) -> add(traces, decision, count));
    add(traces, "not_first", tally.notFirst());
    add(traces, "missed", tally.missed());
    var sent =
        family("weir_spans", "Spans that were made of traces, by what became of them.", "outcome");
    add(sent, "sent", tally.sent().sent());
    add(sent, "failed", tally.sent().failed());
    add(sent, "limited", tally.limited());
    add(sent, "dropped", tally.dropped());
    return List.of(traces, sent);
  }

  private static CounterMetricFamily family(String name, String help, String label) {
    return new CounterMetricFamily(name, help, List.of("namespace", "pipeline", label));
  }

  private void add(CounterMetricFamily family, String value, long count) {
    var pipeline = monitoring.pipeline();
    family.addMetric(List.of(pipeline.namespace(), pipeline.name(), value), (double) count);
  }
}
