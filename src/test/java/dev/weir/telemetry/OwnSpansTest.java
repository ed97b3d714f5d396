package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.telemetry.OwnSpans.Requested;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class OwnSpansTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Context REQUEST =
      Context.root()
          .with(
              Span.wrap(
                  SpanContext.create(
                      TRACE,
                      "00f067aa0ba902b7",
                      TraceFlags.getSampled(),
                      TraceState.getDefault())));

  private static SamplingDecision decision(Sampler configured, Context parent, SpanKind kind) {
    return new Requested(configured)
        .shouldSample(parent, TRACE, "batch", kind, Attributes.empty(), List.of())
        .getDecision();
  }

  @Test
  void onlyCallsThatNobodyAskedForAreLeftOut() {
    var on = Sampler.alwaysOn();
    assertThat(decision(on, Context.root(), SpanKind.CLIENT)).isEqualTo(SamplingDecision.DROP);
    assertThat(decision(on, REQUEST, SpanKind.CLIENT))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    assertThat(decision(on, Context.root(), SpanKind.SERVER))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
  }

  @Test
  void elseTheConfiguredSamplerDecides() {
    var off = Sampler.alwaysOff();
    assertThat(decision(off, REQUEST, SpanKind.CLIENT)).isEqualTo(SamplingDecision.DROP);
    assertThat(decision(off, Context.root(), SpanKind.SERVER)).isEqualTo(SamplingDecision.DROP);
  }
}
