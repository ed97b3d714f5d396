package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans of Weir's own work: what one poll loop has read in about a second until it wrote that down,
 * with links to the traces in it that the journal keeps. While spans are not exported it does
 * nothing. Not thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">Messaging
 *     spans</a>, where one span that processes a batch links to the messages
 */
public final class BatchSpans {
  /** Links of one span, at most. */
  static final int MOST_LINKS = 32;

  /** Makes none. */
  public static final BatchSpans NONE = new BatchSpans();

  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final @Nullable SpanSink sink;
  private final String namespace;
  private final String loop;
  private final Map<String, String> texts;
  private final List<TraceSpan.Link> links = new ArrayList<>();
  private long beganMicros;
  private long beganNanos;
  private long polls;
  private long records;
  private long applyNanos;

  /**
   * A batch of nothing.
   *
   * @param sink null for no spans
   * @param group the consumer group that reads
   * @param loop which of the process's loops; with the replica's name, so that ids differ
   */
  public BatchSpans(@Nullable SpanSink sink, Settings settings, String group, String loop) {
    this.sink = sink != null && sink.isOn() && settings.traces().enabled() ? sink : null;
    this.namespace = settings.pipeline().namespace();
    this.loop = loop;
    this.texts =
        Map.of(
            "messaging.system",
            "kafka",
            "messaging.operation.type",
            "process",
            "messaging.operation.name",
            "process",
            "messaging.consumer.group.name",
            group,
            "weir.pipeline",
            settings.pipeline().name());
  }

  private BatchSpans() {
    this.sink = null;
    this.namespace = "";
    this.loop = "";
    this.texts = Map.of();
  }

  /** Whether there is anything to tell it. */
  public boolean isOn() {
    return sink != null;
  }

  /**
   * A poll has brought records, and they were applied.
   *
   * @param count how many
   * @param startMicros when the poll came back, by the machine's clock
   * @param startNanos the same by the monotonic clock
   * @param endNanos when the last one was applied
   */
  public void applied(long count, long startMicros, long startNanos, long endNanos) {
    if (sink == null || count == 0) {
      return;
    }
    if (polls == 0) {
      beganMicros = startMicros;
      beganNanos = startNanos;
    }
    polls++;
    records += count;
    applyNanos += endNanos - startNanos;
  }

  /** One of the records, whose trace the journal keeps. */
  public void link(StageEvent event, byte[] topic, int partition) {
    if (sink == null || links.size() == MOST_LINKS) {
      return;
    }
    var id = event.trace.length() > 0 ? event.trace : event.id;
    var span =
        event.span.length() > 0
            ? event.span.toString()
            : SpanIds.event(new String(topic, UTF_8), partition, event.offset);
    var link = new TraceSpan.Link(SpanIds.trace(id.toString()), span);
    if (!links.contains(link)) {
      links.add(link);
    }
  }

  /**
   * What was applied has been handed on to be written. Sends the span, unless the last one is less
   * than a second ago: then the batch goes on.
   *
   * @param commitNanos how long it took to encode what changed
   * @param nowNanos the monotonic clock
   */
  public void committed(long commitNanos, long nowNanos) {
    if (sink == null || polls == 0 || nowNanos - beganNanos < PAUSE_NANOS) {
      return;
    }
    var traceId = SpanIds.trace("weir " + loop + " " + beganMicros);
    long startNanos = beganMicros * 1_000;
    long endNanos = startNanos + (nowNanos - beganNanos);
    var numbers =
        Map.of(
            "messaging.batch.message_count", records,
            "weir.polls", polls,
            "weir.apply.us", applyNanos / 1_000);
    var process =
        span(traceId, null, "process", TraceSpan.Kind.CONSUMER, startNanos, endNanos, numbers);
    var commit =
        span(
            traceId,
            process.spanId(),
            "commit",
            TraceSpan.Kind.INTERNAL,
            endNanos - Math.min(commitNanos, nowNanos - beganNanos),
            endNanos,
            Map.of());
    // Where there is no room, the pipeline's own spans have it.
    sink.offer(List.of(process, commit));
    polls = 0;
    records = 0;
    applyNanos = 0;
    links.clear();
  }

  private TraceSpan span(
      String traceId,
      @Nullable String parent,
      String name,
      TraceSpan.Kind kind,
      long startNanos,
      long endNanos,
      Map<String, Long> numbers) {
    boolean isRoot = parent == null;
    return new TraceSpan(
        traceId,
        isRoot ? SpanIds.root(traceId) : SpanIds.own(traceId, name),
        parent,
        isRoot ? links : List.of(),
        TraceSpan.WEIR,
        namespace,
        name,
        kind,
        startNanos,
        endNanos,
        isRoot ? texts : Map.of(),
        numbers,
        null);
  }
}
