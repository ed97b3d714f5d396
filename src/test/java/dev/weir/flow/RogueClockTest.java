package dev.weir.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.flow.Events.Sample;
import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.StageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers whose clocks are off show, but change nothing of what the others' events tell. */
class RogueClockTest {
  private static final PartitionId ID = new PartitionId("two", 0);
  private static final long SECOND = 1_000_000;
  private static final long HOUR = 3600 * SECOND;
  private static final int EVENTS = 3_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void theViewIsTheOneOfTheLogWithoutThem(long seed) {
    var random = new Random(seed);
    var sane = Events.stream(random, EVENTS, 30);
    var all = new ArrayList<Sample>();
    int behind = 0;
    for (var sample : sane) {
      all.add(sample);
      switch (random.nextInt(50)) {
        case 0 -> all.add(rogue(sample, HOUR + random.nextLong(10 * HOUR)));
        case 1 -> all.add(rogue(sample, 200_000 * HOUR));
        case 2 -> {
          behind++;
          all.add(rogue(sample, -random.nextLong(3 * HOUR, 9 * HOUR)));
        }
        case 3 -> { // One batch.
          for (int at = 0; at < 100; at++) {
            all.add(rogue(sample, 3 * HOUR + at * 1_000L));
          }
        }
        case 4 -> all.add(Events.at(0, StageEvent.NO_TIME, rogue(sample, 0)));
        case 5 -> { // A clock that starts at 1970.
          behind++;
          all.add(rogue(sample, SECOND - sample.timeMicros()));
        }
        default -> {}
      }
    }
    var now = Events.end(EVENTS);
    var without = view(states(sane), Map.of(), now);
    var with = view(states(all), Map.of(), now);
    var expected = without.view().stages().getLast();
    var stage = with.view().stages().getLast();
    assertThat(stage.events()).as("seed %d", seed).isEqualTo(all.size());
    assertThat(stage.ratePerSecond()).as("seed %d", seed).isEqualTo(expected.ratePerSecond());
    assertThat(newest(stage)).isCloseTo(newest(expected), within(SECOND));
    assertThat(stage.outOfOrder() - expected.outOfOrder())
        .as("seed %d: old data is out of order, and but for a few around a jump nothing else", seed)
        .isCloseTo(behind, within(30L));
    assertThat(with.view().hops()).isNotEmpty();
    assertThat(latency(with)).isEqualTo(latency(without));
    var keys = keys(with);
    keys.remove("rogue");
    assertThat(keys).as("seed %d", seed).isEqualTo(keys(without));
    assertThat(stage.clock().quarantined()).isPositive();
  }

  @Test
  void aClockThatIsSetRightIsBelievedAtOnce() {
    var log = new ArrayList<Sample>();
    var sane = new ArrayList<Sample>();
    var wrong = new ArrayList<Sample>();
    for (var sample : Events.stream(new Random(5), EVENTS, 30)) {
      boolean ahead = sample.timeMicros() < Events.START + 150 * SECOND;
      log.add(ahead ? sample.shifted(3 * HOUR) : sample);
      (ahead ? wrong : sane).add(sample);
    }
    var now = Events.end(EVENTS);
    var expected = view(states(sane), Map.of(), now).view().stages().getLast();
    var stage = view(states(log), Map.of(), now).view().stages().getLast();
    assertThat(stage.ratePerSecond()).isEqualTo(expected.ratePerSecond());
    long older = states(wrong).getFirst().figures().counts().outOfOrder();
    assertThat(stage.outOfOrder() - expected.outOfOrder()).isCloseTo(older, within(60L));
    assertThat(stage.clock().beyondNow()).isBetween(Duration.ofHours(2), Duration.ofHours(3));
  }

