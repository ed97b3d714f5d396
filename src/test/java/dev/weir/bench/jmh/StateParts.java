package dev.weir.bench.jmh;

import dev.weir.flow.Events;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.StageFigures;
import dev.weir.pipeline.StageEvent;
import dev.weir.trace.TraceNotation;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A partition's state that 100,000 events a second of event time go into, by keys in turn, each
 * with a latency since its parent and since its origin.
 */
@State(Scope.Thread)
public class StateParts {
  private static final int KEY_LIMIT = 10_000;
  private static final long STEP_MICROS = 10;
  private static final byte[] TRACE =
      "4bf92f3577b34da6a3ce929d0e0e4736".getBytes(StandardCharsets.UTF_8);

  /** How many keys there are. */
  @Param({"500", "10000"})
  public int keys;

  private final StageEvent event = new StageEvent();
  private PartitionState state = state("one");
  private PartitionState other = state("two");
  private byte[][] names = {};
  private long offset;

  /** Fills the states. */
  @Setup
  public void fill() {
    names =
        IntStream.range(0, keys)
            .mapToObj(at -> ("SYM" + at).getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    state = state("one");
    other = state("two");
    for (int at = 0; at < 3 * keys; at++) {
      next();
      state.apply(event);
      next();
      other.apply(event);
    }
  }

  private static PartitionState state(String topic) {
    return new PartitionState(new PartitionId(topic, 0), Events.shape(KEY_LIMIT), 0);
  }

  /** The state. */
  PartitionState state() {
    return state;
  }

  /** Fills the event with the next one. */
  void next() {
    offset++;
    event.clear();
    event.offset = offset;
    event.eventTimeMicros = Events.START + offset * STEP_MICROS;
    event.recordTimeMicros = event.eventTimeMicros + 250;
    event.skewMicros = -250;
    event.parentTimeMicros = event.eventTimeMicros - 100 - (offset * 37 & 0xFFFF);
    event.originTimeMicros = event.parentTimeMicros - 2_000;
    event.sizeBytes = 300;
    byte[] key = names[(int) (offset % names.length)];
    event.key.set(key, 0, key.length);
    event.trace.set(TRACE, 0, TRACE.length);
    event.notation = TraceNotation.of(0);
  }

  /** Fills in an event and applies it. */
  @Benchmark
  public long apply() {
    next();
    return state.apply(event);
  }

  /** Merges the figures of two partitions. */
  @Benchmark
  public StageFigures merge() {
    var merged = new StageFigures(Events.shape(KEY_LIMIT));
    merged.merge(state.figures());
    merged.merge(other.figures());
    return merged;
  }
}
