package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.weir.monitor.TraceSpan.Kind;
import dev.weir.monitor.TraceSpan.Link;
import dev.weir.pipeline.Slice;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class BatchSpansTest {
  private static final long SECOND = 1_000_000_000;
  private static final long NOON = 1_763_640_000_000_000L;
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final byte[] TOPIC = "orders".getBytes(UTF_8);

  private static final Settings SETTINGS =
      Samples.settings(
          1, JournalSettings.defaults(Settings.StoreKind.MEMORY), TraceSettings.DEFAULT);

  private final KeptSpans sink = new KeptSpans();
  private final BatchSpans batches = new BatchSpans(sink, SETTINGS, "weir-paper", "replica-0");
  private final StageEvent event = new StageEvent();

  private static final class KeptSpans implements SpanSink {
    final List<TraceSpan> spans = new ArrayList<>();

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public boolean offer(List<TraceSpan> trace) {
      return spans.addAll(trace);
    }

    @Override
    public Sent sent() {
      return new Sent(0, 0);
    }

    @Override
    public void close(Duration limit) {
      // Nothing waits.
    }
  }

  private StageEvent traced(String trace, String span, long offset) {
    event.clear();
    set(event.trace, trace);
    set(event.span, span);
    event.offset = offset;
    return event;
  }

  private static void set(Slice slice, String text) {
    if (!text.isEmpty()) {
      slice.set(text.getBytes(UTF_8), 0, text.length());
    }
  }

  @Test
  void aBatchIsASpanWithItsCommitBelow() {
    batches.applied(300, NOON, 5 * SECOND, 5 * SECOND + 4_000_000);
    batches.applied(200, NOON + 500_000, 5 * SECOND + 500_000_000, 5 * SECOND + 503_000_000);
    batches.committed(2_000_000, 6 * SECOND + 250_000_000);

    var process = sink.spans.getFirst();
    var commit = sink.spans.getLast();
    assertThat(sink.spans).hasSize(2).allMatch(span -> span.service().equals(TraceSpan.WEIR));
    assertThat(process.name()).isEqualTo("process");
    assertThat(process.kind()).isEqualTo(Kind.CONSUMER);
    assertThat(process.parentSpanId()).isNull();
    assertThat(process.startNanos()).isEqualTo(NOON * 1_000);
    assertThat(process.endNanos()).isEqualTo(NOON * 1_000 + 1_250_000_000);
    assertThat(process.numbers())
        .containsOnly(
            entry("messaging.batch.message_count", 500L),
            entry("weir.polls", 2L),
            entry("weir.apply.us", 7_000L));
    assertThat(process.texts())
        .containsEntry("messaging.consumer.group.name", "weir-paper")
        .containsEntry("messaging.operation.type", "process");
    assertThat(commit.parentSpanId()).isEqualTo(process.spanId()).isNotEqualTo(commit.spanId());
    assertThat(commit.traceId()).isEqualTo(process.traceId());
    assertThat(commit.endNanos() - commit.startNanos()).isEqualTo(2_000_000);
  }

  @Test
  void itLinksToTheProducersSpanOrElseToOurs() {
    batches.applied(1, NOON, 0, 1);
    batches.link(traced(TRACE, "00f067aa0ba902b7", 1), TOPIC, 3);
    batches.link(traced(TRACE, "00f067aa0ba902b7", 1), TOPIC, 3);
    batches.link(traced(TRACE, "", 2), TOPIC, 3);
    batches.committed(0, SECOND);
    assertThat(sink.spans.getFirst().links())
        .containsExactly(
            new Link(TRACE, "00f067aa0ba902b7"), new Link(TRACE, SpanIds.event("orders", 3, 2)));
    assertThat(sink.spans.getLast().links()).isEmpty();
  }

  @Test
  void batchesOfASecondAreTheirOwn() {
    batches.applied(0, NOON, 0, 1);
    batches.committed(0, SECOND);
    assertThat(sink.spans).isEmpty();
    batches.applied(5, NOON, 0, 1);
    batches.link(traced(TRACE, "", 2), TOPIC, 3);
    batches.committed(0, SECOND - 1);
    assertThat(sink.spans).isEmpty();
    batches.committed(0, SECOND);
    batches.applied(7, NOON + 2_000_000, 2 * SECOND, 2 * SECOND);
    batches.committed(0, 3 * SECOND);
    var later = sink.spans.get(2);
    assertThat(later.numbers()).containsEntry("messaging.batch.message_count", 7L);
    assertThat(later.links()).isEmpty();
    assertThat(later.traceId()).isNotEqualTo(sink.spans.getFirst().traceId());
  }

  @Test
  void linksHaveABound() {
    batches.applied(100, NOON, 0, 1);
    for (int offset = 0; offset < 100; offset++) {
      batches.link(traced(TRACE, "", offset), TOPIC, 3);
    }
    batches.committed(0, SECOND);
    assertThat(sink.spans.getFirst().links()).hasSize(BatchSpans.MOST_LINKS);
  }

  @Test
  void whereSpansAreNotExportedThereIsNothingToTell() {
    assertThat(new BatchSpans(null, SETTINGS, "g", "l").isOn()).isFalse();
    assertThat(BatchSpans.NONE.isOn()).isFalse();
    assertThat(batches.isOn()).isTrue();
  }
}
