package dev.weir.monitor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.flow.Events;
import dev.weir.monitor.Tallies.HopName;
import dev.weir.monitor.Tallies.StageTopic;
import dev.weir.pipeline.ClockCase;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.TraceNotation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a loop counts for scrapers, and the sum over all loops. */
class IngestTallyTest {
  private static final StageTopic RISK = new StageTopic("risk", "topic.risk");
  private static final HopName INTO_RISK = new HopName("strategy", "risk");

  private static final long LATEST = Events.START + 60_000_000;

  private final StageEvent event = new StageEvent();

  private static IngestTally.Cells risk(IngestTally tally, boolean isLast) {
    return tally.cells(Samples.pipeline().stages().getLast(), "topic.risk", isLast);
  }

  /** An event this long after its parent, which is where its trace begins. */
  private StageEvent after(long micros, int bytes) {
    new Events.Sample(Events.START, Events.START - micros, "k", bytes, 0, true).fill(event, 0);
    return event;
  }

  @Test
  void eventsBytesAndEachReasonCount() {
    var tally = new IngestTally();
    var cells = risk(tally, true);
    cells.add(after(10, 100), LATEST, 0);
    var bad = after(10, 50);
    bad.reject(Rejection.BODY_MALFORMED);
    bad.reject(Rejection.RECORD_CORRUPT);
    cells.add(bad, LATEST, 0);
    assertThat(tally.counts().stages()).containsOnlyKeys(RISK);
    var counted = tally.counts().stages().getOrDefault(RISK, nothing());
    assertThat(counted.events()).isEqualTo(2);
    assertThat(counted.bytes()).isEqualTo(150);
    assertThat(counted.rejected()[reason(Rejection.BODY_MALFORMED)]).isEqualTo(1);
    assertThat(counted.rejected()[reason(Rejection.RECORD_CORRUPT)]).isEqualTo(1);
    assertThat(Arrays.stream(counted.rejected()).sum()).isEqualTo(2);
  }

  @Test
  void topicsBeyondTheBoundShareOneCounter() {
    var tally = new IngestTally();
    var stage = Samples.pipeline().stages().getLast();
    int topics = IngestTally.MOST_TOPICS + 3;
    for (int at = 0; at < topics; at++) {
      tally.cells(stage, "topic-" + at, true).add(after(10, 100), LATEST, 0);
    }
    tally.cells(stage, "topic-0", true).add(after(10, 100), LATEST, 0);
    var stages = tally.counts().stages();
    assertThat(stages).hasSize(IngestTally.MOST_TOPICS + 1);
    assertThat(events(stages, "topic-0")).isEqualTo(2);
    assertThat(events(stages, "__other__")).isEqualTo(3);
  }

  private static long events(Map<StageTopic, Tallies.StageTally> stages, String topic) {
    return stages.getOrDefault(new StageTopic("risk", topic), nothing()).events();
  }

  private static int reason(Rejection reason) {
    return Integer.numberOfTrailingZeros(reason.bit());
  }

  private static Tallies.StageTally nothing() {
    return new Tallies.StageTally(
        -1,
        -1,
        new long[Rejection.count()],
        new long[ClockCase.count()],
        new long[TraceNotation.count()]);
  }

  @Test
  void latenciesFallIntoTheirBucketsAndNegativeOnesIntoNone() {
    var tally = new IngestTally();
    var cells = risk(tally, true);
    cells.add(after(1_000, 1), LATEST, 0);
    cells.add(after(1_001, 1), LATEST, 0);
    cells.add(after(90_000_000, 1), LATEST, 0);
    cells.add(after(-5, 1), LATEST, 0);
    for (var latency :
        List.of(tally.counts().hops().getOrDefault(INTO_RISK, none()), tally.counts().pipeline())) {
      assertThat(latency.upperBounds()).startsWith(0.001, 0.0025);
      assertThat(latency.counts()).startsWith(1, 1).endsWith(0, 1).hasSize(16);
      assertThat(latency.negative()).isEqualTo(1);
      assertThat(latency.sumSeconds()).isEqualTo(90.002001, within(1e-9));
      assertThat(Arrays.stream(latency.cells().counts()).sum()).isEqualTo(3);
    }
  }

  private static Tallies.LatencyTally none() {
    return new LatencyCells().toTally();
  }

