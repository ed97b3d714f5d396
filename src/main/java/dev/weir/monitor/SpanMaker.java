package dev.weir.monitor;

import dev.weir.monitor.TailDecision.Decision;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of traces that have had time to become complete, and sends those that are worth it. A
 * replay sends the same spans again, with the same ids.
 */
public final class SpanMaker implements SettledTraces {
  private final SpanSink sink;
  private final LongSupplier nanos;
  private final Supplier<@Nullable Duration> p99;
  private final SpanBuilder builder;
  private final TailDecision tail;
  private final SpanBudget budget;
  private final boolean on;

  // Guarded by this.
  private final Map<Decision, Long> decisions = new EnumMap<>(Decision.class);
  private long notFirst;
  private long missed;
  private long limited;
  private long dropped;

  /**
   * A maker that has made none.
   *
   * @param p99 end to end, of the last minute; null when it is not known
   * @param nanos the monotonic clock
   */
  public SpanMaker(
      Settings settings, SpanSink sink, Supplier<@Nullable Duration> p99, LongSupplier nanos) {
    this.sink = sink;
    this.nanos = nanos;
    this.p99 = p99;
    this.builder = new SpanBuilder(settings.pipeline());
    this.tail = new TailDecision(settings.traces());
    this.budget = new SpanBudget(settings.traces().rate(), nanos.getAsLong());
    this.on = sink.isOn() && settings.traces().enabled() && settings.journal().enabled();
    for (var decision : Decision.values()) {
      decisions.put(decision, 0L);
    }
  }

  /** What was counted. */
  public synchronized SpanTally tally() {
    var byName = new HashMap<String, Long>();
    decisions.forEach(
        (decision, count) -> byName.put(decision.name().toLowerCase(Locale.ROOT), count));
    return new SpanTally(byName, notFirst, missed, limited, dropped, sink.sent());
  }

  /** Whether spans are made at all. */
  @Override
  public boolean isOn() {
    return on;
  }

  /** Lets the sink send what it has, within {@code limit}. */
  public void stop(Duration limit) {
    if (on) {
      try {
        sink.close(limit);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void settled(Settled trace) {
    var decision = tail.decide(trace.hash(), trace.steps(), trace.ties(), p99.get());
    count(decision);
    if (decision.sends()) {
      send(builder.spans(trace.steps(), trace.ties()), decision == Decision.SHARE);
    }
  }

  private void send(List<TraceSpan> spans, boolean ordinary) {
    if (!budget.take(spans.size(), ordinary, nanos.getAsLong())) {
      limited(spans.size());
    } else if (!sink.offer(spans)) {
      dropped(spans.size());
    }
  }

  private synchronized void count(Decision decision) {
    decisions.merge(decision, 1L, Long::sum);
  }

  @Override
  public synchronized void notFirst() {
    notFirst++;
  }

  @Override
  public synchronized void missed(long traces) {
    missed += traces;
  }

  private synchronized void limited(int spans) {
    limited += spans;
  }

  private synchronized void dropped(int spans) {
    dropped += spans;
  }
}