  @Test
  void anEventIsNoNewerThanItsArrival() {
    var log = Events.stream(new Random(6), 500, 5).stream().map(s -> s.shifted(3 * HOUR)).toList();
    var now = Events.end(500);
    var arrived = now.minusSeconds(70);
    var merged = view(states(log), Map.of(ID, new Arrival(arrived, true)), now);
    var stage = merged.view().stages().getLast();
    assertThat(stage.newestEventTime()).isEqualTo(arrived);
    assertThat(stage.clock().arrived()).isEqualTo(arrived);
    assertThat(stage.clock().aheadBy()).isEqualTo(stage.clock().beyondNow());
    assertThat(stage.clock().aheadBy()).isBetween(Duration.ofMinutes(179), Duration.ofMinutes(181));
    var keys = merged.keysOf("second");
    for (int entry = 0; entry < keys.size(); entry++) {
      assertThat(keys.newest(entry)).isLessThanOrEqualTo(Micros.of(arrived));
    }
  }

  @Test
  void theEndOfASilenceShowsAtOnce() {
    var log = new ArrayList<>(Events.stream(new Random(7), 1_000, 5));
    var last = log.getLast();
    for (int at = 0; at < 5; at++) {
      log.add(last.shifted(300 * SECOND + at * 100_000L));
    }
    var now = Instant.EPOCH.plusNanos(1000 * (last.timeMicros() + 301 * SECOND));
    var stage = view(states(log), Map.of(), now).view().stages().getLast();
    assertThat(newest(stage)).isEqualTo(last.timeMicros() + 300 * SECOND + 400_000);
    assertThat(stage.ratePerSecond()).isCloseTo(5 / 60.0, within(0.01));
  }

  /** The log alone cannot tell which of two flows is right; the view can, by its clock. */
  @ParameterizedTest
  @ValueSource(longs = {2 * HOUR, 120 * SECOND})
  void aSlowClockThatCameFirstDoesNotHideTheOthers(long slow) {
    var right = new ArrayList<Sample>();
    for (int at = 0; at < EVENTS; at++) {
      long time = Events.START + at * 100_000L;
      right.add(new Sample(time, time - 5_000, "key-" + at % 7, 1, 0, false));
    }
    var log = new ArrayList<Sample>();
    for (var sample : right) {
      log.add(new Sample(sample.timeMicros() - slow, StageEvent.NO_TIME, "slow", 1, 0, false));
      log.add(sample);
    }
    log.add(rogue(right.getLast(), -slow));
    var now = Events.end(EVENTS);
    var expected = view(states(right), Map.of(), now);
    var stage = expected.view().stages().getLast();
    var merged = view(states(log), Map.of(), now);
    var shown = merged.view().stages().getLast();
    assertThat(newest(shown)).isEqualTo(newest(stage));
    assertThat(shown.ratePerSecond()).isEqualTo(stage.ratePerSecond());
    assertThat(shown.events()).isEqualTo(log.size());
    var keys = keys(merged);
    keys.keySet().removeAll(List.of("slow", "rogue"));
    assertThat(keys).isEqualTo(keys(expected));
  }

  @Test
  void timesThatWereContradictedAreForgottenBeforeTheyComeTrue() {
    var log = new ArrayList<>(Events.stream(new Random(10), 100, 5));
    log.add(rogue(log.getLast(), HOUR));
    var last = log.get(99);
    for (int second = 1; second < 1200; second++) {
      log.add(last.shifted(second * SECOND));
    }
    var now = Instant.EPOCH.plusNanos(1000 * (last.timeMicros() + HOUR + SECOND));
    var stage = view(states(log), Map.of(), now).view().stages().getLast();
    assertThat(newest(stage)).isEqualTo(log.getLast().timeMicros());
    assertThat(stage.ratePerSecond()).isNull();
  }

