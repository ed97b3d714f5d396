package dev.weir.telemetry;

import dev.weir.monitor.TraceSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/** A span that no tracer has recorded, in the form that exporters take. */
final class StageSpan implements SpanData {
  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.builder("dev.weir")
          .setSchemaUrl("https://opentelemetry.io/schemas/1.37.0")
          .build();

  private final TraceSpan span;
  private final Resource resource;
  private final Attributes attributes;

  /**
   * A span of a service.
   *
   * @param resource the service
   */
  StageSpan(TraceSpan span, Resource resource) {
    this.span = span;
    this.resource = resource;
    var builder = Attributes.builder();
    span.texts().forEach((key, value) -> builder.put(AttributeKey.stringKey(key), value));
    span.numbers().forEach((key, value) -> builder.put(AttributeKey.longKey(key), value));
    this.attributes = builder.build();
  }

  private SpanContext context(String spanId) {
    return context(span.traceId(), spanId);
  }

  private static SpanContext context(String traceId, String spanId) {
    return SpanContext.create(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
  }

  @Override
  public String getName() {
    return span.name();
  }

  @Override
  public SpanKind getKind() {
    return switch (span.kind()) {
      case INTERNAL -> SpanKind.INTERNAL;
      case PRODUCER -> SpanKind.PRODUCER;
      case CONSUMER -> SpanKind.CONSUMER;
    };
  }

  @Override
  public SpanContext getSpanContext() {
    return context(span.spanId());
  }

  @Override
  public SpanContext getParentSpanContext() {
    var parent = span.parentSpanId();
    return parent == null ? SpanContext.getInvalid() : context(parent);
  }

  @Override
  public StatusData getStatus() {
    var error = span.error();
    return error == null ? StatusData.unset() : StatusData.create(StatusCode.ERROR, error);
  }

  @Override
  public long getStartEpochNanos() {
    return span.startNanos();
  }

  @Override
  public long getEndEpochNanos() {
    return span.endNanos();
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public List<EventData> getEvents() {
    return List.of();
  }

  @Override
  public List<LinkData> getLinks() {
    return span.links().stream()
        .map(link -> LinkData.create(context(link.traceId(), link.spanId())))
        .toList();
  }

  @Override
  public boolean hasEnded() {
    return true;
  }

  @Override
  public int getTotalRecordedEvents() {
    return 0;
  }

  @Override
  public int getTotalRecordedLinks() {
    return span.links().size();
  }

  @Override
  public int getTotalAttributeCount() {
    return attributes.size();
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return SCOPE;
  }

  // Of the interface's former days; it has no default.
  @Override
  @SuppressWarnings("deprecation")
  public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(SCOPE.getName(), null);
  }

  @Override
  public Resource getResource() {
    return resource;
  }
}
