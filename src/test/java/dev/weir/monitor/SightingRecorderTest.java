package dev.weir.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.pipeline.StageEvent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SightingRecorderTest {
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] TOPIC = "market.ticks".getBytes(UTF_8);

  private final List<SightingBatch> sent = new ArrayList<>();
  private final StageEvent event = new StageEvent();

  private void see(SightingRecorder recorder, String trace, long offset) {
    SightingSamples.fill(SightingSamples.sighting(trace, "e-" + offset, offset), event);
    see(recorder);
  }

  private void see(SightingRecorder recorder) {
    if (recorder.wants(event)) {
      recorder.begin(event);
      recorder.finish(event, TOPIC, 3, SightingSamples.NOON);
    }
  }

  private int count() {
    return sent.stream().mapToInt(SightingBatch::count).sum();
  }

  @Test
  void whatWasSeenIsSentFourTimesASecond() {
    var recorder = new SightingRecorder(100, sent::add);
    recorder.tick(5);
    see(recorder, "t-1", 1);
    recorder.tick(5 + SECOND / 4 - 1);
    assertThat(sent).isEmpty();
    recorder.tick(5 + SECOND / 4);
    assertThat(count()).isEqualTo(1);
    recorder.tick(5 + SECOND);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aBufferThatIsFullIsSentAtOnce() {
    var recorder = new SightingRecorder(10_000, sent::add);
    for (int at = 0; at < 1_000; at++) {
      see(recorder, "t-" + at, at);
    }
    assertThat(sent).hasSize(3).allMatch(batch -> batch.count() == SightingBuffer.MOST);
    recorder.flush();
    assertThat(count()).isEqualTo(1_000);
  }

  @Test
  void theRateIsToldWithEachSighting() {
    var recorder = new SightingRecorder(10, sent::add);
    for (int at = 0; at < 200; at++) {
      see(recorder, "t-" + at, at);
    }
    recorder.tick(1);
    var entries = sent.stream().flatMap(batch -> batch.entries().stream()).toList();
    var rates =
        entries.stream()
            .map(entry -> SightingCodec.decode(entry.sighting()).orElseThrow().k())
            .toList();
    assertThat(rates).isSorted().startsWith(0);
    // Of the last rate none may have been seen yet.
    assertThat(rates.getLast()).isBetween(recorder.k() - 1, recorder.k());
    assertThat(recorder.k()).isBetween(2, 6);
    assertThat(sent.getLast().k()).isEqualTo(rates.getLast());
    for (int at = 0; at < entries.size(); at++) {
      assertThat(SightingSampler.takes(entries.get(at).trace(), rates.get(at))).isTrue();
    }
  }

  @Test
  void aTraceHasEachOtherNameOnce() {
    var batch =
        SightingSamples.batches(
                List.of(SightingSamples.sighting("trace", "event", 1)),
                "event",
                "order",
                "trace",
                "order")
            .getFirst();
    assertThat(batch.entries().getFirst().names())
        .containsExactly(SightingSamples.hash("event"), SightingSamples.hash("order"));
  }

  /**
   * As in the decoder's test: batches are seen until one costs nothing; if each costs, none does.
   */
  @Test
  void nothingIsAllocatedForAnEvent() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SightingSamples.fill(
        SightingSamples.sighting(
            "4bf92f3577b34da6a3ce929d0e0e4736", "019353a1-0000-7000-8000-000000000002", 1),
        event);
    int[] batches = new int[1];
    var recorder = new SightingRecorder(Integer.MAX_VALUE, batch -> batches[0]++);
    int events = 200_000;
    double least = Double.MAX_VALUE;
    for (int round = 0; round < 60 && least >= 160; round++) {
      int before = batches[0];
      long allocated = threads.getCurrentThreadAllocatedBytes();
      for (int at = 0; at < events; at++) {
        see(recorder);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
      assertThat(batches[0] - before).isGreaterThan(700);
      least = Math.min(least, (double) allocated / events);
    }
    // The batches, which are copies of what was written, and nothing beside them.
    assertThat(least).as("bytes an event").isBetween(90.0, 160.0);
  }
}
