package dev.weir.bench.jmh;

import dev.weir.flow.LatencySketch;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Latencies from 1 µs to 10 s. */
@State(Scope.Thread)
public class SketchParts {
  private static final int MASK = 1023;

  private final LatencySketch sketch = new LatencySketch();
  private final long[] latencies =
      new Random(1).doubles(MASK + 1, 0, 16).mapToLong(power -> (long) Math.exp(power)).toArray();
  private int at;

  /** Adds one. */
  @Benchmark
  public LatencySketch sketchAdd() {
    sketch.add(latencies[at++ & MASK]);
    return sketch;
  }
}
