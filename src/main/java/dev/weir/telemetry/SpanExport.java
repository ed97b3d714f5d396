package dev.weir.telemetry;

import dev.weir.monitor.SpanSink;
import dev.weir.monitor.TraceSpan;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where spans go: to a collector if the export is on, else nowhere. */
class SpanExport {
  @Produces
  @Singleton
  SpanSink sink(Vertx vertx, TlsConfigurationRegistry tls) {
    var config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
    if (config.getOptionalValue("quarkus.otel.sdk.disabled", Boolean.class).orElse(true)) {
      return new Nowhere();
    }
    var exporter = config.getConfigMapping(OtlpExporterRuntimeConfig.class);
    var name =
        config
            .getOptionalValue("quarkus.otel.service.name", String.class)
            .orElseGet(() -> config.getValue("quarkus.application.name", String.class));
    return new OtlpSpanSink(OtlpTransport.of(exporter, tls, vertx), name, System::nanoTime);
  }

  /** Takes nothing. */
  private record Nowhere() implements SpanSink {
    @Override
    public boolean isOn() {
      return false;
    }

    @Override
    public boolean offer(List<TraceSpan> trace) {
      return false;
    }

    @Override
    public Sent sent() {
      return new Sent(0, 0);
    }

    @Override
    public void close(Duration limit) {
      // There is nothing to wait for.
    }
  }
}
