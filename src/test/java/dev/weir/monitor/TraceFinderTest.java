package dev.weir.monitor;

import static dev.weir.monitor.SightingSamples.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.memory.MemoryJournal;
import dev.weir.monitor.TracePath.Step;
import dev.weir.monitor.Traces.Answer;
import dev.weir.pipeline.Pipeline;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceFinderTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private final Pipeline pipeline = Samples.pipeline();
  private final MemoryJournal journal =
      new MemoryJournal(
          JournalSettings.defaults(Settings.StoreKind.MEMORY), InstantSource.system());
  private final JournalQueue queue = new JournalQueue(journal, 100);

  private TraceFinder finder(Journal journal) {
    return new TraceFinder(
        pipeline, journal, queue, Samples::observer, InstantSource.fixed(Samples.NOW));
  }

  private Answer trace(String id) {
    return finder(journal).trace(id).await().indefinitely();
  }

  private void seen(Sighting... sightings) {
    SightingSamples.batches(List.of(sightings)).forEach(queue::offer);
  }

  private static Sighting at(String stage, String id, long offset, long micros) {
    return sighting(TRACE, id, null, "topic." + stage, offset, SightingSamples.NOON + micros);
  }

  @Test
  void stepsAreInTheOrderOfTimesThenOfStages() {
    var tick = at("market-data", "e-1", 9, 100);
    var signal = at("strategy", "e-2", 1, 100);
    var checked = at("risk", "e-3", 5, 50);
    seen(signal, checked, tick);

    var path = ((Answer.Found) trace(TRACE)).path();

    assertThat(path.traceId()).isEqualTo(TRACE);
    assertThat(path.steps())
        .containsExactly(
            new Step("risk", checked), new Step("market-data", tick), new Step("strategy", signal));
    assertThat(path.passages()).isNotEmpty();
    assertThat(trace("e-2")).isEqualTo(trace(TRACE));
  }

  @Test
  void topicsThatTheDefinitionDoesNotNameAnyMoreAreLeftOut() {
    seen(at("gone", "e-1", 1, 0));
    assertThat(trace(TRACE)).isEqualTo(new Answer.Unknown());
    seen(at("risk", "e-2", 1, 0));
    assertThat(((Answer.Found) trace("e-1")).path().steps()).hasSize(1);
  }

  @Test
  void theWholeIdIsToldWhereSomeKnowHalfOfIt() {
    seen(
        sighting("0".repeat(16) + TRACE.substring(16), "e-1", null, "topic.risk", 1, 1),
        at("market-data", "e-2", 2, 0));
    assertThat(((Answer.Found) trace(TRACE.substring(16))).path().traceId()).isEqualTo(TRACE);
  }

  @Test
  void anEventWithoutATraceHasNoTraceId() {
    seen(sighting(null, "e-1", null, "topic.risk", 1, 1));
    assertThat(((Answer.Found) trace("e-1")).path().traceId()).isNull();
  }

  @Test
  void whatCouldNotHaveBeenKeptIsToldFromWhatWasNotThere() {
    assertThat(trace("order-1")).isEqualTo(new Answer.Unknown());

    journal.append(SightingSamples.batchAt(5, at("risk", "e-1", 1, 0))).await().indefinitely();

    var unknown = new ArrayList<Answer>();
    for (int at = 0; at < 1_000; at++) {
      unknown.add(trace("order-" + at));
    }
    assertThat(unknown).containsOnly(new Answer.Unknown(), new Answer.NotSampled(5));
    assertThat(unknown.stream().filter(new Answer.Unknown()::equals).count()).isBetween(10L, 60L);
  }

  @Test
  void trouble() {
    var down =
        new Journal() {
          @Override
          public Uni<Appended> append(SightingBatch batch) {
            return Uni.createFrom().item(new Appended.Unavailable("down"));
          }

          @Override
          public Uni<Found> find(List<Long> ids) {
            return Uni.createFrom().item(new Found.Unavailable("down"));
          }
        };
    assertThat(finder(down).trace("x").await().atMost(Duration.ofSeconds(1)))
        .isEqualTo(new Answer.Unavailable("down"));
    var off =
        new TraceFinder(
            pipeline, journal, null, Samples::observer, InstantSource.fixed(Samples.NOW));
    assertThat(off.trace("x").await().indefinitely()).isEqualTo(new Answer.Off());
    assertThat(off.journal()).isEqualTo(new JournalQueue.Tally(0, 0, 0, 0));
  }
}
