package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.StageEvent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which times move what a partition has reached; one rule a row. */
class TracksTest {
  private static final double H = 3600;

  /**
   * A row.
   *
   * @param times of the log's events, in seconds
   * @param reached the time that is believed to be the newest, in seconds
   * @param held events whose time is not believed yet
   * @param givenUp events whose time never will be
   * @param rear events apart because they are far behind
   * @param older events out of order among those believed
   */
  record Row(
      String why, double[] times, double reached, int held, int givenUp, int rear, int older) {
    @Override
    public String toString() {
      return why;
    }
  }

  private static Row row(
      String why, double reached, int held, int givenUp, int rear, int older, double... times) {
    return new Row(why, times, reached, held, givenUp, rear, older);
  }

  static Stream<Row> rules() {
    return Stream.of(
        row("a flow in order moves it", 2, 0, 0, 0, 0, 0, 1, 2),
        row("an older event does not", 2, 0, 0, 0, 1, 0, 2, 1),
        row(
            "the first event is believed, there is nothing to doubt it by",
            9 * H,
            0,
            0,
            0,
            0,
            9 * H),
        row("60 s ahead is believed", 60, 0, 0, 0, 0, 0, 60),
        row("more is held", 0, 1, 0, 0, 0, 0, 60.000001),
        row("and given up after an event near what was reached", 1, 0, 1, 0, 0, 0, 3 * H, 1),
        row("also after an older one that is near", 0, 0, 1, 0, 1, 0, 3 * H, -60),
        row("old data published again says nothing of it", 0, 1, 0, 1, 0, 0, 3 * H, -61),
        row("the end of a silence is believed once it lasts 10 s", 75, 0, 0, 0, 0, 0, 65, 70, 75),
        row("and held until then", 0, 3, 0, 0, 0, 0, 65, 70, 74.999999),
        row("what comes near both joins them", 65, 0, 0, 0, 0, 0, 65, 30),
        row(
            "an event an hour: each confirms the one before",
            2 * H,
            1,
            0,
            0,
            0,
            0,
            H,
            2 * H,
            3 * H),
        row("between what was reached and the held: those are odd", 0, 1, 1, 0, 0, 0, 3 * H, 300),
        row(
            "a clock ahead among good ones never counts, however often",
            3,
            0,
            4,
            0,
            0,
            0,
            3 * H,
            1,
            3 * H + 1,
            3 * H + 2,
            2,
            40_000 * H,
            3),
        row(
            "a burst of one batch is no proof, however large",
            1,
            0,
            200,
            0,
            0,
            with(burst(200), 1)),
        row(
            "a producer that is ahead for good is believed in the end",
            3 * H + 10,
            0,
            0,
            0,
            0,
            0,
            3 * H,
            3 * H + 10),
        row(
            "after it was set right the flow goes on in the rear",
            3 * H + 10,
            0,
            0,
            3,
            0,
            0,
            3 * H,
            3 * H + 10,
            20,
            21,
            22),
        row(
            "and joins when it has caught up",
            3 * H + 1,
            0,
            0,
            1,
            1,
            3 * H,
            20,
            3 * H - 59,
            3 * H + 1));
  }

  private static double[] burst(int events) {
    var times = new double[events];
    Arrays.setAll(times, at -> 3 * H + at * 0.001);
    return times;
  }

  private static double[] with(double[] middle, double last) {
    var all = new double[middle.length + 2];
    System.arraycopy(middle, 0, all, 1, middle.length);
    all[all.length - 1] = last;
    return all;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(Row row) {
    var tracks = new Tracks(Events.shape(10));
    long givenUp = 0;
    for (double time : row.times()) {
      givenUp += tracks.add(event(time, "k"));
    }
    var counts = tracks.main.counts();
    assertThat((counts.newestMicros() - Events.START) / 1e6).isEqualTo(row.reached());
    assertThat(tracks.lead.events()).isEqualTo(row.held());
    assertThat(tracks.rear.events() + tracks.next.events()).isEqualTo(row.rear());
    assertThat(givenUp).isEqualTo(row.givenUp());
    assertThat(counts.clock(ClockCase.QUARANTINED)).isEqualTo(row.givenUp());
    assertThat(counts.outOfOrder()).isEqualTo(row.older());
    assertThat(counts.events()).as("every event counts").isEqualTo(row.times().length);
    assertThat(tracks.main.keys().events(0)).isEqualTo(row.times().length);
  }

  @Test
  void aHeldKeyIsAsOldAsItWasUntilItIsBelieved() {
    var tracks = new Tracks(Events.shape(10));
    tracks.add(event(0, "a"));
    tracks.add(event(100, "b"));
    assertThat(tracks.main.keys().newest(1)).isEqualTo(StageEvent.NO_TIME);
    tracks.add(event(110, "a"));
    assertThat(tracks.main.keys().newest(1)).isEqualTo(Events.START + 100_000_000);
    assertThat(tracks.main.keys().newest(0)).isEqualTo(Events.START + 110_000_000);
    assertThat(tracks.main.keys().events(0)).isEqualTo(2);
  }

  @Test
  void anEventIsPlacedNoLaterThanItsRecordButItsLatencyIsItsOwn() {
    var tracks = new Tracks(Events.shape(10));
    var event = event(0, "k");
    event.eventTimeMicros += 1_800_000_000L;
    tracks.add(event);
    assertThat(tracks.main.counts().newestMicros()).isEqualTo(Events.START + 999);
    var now = Micros.toInstant(Events.START + 1000);
    assertThat(now).isNotNull();
    if (now != null) {
      assertThat(tracks.main.hop().recent(now).maxMicros()).isEqualTo(1_800_005_000L);
    }
  }

  @Test
  void latenciesCountWhateverBecomesOfTheirTimes() {
    var tracks = new Tracks(Events.shape(10));
    // Held and given up, behind, behind and apart from that, followed, absorbed, at last believed.
    double[] times = {0, 3 * H, 1, -H, -2 * H, -2 * H + 10, -3 * H, -4 * H, -5 * H, 2, H, 2 * H};
    for (double time : times) {
      var event = event(time, "k");
      event.parentTimeMicros = event.eventTimeMicros + 1;
      tracks.add(event);
    }
    var stage = new StageFigures(Events.shape(10));
    long now = Events.START + Math.round(10 * H * 1e6);
    tracks.mergeInto(stage, now, now);
    assertThat(stage.hop().measured()).isEqualTo(times.length);
    assertThat(stage.hop().negative()).isEqualTo(times.length);
    assertThat(stage.origin().measured()).isEqualTo(times.length);
  }

  private static StageEvent event(double seconds, String key) {
    long micros = Events.START + Math.round(seconds * 1e6);
    var event = new StageEvent();
    new Events.Sample(micros, micros - 5_000, key, 1, 0, false).fill(event, 0);
    return event;
  }
}
