package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.flow.Events;
import dev.weir.monitor.Tallies.Exemplar;
import dev.weir.pipeline.StageEvent;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which traces a histogram names. */
class ExemplarsTest {
  private static final String FIRST = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SECOND = "00000000000000000000000000000abc";
  private static final Instant START = Instant.ofEpochSecond(Events.START / 1_000_000);

  private final LatencyCells cells = new LatencyCells();

  private static StageEvent event(String trace, long afterMicros) {
    var event = new StageEvent();
    event.clear();
    event.eventTimeMicros = Events.START + afterMicros;
    // Not at the array's beginning, as in a record.
    byte[] text = ("id=" + trace).getBytes(StandardCharsets.UTF_8);
    event.trace.set(text, 3, text.length - 3);
    return event;
  }

  @Test
  void aBucketNamesATraceWithItsValueAndTime() {
    cells.add(3_000, event(FIRST, 0));
    cells.add(70_000_000, event(SECOND, 250));
    assertThat(cells.toTally().exemplars())
        .containsExactly(
            new Exemplar(2, FIRST, 0.003, START),
            new Exemplar(15, SECOND, 70, START.plusNanos(250_000)));
  }

  @Test
  void anotherTakesItsPlaceAfterASecondAndNotBefore() {
    cells.add(3_000, event(FIRST, 0));
    cells.add(4_000, event(SECOND, 999_999));
    assertThat(cells.toTally().exemplars()).extracting(Exemplar::traceId).containsExactly(FIRST);
    cells.add(4_000, event(SECOND, 1_000_000));
    assertThat(cells.toTally().exemplars())
        .containsExactly(new Exemplar(2, SECOND, 0.004, START.plusSeconds(1)));
    cells.add(3_000, event(FIRST, -60_000_000));
    assertThat(cells.toTally().exemplars()).extracting(Exemplar::traceId).containsExactly(SECOND);
  }

  @Test
  void ofUuidsTheDigitsAreNamed() {
    cells.add(1, event("4bf92f35-77b3-4da6-A3CE-929D0E0E4736", 0));
    assertThat(cells.toTally().exemplars()).extracting(Exemplar::traceId).containsExactly(FIRST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4bf92f3577b34da6a3ce929d0e0e473",
        "4bf92f3577b34da6a3ce929d0e0e473g",
        "4bf92f3577b34da6a3ce929d0e0e473-",
        "4bf92f3577b34da6a3ce929d0e0e47361111",
        "order-number-17-of-the-second-market",
        ""
      })
  void otherIdsAreNotNamedAndTakeNoPlace(String id) {
    cells.add(3_000, event(FIRST, 0));
    cells.add(3_000, event(id, 2_000_000));
    cells.add(90, event(id, 0));
    assertThat(cells.toTally().exemplars()).extracting(Exemplar::traceId).containsExactly(FIRST);
  }

  @Test
  void whatHasNoTraceOrIsNegativeIsNotNamed() {
    var untraced = event(FIRST, 0);
    untraced.trace.clear();
    cells.add(3_000, untraced);
    cells.add(-1, event(FIRST, 0));
    assertThat(cells.toTally().exemplars()).isEmpty();
  }

  @Test
  void ofSeveralLoopsTheNewestOfEachBucketStays() {
    var other = new LatencyCells();
    cells.add(3_000, event(FIRST, 0));
    other.add(4_000, event(SECOND, 10));
    other.add(90, event(FIRST, 5));
    for (var parts :
        List.of(
            List.of(cells.toTally(), other.toTally()), List.of(other.toTally(), cells.toTally()))) {
      assertThat(LatencyCells.sum(parts).exemplars())
          .containsExactly(
              new Exemplar(0, FIRST, 0.00009, START.plusNanos(5_000)),
              new Exemplar(2, SECOND, 0.004, START.plusNanos(10_000)));
    }
  }

  @Test
  void nothingIsAllocatedForALatencyNorForItsExemplar() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var event = event(FIRST, 0);
    double least = Double.MAX_VALUE;
    // The first batch allocates the octaves, and what has to be compiled first may allocate too.
    for (int batch = 0; batch < 20 && least >= 1; batch++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int at = 0; at < 20_000; at++) {
        event.eventTimeMicros += 1_000_000;
        cells.add((at & 0xFFF) * 997L, event);
      }
      least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / 20_000.0);
    }
    assertThat(least).as("bytes for a latency").isLessThan(1);
  }
}
