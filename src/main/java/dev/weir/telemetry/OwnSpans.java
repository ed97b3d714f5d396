package dev.weir.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Leaves out calls that Weir makes by itself: it asks Redis about ten times a second, and each
 * would be a trace of one span. Those that a request leads to are kept with it. Beyond that,
 * whatever sampler is configured decides.
 */
@Singleton
class OwnSpans implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {
  @Override
  public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
    builder.addSamplerCustomizer((sampler, _) -> new Requested(sampler));
  }

  /** Drops client spans without a parent. */
  record Requested(Sampler configured) implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String traceId,
        String name,
        SpanKind kind,
        Attributes attributes,
        List<LinkData> links) {
      if (kind == SpanKind.CLIENT && !Span.fromContext(parent).getSpanContext().isValid()) {
        return SamplingResult.drop();
      }
      return configured.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
      return "Requested{" + configured.getDescription() + "}";
    }
  }
}
