package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.SpanSink.Sent;
import dev.weir.monitor.TraceSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class OtlpSpanSinkTest {
  private final Held transport = new Held();
  private long nanos;
  private final OtlpSpanSink sink = new OtlpSpanSink(transport, "weir-live", () -> nanos);

  /** Answers when it is told to. */
  private static final class Held implements OtlpTransport {
    final List<List<SpanData>> requests = new ArrayList<>();
    final List<Runnable> done = new ArrayList<>();
    final List<Consumer<String>> failed = new ArrayList<>();
    boolean isShut;

    @Override
    public void send(Collection<SpanData> spans, Runnable whenDone, Consumer<String> whenFailed) {
      requests.add(List.copyOf(spans));
      done.add(whenDone);
      failed.add(whenFailed);
    }

    @Override
    public CompletableResultCode shutdown() {
      isShut = true;
      return CompletableResultCode.ofSuccess();
    }
  }

  private static TraceSpan span(@Nullable String parent, @Nullable String error) {
    return new TraceSpan(
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00f067aa0ba902b7",
        parent,
        List.of(new TraceSpan.Link("5bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b9")),
        "risk",
        "paper",
        "send trading.signals",
        TraceSpan.Kind.PRODUCER,
        1_000,
        2_000,
        Map.of("messaging.system", "kafka"),
        Map.of("messaging.kafka.offset", 42L),
        error);
  }

  private static List<TraceSpan> trace(int count) {
    return Collections.nCopies(count, span(null, null));
  }

  @Test
  void oneRequestIsOnItsWayAndWhatComesMeanwhileGoesWithTheNext() {
    sink.offer(trace(6));
    sink.offer(trace(5));
    sink.offer(trace(4));
    assertThat(transport.requests).hasSize(1);
    transport.done.get(0).run();
    assertThat(transport.requests).hasSize(2);
    assertThat(transport.requests.get(1)).hasSize(9);
    assertThat(sink.sent()).isEqualTo(new Sent(6, 0));
    transport.failed.get(1).accept("HTTP status 503");
    assertThat(sink.sent()).isEqualTo(new Sent(6, 9));
    assertThat(transport.requests).hasSize(2);
    sink.offer(trace(1));
    transport.done.get(2).run();
    assertThat(sink.sent()).isEqualTo(new Sent(7, 9));
  }

  @Test
  void noMoreThanTheBoundWaitsAndATraceIsTakenWholeOrNotAtAll() {
    assertThat(sink.offer(trace(1))).isTrue();
    assertThat(sink.offer(trace(OtlpSpanSink.MOST_WAITING - 2))).isTrue();
    assertThat(sink.offer(trace(3))).isFalse();
    assertThat(sink.offer(trace(2))).isTrue();
    assertThat(sink.offer(trace(1))).isFalse();
    transport.done.get(0).run();
    assertThat(transport.requests.get(1)).hasSize(OtlpSpanSink.AT_ONCE);
    assertThat(sink.offer(trace(3))).isTrue();
  }

  @Test
  void aRequestThatIsNeverAnsweredIsGivenUpAndItsAnswerIsNoneOfAnother() {
    sink.offer(trace(3));
    nanos += Duration.ofMinutes(2).toNanos();
    sink.offer(trace(2));
    assertThat(transport.requests).hasSize(1);
    nanos++;
    sink.offer(trace(1));
    assertThat(transport.requests).hasSize(2);
    assertThat(sink.sent()).isEqualTo(new Sent(0, 3));
    transport.done.get(0).run();
    assertThat(sink.sent()).isEqualTo(new Sent(0, 3));
    transport.done.get(1).run();
    assertThat(sink.sent()).isEqualTo(new Sent(3, 3));
  }

  @Test
  void ownWorkIsOfWeirAndCountsNowhere() {
    var own =
        new TraceSpan(
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "00f067aa0ba902b7",
            null,
            List.of(),
            TraceSpan.WEIR,
            "paper",
            "process",
            TraceSpan.Kind.CONSUMER,
            1_000,
            2_000,
            Map.of(),
            Map.of(),
            null);
    sink.offer(List.of(own, span(null, null)));
    transport.done.getFirst().run();
    assertThat(sink.sent()).isEqualTo(new Sent(1, 0));
    assertThat(transport.requests.getFirst())
        .extracting(span -> span.getResource().getAttribute(AttributeKey.stringKey("service.name")))
        .containsExactly("weir-live", "risk");
  }

  @Test
  void aTransportThatThrowsIsAFailure() {
    var broken =
        new OtlpSpanSink(
            new OtlpTransport() {
              @Override
              public void send(Collection<SpanData> spans, Runnable done, Consumer<String> failed) {
                throw new IllegalStateException("closed");
              }

              @Override
              public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
              }
            },
            "weir",
            () -> nanos);
    assertThat(broken.offer(trace(2))).isTrue();
    assertThat(broken.offer(trace(3))).isTrue();
    assertThat(broken.sent()).isEqualTo(new Sent(0, 5));
  }

  @Test
  void closingWaitsNoLongerThanItsLimit() throws InterruptedException {
    sink.offer(trace(1));
    sink.close(Duration.ZERO);
    assertThat(transport.isShut).isTrue();
  }

  @Test
  void aSpanIsWhatExportersTake() {
    sink.offer(List.of(span("00f067aa0ba902b8", "no event within 5s"), span(null, null)));
    var data = transport.requests.getFirst().getFirst();
    assertThat(data.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(data.getSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(data.getParentSpanId()).isEqualTo("00f067aa0ba902b8");
    assertThat(data.getSpanContext().isSampled()).isTrue();
    assertThat(data.getName()).isEqualTo("send trading.signals");
    assertThat(data.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(data.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(data.getStatus().getDescription()).isEqualTo("no event within 5s");
    assertThat(data.getStartEpochNanos()).isEqualTo(1_000);
    assertThat(data.getEndEpochNanos()).isEqualTo(2_000);
    assertThat(data.hasEnded()).isTrue();
    assertThat(data.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly("00f067aa0ba902b9");
    assertThat(data.getAttributes().get(AttributeKey.stringKey("messaging.system")))
        .isEqualTo("kafka");
    assertThat(data.getAttributes().get(AttributeKey.longKey("messaging.kafka.offset")))
        .isEqualTo(42L);
    assertThat(data.getResource().getAttribute(AttributeKey.stringKey("service.name")))
        .isEqualTo("risk");
    assertThat(data.getResource().getAttribute(AttributeKey.stringKey("service.namespace")))
        .isEqualTo("paper");
    var root = transport.requests.getFirst().getLast();
    assertThat(root.getParentSpanContext().isValid()).isFalse();
    assertThat(root.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(root.getResource()).isSameAs(data.getResource());
  }
}
