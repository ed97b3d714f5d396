package dev.weir.bench.jmh;

import dev.weir.flow.SnapshotCodec;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A commit in steady state: 500 keys, each touched once since the last one. */
@State(Scope.Thread)
public class EncodingParts {
  private static final int KEYS = 500;

  private final SnapshotCodec codec = new SnapshotCodec();
  private final StateParts parts = new StateParts();

  /** Fills the state, and encodes all of it once. */
  @Setup
  public void fill() {
    parts.keys = KEYS;
    parts.fill();
    codec.encodeChanges(parts.state());
  }

  /** Touches each key. */
  @Setup(Level.Invocation)
  public void touch() {
    for (int at = 0; at < KEYS; at++) {
      parts.apply();
    }
  }

  /** Encodes what changed. */
  @Benchmark
  public Map<String, byte[]> encode() {
    return codec.encodeChanges(parts.state());
  }
}
