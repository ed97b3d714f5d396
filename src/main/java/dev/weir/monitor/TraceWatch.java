package dev.weir.monitor;

import dev.weir.monitor.Journal.Found;
import dev.weir.monitor.NotedTraces.Noted;
import dev.weir.monitor.SettledTraces.Settled;
import dev.weir.monitor.TracePath.State;
import dev.weir.monitor.TracePath.Step;
import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the traces whose first event this process has read: notes them when their sightings are
 * in the journal, looks them up there when they have had time to become complete, and tells what
 * there is.
 *
 * <p>The first event is, of those without a parent id and those of stages without an upstream, the
 * first by time. Every replica that has noted one of them looks, and finds the same; only the one
 * that has read the first tells. A replay notes again.
 *
 * <p>Poll loops do no more than hand over what they wrote for the journal anyway. {@link #step}
 * runs on a thread of its own, which waits for the journal; everything else returns at once.
 */
public final class TraceWatch {
  /** Traces that are looked up in one call. */
  static final int AT_ONCE = 16;

  /** Batches that wait to be looked through, at most. */
  static final int MOST_BATCHES = 64;

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final TraceFinder finder;
  private final Journal journal;
  private final List<SettledTraces> told;
  private final Pipeline pipeline;
  private final Consumer<RuntimeException> defects;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  // Guarded by this.
  private final Deque<SightingBatch> batches = new ArrayDeque<>();
  // Of the thread that steps.
  private final NotedTraces noted;

  /**
   * A watch that has noted nothing.
   *
   * @param spans is told of traces
   * @param joiner is told of traces
   * @param nanos the monotonic clock
   * @param defects told of exceptions that should not be
   */
  public TraceWatch(
      Settings settings,
      TraceFinder finder,
      Journal journal,
      SpanMaker spans,
      HopJoiner joiner,
      LongSupplier nanos,
      Consumer<RuntimeException> defects) {
    this(settings, finder, journal, List.of(spans, joiner), nanos, defects);
  }

  TraceWatch(
      Settings settings,
      TraceFinder finder,
      Journal journal,
      List<SettledTraces> told,
      LongSupplier nanos,
      Consumer<RuntimeException> defects) {
    this.finder = finder;
    this.journal = journal;
    this.told = List.copyOf(told);
    this.pipeline = settings.pipeline();
    this.noted =
        new NotedTraces(settings.traces().settle(pipeline, settings.journal().keep()), nanos);
    this.defects = defects;
    this.thread = new Thread(this::run, "weir-traces");
    this.thread.setDaemon(true);
  }

  /** Begins to watch what the queue brings to the journal. */
  public void start(JournalQueue queue) {
    queue.tell(this::kept);
    thread.start();
  }

  /** Ends. */
  public void stop() {
    stopping.countDown();
  }

  /** Takes what is in the journal now; returns at once. */
  void kept(SightingBatch batch) {
    if (!isAwaited()) {
      return;
    }
    long missed = 0;
    synchronized (this) {
      if (batches.size() == MOST_BATCHES) {
        missed = batches.removeFirst().count();
      }
      batches.addLast(batch);
    }
    missed(missed);
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

  private boolean isAwaited() {
    return told.stream().anyMatch(SettledTraces::isOn);
  }

  /** Does what there is to do now. */
  void step() {
    for (var batch = next(); batch != null; batch = next()) {
      note(batch);
    }
    var due = noted.due();
    // What was noted before the first view may have turned out to be of no use to anybody.
    if (isAwaited()) {
      look(due);
    }
    told.forEach(SettledTraces::passed);
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
        case Found.Sightings(var sightings, int k) -> {
          var readUpTo = finder.readUpTo();
          var byTrace = new HashMap<Long, List<Sighting>>();
          for (var sighting : sightings) {
            byTrace.computeIfAbsent(hash(sighting), _ -> new ArrayList<>()).add(sighting);
          }
          for (var one : some) {
            tell(one, finder.steps(byTrace.getOrDefault(one.trace(), List.of())), readUpTo, k);
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

  private void tell(Noted first, List<Step> steps, @Nullable Instant readUpTo, int k) {
    if (steps.isEmpty()) {
      missed(1);
      return;
    }
    if (!isFirst(first, steps)) {
      told.forEach(SettledTraces::notFirst);
      return;
    }
    var ties = Passages.ties(pipeline, steps, readUpTo);
    if (!first.isLastTry() && ties.stream().anyMatch(t -> t.state() == State.PENDING)) {
      again(first);
      return;
    }
    var settled = new Settled(first.trace(), steps, ties, readUpTo, k);
    told.stream().filter(SettledTraces::isOn).forEach(listener -> listener.settled(settled));
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

  private void missed(long traces) {
    if (traces > 0) {
      told.forEach(listener -> listener.missed(traces));
    }
  }
}
