package dev.weir.monitor;

import dev.weir.monitor.Journal.Found;
import dev.weir.monitor.NotedTraces.Noted;
import dev.weir.monitor.TailDecision.Decision;
import dev.weir.monitor.TracePath.State;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of the traces whose first event this process has read: notes them when their
 * sightings are in the journal, looks them up there when they have had time to become complete, and
 * sends those that are worth it.
 *
 * <p>The first event is, of those without a parent id and those of stages without an upstream, the
 * first by time. Every replica that has noted one of them looks, and finds the same; only the one
 * that has read the first sends. A replay notes again, and sends the same spans with the same ids.
 *
 * <p>Poll loops do no more than hand over what they wrote for the journal anyway. {@link #step}
 * runs on a thread of its own, which waits for the journal; everything else returns at once.
 */
public final class SpanMaker {
  /** Traces that are looked up in one call. */
  static final int AT_ONCE = 16;

  /** Batches that wait to be looked through, at most. */
  static final int MOST_BATCHES = 64;

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final TraceFinder finder;
  private final Journal journal;
  private final SpanSink sink;
  private final LongSupplier nanos;
  private final Supplier<@Nullable Duration> p99;
  private final SpanBuilder builder;
  private final TailDecision tail;
  private final SpanBudget budget;
  private final Pipeline pipeline;
  private final boolean on;
  private final Consumer<RuntimeException> defects;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);

  // Guarded by this.
  private final Deque<SightingBatch> batches = new ArrayDeque<>();
  private final Map<Decision, Long> decisions = new EnumMap<>(Decision.class);
  private long notFirst;
  private long missed;
  private long limited;
  private long dropped;

  // Of the thread that steps.
  private final NotedTraces noted;

  /**
   * A maker that has noted nothing.
   *
   * @param nanos the monotonic clock
   * @param p99 end to end, of the last minute; null when it is not known
   * @param defects told of exceptions that should not be
   */
  public SpanMaker(
      Settings settings,
      TraceFinder finder,
      Journal journal,
      SpanSink sink,
      Supplier<@Nullable Duration> p99,
      LongSupplier nanos,
      Consumer<RuntimeException> defects) {
    this.finder = finder;
    this.journal = journal;
    this.sink = sink;
    this.nanos = nanos;
    this.p99 = p99;
    this.pipeline = settings.pipeline();
    this.builder = new SpanBuilder(pipeline);
    this.tail = new TailDecision(settings.traces());
    this.budget = new SpanBudget(settings.traces().rate(), nanos.getAsLong());
    this.noted =
        new NotedTraces(settings.traces().settle(pipeline, settings.journal().keep()), nanos);
    this.on = sink.isOn() && settings.traces().enabled() && settings.journal().enabled();
    this.defects = defects;
    this.thread = new Thread(this::run, "weir-spans");
    this.thread.setDaemon(true);
    for (var decision : Decision.values()) {
      decisions.put(decision, 0L);
    }
  }

  /** Takes what is in the journal now; returns at once. */
  public synchronized void kept(SightingBatch batch) {
    if (batches.size() == MOST_BATCHES) {
      missed += batches.removeFirst().count();
    }
    batches.addLast(batch);
  }

  /** What was counted. */
  public synchronized SpanTally tally() {
    var byName = new HashMap<String, Long>();
    decisions.forEach(
        (decision, count) -> byName.put(decision.name().toLowerCase(Locale.ROOT), count));
    return new SpanTally(byName, notFirst, missed, limited, dropped, sink.sent());
  }

  /** Whether spans are made at all. */
  public boolean isOn() {
    return on;
  }

  /** Begins to make spans of what the queue brings to the journal, if spans are exported. */
  public void start(JournalQueue queue) {
    if (on) {
      queue.tell(this::kept);
      thread.start();
    }
  }

  /** Ends, and lets the sink send what it has, within {@code limit}. */
  public void stop(Duration limit) {
    stopping.countDown();
    if (on) {
      try {
        sink.close(limit);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      while (!stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          step();
        } catch (RuntimeException e) {
          defects.accept(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what there is to do now. */
  void step() {
    for (var batch = next(); batch != null; batch = next()) {
      note(batch);
    }
    look(noted.due());
  }

  private synchronized @Nullable SightingBatch next() {
    return batches.pollFirst();
  }

  private void note(SightingBatch batch) {
    for (var entry : batch.entries()) {
      var sighting = SightingCodec.decode(entry.sighting()).filter(this::mayBeFirst);
      if (sighting.isPresent() && !noted.note(entry.trace(), sighting.get())) {
        missed(1);
      }
    }
  }

  private boolean mayBeFirst(Sighting sighting) {
    return sighting.parentId() == null
        || pipeline.stageOf(sighting.topic()).stream().anyMatch(stage -> stage.after().isEmpty());
  }

  private void look(List<Noted> due) {
    for (int from = 0; from < due.size(); from += AT_ONCE) {
      var some = due.subList(from, Math.min(from + AT_ONCE, due.size()));
      switch (find(some.stream().map(Noted::trace).distinct().toList())) {
        case Found.Unavailable _ -> {
          // The others would wait for their time-outs one after the other.
          due.subList(from, due.size()).forEach(this::again);
          return;
        }
        case Found.Sightings(var sightings, int _) -> {
          var readUpTo = finder.readUpTo();
          var byTrace = new HashMap<Long, List<Sighting>>();
          for (var sighting : sightings) {
            byTrace.computeIfAbsent(hash(sighting), _ -> new ArrayList<>()).add(sighting);
          }
          for (var one : some) {
            decide(one, finder.steps(byTrace.getOrDefault(one.trace(), List.of())), readUpTo);
          }
        }
      }
    }
  }

  private Found find(List<Long> traces) {
    return journal
        .find(traces)
        .ifNoItem()
        .after(ANSWER)
        .recoverWithItem(new Found.Unavailable("no answer"))
        .onFailure()
        .recoverWithItem(defect -> new Found.Unavailable(String.valueOf(defect)))
        .await()
        .indefinitely();
  }

  /** As the recorder has it. */
  private static long hash(Sighting sighting) {
    var id = sighting.traceId() != null ? sighting.traceId() : sighting.eventId();
    return SoughtId.hash(id == null ? "" : id);
  }

  private void decide(Noted first, List<Step> steps, @Nullable Instant readUpTo) {
    if (steps.isEmpty()) {
      missed(1);
      return;
    }
    if (!isFirst(first, steps)) {
      countNotFirst();
      return;
    }
    var ties = Passages.ties(pipeline, steps, readUpTo);
    if (!first.isLastTry() && ties.stream().anyMatch(t -> t.state() == State.PENDING)) {
      again(first);
      return;
    }
    var decision = tail.decide(first.trace(), steps, ties, p99.get());
    count(decision);
    if (decision.sends()) {
      send(builder.spans(steps, ties), decision == Decision.SHARE);
    }
  }

  private boolean isFirst(Noted one, List<Step> steps) {
    return steps.stream()
        .map(Step::sighting)
        .filter(this::mayBeFirst)
        .findFirst()
        .filter(one::isOf)
        .isPresent();
  }

  private void again(Noted one) {
    if (!noted.again(one)) {
      missed(1);
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

  private synchronized void countNotFirst() {
    notFirst++;
  }

  private synchronized void missed(int traces) {
    missed += traces;
  }

  private synchronized void limited(int spans) {
    limited += spans;
  }

  private synchronized void dropped(int spans) {
    dropped += spans;
  }
}