  @Test
  void oddTimesAreCountedAndTellNoLatency() {
    var tally = new IngestTally();
    var cells = risk(tally, true);
    after(1_000, 9);
    event.eventTimeMicros = LATEST + 1;
    event.skewMicros = 1_000_001;
    cells.add(event, LATEST, 2);
    after(1_000, 9);
    event.eventTimeMicros = 0;
    cells.add(event, LATEST, 0);
    var counted = tally.counts().stages().getOrDefault(RISK, nothing());
    assertThat(counted.clock()).containsExactly(1, 0, 1, 2);
    assertThat(Arrays.stream(counted.traces()).sum()).isEqualTo(2);
    assertThat(tally.counts().pipeline().counts()).containsOnly(0);
    assertThat(tally.counts().pipeline().negative()).isZero();
  }

  @Test
  void onlyTheLastStageTellsEndToEnd() {
    var tally = new IngestTally();
    risk(tally, false).add(after(1_000, 1), LATEST, 0);
    assertThat(Arrays.stream(tally.counts().pipeline().counts()).sum()).isZero();
  }

  @Test
  void aPartitionThatComesBackCountsOn() {
    var tally = new IngestTally();
    risk(tally, true).add(after(1, 1), LATEST, 0);
    risk(tally, true).add(after(1, 1), LATEST, 0);
    assertThat(tally.counts().stages().getOrDefault(RISK, nothing()).events()).isEqualTo(2);
  }

  @Test
  void theSumOfTheLoopsIsWhatOneLoopWouldHaveCounted() {
    var whole = new IngestTally();
    var left = new IngestTally();
    var right = new IngestTally();
    for (int at = 0; at < 1_000; at++) {
      var sample = after(at * 997L - 2_000, at);
      if (at % 7 == 0) {
        sample.reject(Rejection.BODY_MISSING);
      }
      risk(whole, true).add(sample, LATEST, 0);
      risk(at % 3 == 0 ? left : right, true).add(sample, LATEST, 0);
    }
    assertThat(sum(List.of(left.counts(), right.counts())))
        .usingRecursiveComparison()
        .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1, Double.class)
        .isEqualTo(sum(List.of(whole.counts())));
  }

  @Test
  void timeOnTheWayIsSplitAtTheLog() {
    var one = new IngestTally();
    var other = new IngestTally();
    sendDelayed(one, 250_000, true);
    sendDelayed(one, 250_000, false); // Its record's time is of the producer, too.
    sendDelayed(other, -300, true); // Cut off to the millisecond by the broker.
    sendDelayed(other, -5_000, true);
    var delays = delays(List.of(one.counts(), other.counts()));
    assertThat(count(delays.append())).isEqualTo(2);
    assertThat(delays.append().sumSeconds()).isEqualTo(0.25);
    assertThat(delays.append().negative()).isEqualTo(1);
    assertThat(count(delays.read())).isEqualTo(4);
    assertThat(delays.read().sumSeconds()).isCloseTo(4 * 0.04, within(1e-9));
  }

  /** A record that has the given time from its event to the log, and 40 ms from there to us. */
  private void sendDelayed(IngestTally tally, long appendMicros, boolean stamped) {
    var sent = after(10, 100);
    sent.recordTimeMicros = Events.START;
    sent.skewMicros = -appendMicros;
    risk(tally, true).addDelays(sent, stamped, Events.START + 40_000);
  }

  @Test
  void recordsWithoutATimeTellNoDelay() {
    var tally = new IngestTally();
    var sent = after(10, 100);
    sent.recordTimeMicros = StageEvent.NO_TIME;
    risk(tally, true).addDelays(sent, true, Events.START);
    var delays = delays(List.of(tally.counts()));
    assertThat(count(delays.append()) + count(delays.read())).isZero();
  }

  private static Tallies.DelayTally delays(List<IngestTally.Counts> loops) {
    return requireNonNull(sum(loops).delays().get("risk"));
  }

  private static long count(Tallies.LatencyTally tally) {
    return Arrays.stream(tally.counts()).sum();
  }

  @Test
  void withoutLoopsEverythingIsZero() {
    var sum = sum(List.of());
    assertThat(sum.stages()).isEmpty();
    assertThat(sum.pipeline().counts()).containsOnly(0);
  }

  private static Tallies sum(List<IngestTally.Counts> loops) {
    return TallySums.of(loops, Map.of(), Map.of(), new LatencyCells().toTally(), Map.of());
  }
}
