package dev.weir.monitor;

import static dev.weir.monitor.SightingSamples.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.ObserverView;
import dev.weir.memory.MemoryJournal;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class SpanMakerTest {
  private static final Duration SETTLE = Duration.ofSeconds(10);

  private final Pipeline pipeline =
      new Pipeline(
          "paper",
          "trading",
          FieldSources.defaults(),
          List.of(
              stage("a"),
              stage("b", new Hop("a", "b", Hop.Expect.EVERY, Duration.ofSeconds(5), null))));
  private final MemoryJournal memory =
      new MemoryJournal(
          JournalSettings.defaults(Settings.StoreKind.MEMORY), InstantSource.system());
  private final ToggledJournal journal = new ToggledJournal(memory);
  private final KeptSpans sink = new KeptSpans();
  private Instant now = Instant.EPOCH.plusNanos(SightingSamples.NOON * 1_000).plusSeconds(60);
  private long nanos;

  private static Stage stage(String name, Hop... after) {
    return new Stage(name, List.of(new TopicSelector.Exact(name)), List.of(after), null, null);
  }

  private static final class KeptSpans implements SpanSink {
    final List<List<TraceSpan>> traces = new ArrayList<>();
    boolean full;

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public boolean offer(List<TraceSpan> trace) {
      if (!full) {
        traces.add(trace);
      }
      return !full;
    }

    @Override
    public Sent sent() {
      return new Sent(7, 2);
    }

    @Override
    public void close(Duration limit) {
      full = true;
    }
  }

  private Watched maker(TraceSettings traces) {
    var base =
        new Settings(
            pipeline,
            Settings.StoreKind.MEMORY,
            new Settings.Start.Earliest(),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            100,
            1_000,
            Duration.ofSeconds(10));
    var settings =
        new Settings(
            base.pipeline(),
            base.store(),
            base.start(),
            1,
            base.commitInterval(),
            base.validationInterval(),
            100,
            1_000,
            base.behindAfter(),
            null,
            base.journal(),
            traces);
    var finder = new TraceFinder(pipeline, journal, null, this::observer, () -> now);
    var maker = new SpanMaker(settings, sink, () -> null, () -> nanos);
    var watch =
        new TraceWatch(
            settings,
            finder,
            journal,
            List.of(maker),
            () -> nanos,
            defect -> {
              throw defect;
            });
    return new Watched(maker, watch);
  }

  /** A maker, and what tells it of traces. */
  private record Watched(SpanMaker maker, TraceWatch watch) {
    void step() {
      watch.step();
    }

    SpanTally tally() {
      return maker.tally();
    }
  }

  private Watched maker() {
    return maker(new TraceSettings(true, null, null, 1, 200, true));
  }

  private ObserverView observer() {
    var up = new ObserverView.Link(true, Instant.EPOCH, "");
    return new ObserverView("r", 1, true, 0L, Duration.ZERO, Instant.EPOCH, up, up);
  }

  /** Into the journal, and then to the maker that has read it. */
  private void read(Watched by, Sighting... sightings) {
    for (var batch : SightingSamples.batches(List.of(sightings))) {
      journal.append(batch).await().indefinitely();
      by.watch().kept(batch);
    }
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    now = now.plus(time);
  }

  private static Sighting event(String trace, String stage, String id, String parent, int seconds) {
    return sighting(
        trace,
        id,
        parent.isEmpty() ? null : parent,
        stage,
        // Each is another record.
        id.hashCode(),
        SightingSamples.NOON + seconds * 1_000_000L);
  }

  private static long decided(Watched maker, String decision) {
    return maker.tally().decisions().getOrDefault(decision, 0L);
  }

  @Test
  void aTraceIsSentWholeOnceItHasHadTime() {
    var maker = maker();
    read(maker, event("t", "a", "1", "", 0));
    maker.step();
    pass(SETTLE.minusMillis(1));
    read(maker, event("t", "b", "2", "1", 1));
    maker.step();
    assertThat(sink.traces).isEmpty();
    assertThat(journal.asked).isZero();

    pass(Duration.ofMillis(1));
    maker.step();
    assertThat(sink.traces).hasSize(1);
    assertThat(sink.traces.getFirst())
        .extracting(TraceSpan::service)
        .containsExactly("trading", "a", "b");
    pass(Duration.ofMinutes(1));
    maker.step();
    assertThat(sink.traces).hasSize(1);
    assertThat(decided(maker, "share")).isOne();
    assertThat(maker.tally().notFirst()).isZero();
  }

  @Test
  void ofTwoReplicasTheOneThatReadTheFirstEventSends() {
    var one = maker();
    var other = maker();
    // No event names a parent: each may be the first.
    read(one, event("t", "b", "2", "", 1));
    read(other, event("t", "a", "1", "", 0));
    one.step();
    other.step();
    pass(SETTLE);
    one.step();
    assertThat(sink.traces).isEmpty();
    assertThat(one.tally().notFirst()).isOne();
    other.step();
    assertThat(sink.traces).hasSize(1);
    assertThat(sink.traces.getFirst()).hasSize(3);
  }

  @Test
  void aReplayByAnotherReplicaSendsTheSame() {
    var one = maker();
    read(one, event("t", "a", "1", "", 0), event("t", "b", "2", "1", 1));
    one.step();
    pass(SETTLE);
    one.step();
    var other = maker();
    read(other, event("t", "a", "1", "", 0), event("t", "b", "2", "1", 1));
    other.step();
    pass(SETTLE);
    other.step();
    assertThat(sink.traces).hasSize(2);
    assertThat(sink.traces.get(1)).isEqualTo(sink.traces.get(0));
  }

  @Test
  void whatCannotBeToldYetIsLookedAtAgain() {
    var maker = maker();
    now = now.minusSeconds(59);
    read(maker, event("t", "a", "1", "", 0));
    maker.step();
    // The clocks by which the deadline is judged stand still for longer than the trace is given.
    nanos += SETTLE.toNanos();
    maker.step();
    assertThat(sink.traces).isEmpty();
    now = now.plusSeconds(60);
    nanos += Duration.ofSeconds(5).toNanos();
    maker.step();
    assertThat(decided(maker, "incomplete")).isOne();
    assertThat(sink.traces.getFirst().getLast().error()).isEqualTo("no event within 5s");
  }

  @Test
  void aJournalThatIsAwayIsAskedAgainForAWhile() {
    var maker = maker();
    read(maker, event("t", "a", "1", "", 0), event("t", "b", "2", "1", 1));
    maker.step();
    journal.away = true;
    pass(SETTLE);
    maker.step();
    journal.away = false;
    pass(Duration.ofSeconds(5));
    maker.step();
    assertThat(sink.traces).hasSize(1);

    read(maker, event("u", "a", "3", "", 0));
    maker.step();
    journal.away = true;
    for (int at = 0; at < 50; at++) {
      pass(SETTLE);
      maker.step();
    }
    assertThat(maker.tally().missed()).isOne();
    assertThat(journal.asked).isEqualTo(3 + NotedTraces.MOST_TRIES);
  }

  @Test
  void manyAreLookedUpTogetherAndNoMoreThanTheBoundWait() {
    var maker = maker(new TraceSettings(true, null, null, 0, 200, true));
    int count = NotedTraces.MOST + 100;
    for (int from = 0; from < count; from += 100) {
      var some = new Sighting[100];
      for (int at = 0; at < some.length; at++) {
        some[at] = event("t" + (from + at), "a", "e" + (from + at), "", 0);
      }
      read(maker, some);
      maker.step();
    }
    assertThat(maker.tally().missed()).isEqualTo(100);
    pass(SETTLE);
    maker.step();
    assertThat(journal.asked).isEqualTo(NotedTraces.MOST / TraceWatch.AT_ONCE);
  }

  @Test
  void aJournalThatIsAwayIsNotAskedForEachOfMany() {
    var maker = maker();
    for (int at = 0; at < 10 * TraceWatch.AT_ONCE; at++) {
      read(
          maker,
          event("t" + at, "a", "e" + at, "", 0),
          event("t" + at, "b", "f" + at, "e" + at, 1));
      maker.step();
    }
    journal.away = true;
    pass(SETTLE);
    maker.step();
    assertThat(journal.asked).isOne();
    journal.away = false;
    pass(Duration.ofSeconds(5));
    maker.step();
    assertThat(decided(maker, "share")).isEqualTo(10L * TraceWatch.AT_ONCE);
  }

  @Test
  void batchesThatNobodyLooksThroughAreGivenUp() {
    var maker = maker();
    for (int at = 0; at <= TraceWatch.MOST_BATCHES; at++) {
      read(maker, event("t" + at, "a", "e" + at, "", 0));
    }
    assertThat(maker.tally().missed()).isOne();
  }

  @Test
  void whatIsTooMuchIsCounted() {
    var maker = maker(new TraceSettings(true, null, null, 1, 1, true));
    for (int at = 0; at < 200; at++) {
      read(
          maker,
          event("t" + at, "a", "e" + at, "", 0),
          event("t" + at, "b", "f" + at, "e" + at, 1));
      maker.step();
    }
    pass(SETTLE);
    maker.step();
    assertThat(sink.traces).hasSizeBetween(40, 50);
    assertThat(maker.tally().limited()).isEqualTo(3L * (200 - sink.traces.size()));

    sink.full = true;
    pass(Duration.ofHours(1));
    read(maker, event("u", "a", "1", "", 0), event("u", "b", "2", "1", 1));
    maker.step();
    pass(SETTLE);
    maker.step();
    assertThat(maker.tally().dropped()).isEqualTo(3);
    assertThat(maker.tally().sent()).isEqualTo(new SpanSink.Sent(7, 2));
  }

  @Test
  void aTraceIsGivenTheDeadlinesOfItsLongestWayAndALittleMore() {
    var settings = TraceSettings.DEFAULT;
    assertThat(settings.settle(pipeline, Duration.ofHours(1))).isEqualTo(SETTLE);
    assertThat(settings.settle(pipeline, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    assertThat(
            new TraceSettings(true, Duration.ofSeconds(3), null, 1, 1, true)
                .settle(pipeline, Duration.ofHours(1)))
        .isEqualTo(Duration.ofSeconds(3));
  }
}