  @Test
  void partitionsWithAClockAheadDoNotWipeOthers() {
    var sane = Events.stream(new Random(8), 1_000, 5);
    var states = new ArrayList<>(states(sane));
    states.addAll(
        states(new PartitionId("two", 1), sane.stream().map(s -> s.shifted(3 * HOUR)).toList()));
    var now = Events.end(1_000);
    var stage = view(states, Map.of(), now).view().stages().getLast();
    var alone = view(states(sane), Map.of(), now).view().stages().getLast();
    assertThat(stage.ratePerSecond()).isEqualTo(alone.ratePerSecond());
    assertThat(stage.events()).isEqualTo(2_000);
  }

  @Test
  void skewIsTheLargestOfTheLastMinute() {
    var log = new ArrayList<Sample>();
    long start = Events.START;
    var one = new Sample(start, StageEvent.NO_TIME, "k", 1, 0, false);
    log.add(Events.at(start + 40 * SECOND, start, one));
    log.add(Events.at(start - 2 * HOUR, start + 10 * SECOND, one));
    // Older than its parent by a second and a half.
    long third = start + 20 * SECOND;
    log.add(new Sample(third, third + 1_500_000, "k", 1, 0, false));
    log.add(Events.at(start + 30 * SECOND, start + 30 * SECOND - 900_000, one));
    var states = states(log);
    assertSkew(states, 35, 40L, 7210L);
    assertSkew(states, 66, null, 7210L);
    assertSkew(states, 78, null, 1L);
    assertSkew(states, 90, null, null);
    var counts = states.getFirst().figures().counts();
    assertThat(counts.clock(ClockCase.AHEAD)).isEqualTo(1);
    assertThat(counts.clock(ClockCase.BEHIND)).isEqualTo(1);
  }

  private static void assertSkew(
      List<PartitionState> states,
      int second,
      @org.jspecify.annotations.Nullable Long ahead,
      @org.jspecify.annotations.Nullable Long behind) {
    var now = Instant.EPOCH.plusNanos(1000 * (Events.START + second * SECOND));
    var clock = view(states, Map.of(), now).view().stages().getLast().clock();
    assertThat(clock.aheadBy() == null ? null : clock.aheadBy().toSeconds()).isEqualTo(ahead);
    assertThat(clock.behindBy() == null ? null : clock.behindBy().toSeconds()).isEqualTo(behind);
  }

  private static Sample rogue(Sample sample, long shift) {
    return new Sample(sample.timeMicros() + shift, StageEvent.NO_TIME, "rogue", 1, 0, false);
  }

  private static List<PartitionState> states(List<Sample> log) {
    return states(ID, log);
  }

  private static List<PartitionState> states(PartitionId id, List<Sample> log) {
    var event = new StageEvent();
    var state = new PartitionState(id, Events.shape(100), 0);
    for (int offset = 0; offset < log.size(); offset++) {
      log.get(offset).fill(event, offset);
      state.apply(event);
    }
    return List.of(state);
  }

  private static ViewBuilder.Merged view(
      List<PartitionState> states, Map<PartitionId, Arrival> arrivals, Instant now) {
    var up = new ObserverView.Link(true, now, "");
    var observer = new ObserverView("weir-0", 1, true, 0L, Duration.ZERO, now, up, up);
    return new ViewBuilder(Events.pipeline(), 100)
        .build(states, arrivals, new HashMap<>(), observer, now);
  }

  private static long newest(StageView stage) {
    var newest = stage.newestEventTime();
    return newest == null ? 0 : Micros.of(newest);
  }

  private static @org.jspecify.annotations.Nullable Quantiles latency(ViewBuilder.Merged merged) {
    return merged.view().hops().stream()
        .filter(hop -> hop.hop().to().equals("second"))
        .findFirst()
        .orElseThrow()
        .latency();
  }

  private static Map<String, Long> keys(ViewBuilder.Merged merged) {
    var ages = new TreeMap<String, Long>();
    var keys = merged.keysOf("second");
    for (int entry = 0; entry < keys.size(); entry++) {
      ages.put(
          new String(keys.key(entry), java.nio.charset.StandardCharsets.UTF_8), keys.newest(entry));
    }
    return ages;
  }
}
