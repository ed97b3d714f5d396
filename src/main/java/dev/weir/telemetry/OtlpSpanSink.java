package dev.weir.telemetry;

import static dev.weir.monitor.Field.field;

import dev.weir.monitor.SpanSink;
import dev.weir.monitor.TraceSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The way of spans to the collector: a bounded queue, and one request at a time, with as many as
 * have come meanwhile. What the collector does not take is counted and gone, as it may have it all
 * the same; that it does not take any is said once. Nobody who offers spans waits. Thread-safe.
 */
final class OtlpSpanSink implements SpanSink {
  /** Spans that wait, at most. */
  static final int MOST_WAITING = 4_096;

  /** Spans of one request. */
  static final int AT_ONCE = 512;

  // The sender has time-outs of its own; this is for the case that it never answers.
  private static final long OVERDUE_NANOS = Duration.ofMinutes(2).toNanos();
  private static final Logger LOG = Logger.getLogger(OtlpSpanSink.class);

  private final OtlpTransport transport;
  private final String ownService;
  private final LongSupplier nanos;
  private final Deque<TraceSpan> waiting = new ArrayDeque<>();
  private final Map<String, Resource> services = new ConcurrentHashMap<>();
  private boolean sending;
  private long request;
  private long sentAtNanos;
  // Of the pipeline: those of our own work count nowhere.
  private int onItsWay;
  private boolean troubled;
  private long sent;
  private long failed;

  /**
   * An empty one.
   *
   * @param ownService what Weir is called among services
   * @param nanos the monotonic clock
   */
  OtlpSpanSink(OtlpTransport transport, String ownService, LongSupplier nanos) {
    this.transport = transport;
    this.ownService = ownService;
    this.nanos = nanos;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public boolean offer(List<TraceSpan> trace) {
    synchronized (this) {
      if (sending && nanos.getAsLong() - sentAtNanos > OVERDUE_NANOS) {
        answered(request, "no answer");
      }
      if (waiting.size() + trace.size() > MOST_WAITING) {
        return false;
      }
      waiting.addAll(trace);
    }
    send();
    return true;
  }

  private void send() {
    var batch = new ArrayList<SpanData>();
    long number;
    synchronized (this) {
      if (sending || waiting.isEmpty()) {
        return;
      }
      onItsWay = 0;
      while (batch.size() < AT_ONCE && !waiting.isEmpty()) {
        var span = waiting.removeFirst();
        onItsWay += span.service().equals(TraceSpan.WEIR) ? 0 : 1;
        batch.add(data(span));
      }
      sending = true;
      sentAtNanos = nanos.getAsLong();
      number = ++request;
    }
    try {
      transport.send(batch, () -> next(number, ""), trouble -> next(number, trouble));
    } catch (RuntimeException e) {
      next(number, String.valueOf(e));
    }
  }

  private void next(long number, String trouble) {
    answered(number, trouble);
    send();
  }

  /** Counts a request; one that is not awaited any more was counted before. */
  private synchronized void answered(long number, String trouble) {
    if (!sending || number != request) {
      return;
    }
    sending = false;
    if (trouble.isEmpty()) {
      sent += onItsWay;
      if (troubled) {
        LOG.info("spans are taken by the collector again");
      }
    } else {
      failed += onItsWay;
      if (!troubled) {
        LOG.warnv("spans are not taken by the collector", field("detail", trouble));
      }
    }
    troubled = !trouble.isEmpty();
    onItsWay = 0;
    notifyAll();
  }

  private SpanData data(TraceSpan span) {
    return new StageSpan(span, services.computeIfAbsent(span.service(), _ -> resource(span)));
  }

  private Resource resource(TraceSpan span) {
    var service = span.service();
    return Resource.create(
        Attributes.builder()
            .put("service.name", service.equals(TraceSpan.WEIR) ? ownService : service)
            .put("service.namespace", span.namespace())
            .build());
  }

  @Override
  public synchronized Sent sent() {
    return new Sent(sent, failed);
  }

  @Override
  public void close(Duration limit) throws InterruptedException {
    long end = nanos.getAsLong() + limit.toNanos();
    synchronized (this) {
      while (sending || !waiting.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - nanos.getAsLong());
        if (left <= 0) {
          break;
        }
        wait(left);
      }
    }
    transport.shutdown();
  }
}
