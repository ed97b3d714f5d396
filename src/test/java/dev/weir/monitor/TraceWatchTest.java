package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flow.ObserverView;
import dev.weir.memory.MemoryJournal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class TraceWatchTest {
  private static final Settings SETTINGS =
      Samples.settings(
          1,
          JournalSettings.defaults(Settings.StoreKind.MEMORY),
          new TraceSettings(true, null, null, 1, 200, true));

  private final ToggledJournal journal =
      new ToggledJournal(new MemoryJournal(SETTINGS.journal(), InstantSource.fixed(Samples.NOW)));
  private final Listener listener = new Listener();
  private long nanos;
  private final TraceWatch watch =
      new TraceWatch(
          SETTINGS,
          new TraceFinder(
              SETTINGS.pipeline(),
              journal,
              null,
              TraceWatchTest::observer,
              InstantSource.fixed(Instant.EPOCH)),
          journal,
          List.of(listener),
          () -> nanos,
          defect -> {
            throw defect;
          });

  private static final class Listener implements SettledTraces {
    private boolean on = true;
    private final List<Settled> settled = new ArrayList<>();

    @Override
    public boolean isOn() {
      return on;
    }

    @Override
    public void settled(Settled trace) {
      settled.add(trace);
    }
  }

  private static ObserverView observer() {
    var up = new ObserverView.Link(true, Instant.EPOCH, "");
    return new ObserverView("r", 1, true, 0L, Duration.ZERO, Instant.EPOCH, up, up);
  }

  private void read(String trace) {
    for (var batch :
        SightingSamples.batches(
            List.of(
                SightingSamples.sighting(
                    trace, trace, null, "topic.market-data", 7, SightingSamples.NOON)))) {
      journal.append(batch).await().indefinitely();
      watch.kept(batch);
    }
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void aTraceIsToldOfWhenItHasHadTime() {
    read("t");
    watch.step();
    pass(Duration.ofMinutes(5));
    watch.step();
    assertThat(listener.settled).hasSize(1);
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotLookedUp() {
    read("noted");
    watch.step();
    read("only read");
    listener.on = false;
    watch.step();
    pass(Duration.ofMinutes(5));
    watch.step();
    assertThat(journal.asked).isZero();
    // Nor does any of it come back.
    listener.on = true;
    watch.step();
    assertThat(journal.asked).isZero();
    assertThat(listener.settled).isEmpty();
  }
}
