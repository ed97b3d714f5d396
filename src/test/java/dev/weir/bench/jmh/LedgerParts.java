package dev.weir.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.demo.UuidV7;
import dev.weir.flow.Events;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.flow.StageShape;
import dev.weir.ledger.IdTable;
import dev.weir.ledger.Peeling;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Events of the middle one of three stages, which are children in one hop and parents in the next,
 * with and without accounts of these; and how long it takes to read a hundred ids out of a table.
 */
@State(Scope.Thread)
public class LedgerParts {
  private static final int EVENTS = 1 << 14;
  private static final long STEP_MICROS = 10;

  /** What the hops expect. */
  @Param({"every", "some"})
  public String expect = "every";

  private final StageEvent event = new StageEvent();
  private final byte[][] ids = new byte[EVENTS][];
  private final byte[][] parents = new byte[EVENTS][];
  private IdTable table = new IdTable(256);
  private PartitionState state = state(Hop.Expect.SOME);
  private long offset;

  /** Makes ids, and a table with a hundred differences. */
  @Setup
  public void fill() {
    var random = new SplittableRandom(1);
    for (int at = 0; at < EVENTS; at++) {
      ids[at] = UuidV7.at(Events.START + at * STEP_MICROS, random).toString().getBytes(UTF_8);
      parents[at] =
          UuidV7.at(Events.START + at * STEP_MICROS - 5_000, random).toString().getBytes(UTF_8);
    }
    table = new IdTable(IdTable.cellsFor(100));
    for (int at = 0; at < 100; at++) {
      table.add(random.nextLong() >>> 10, random.nextLong() >>> 9, random.nextLong() >>> 9, 1);
    }
    state = state(expect.equals("every") ? Hop.Expect.EVERY : Hop.Expect.SOME);
  }

  private static PartitionState state(Hop.Expect expect) {
    var within = Duration.ofSeconds(5);
    var stages =
        List.of(
            stage("a"),
            stage("b", new Hop("a", "b", expect, within, null)),
            stage("c", new Hop("b", "c", expect, within, null)));
    var pipeline = new Pipeline("bench", "bench", FieldSources.defaults(), stages);
    var shape = StageShape.of(pipeline, stages.get(1), 100);
    return new PartitionState(new PartitionId("b", 0), shape, 0);
  }

  private static Stage stage(String name, Hop... after) {
    return new Stage(name, List.of(new TopicSelector.Exact(name)), List.of(after), null, null);
  }

  /** Counts one event. */
  @Benchmark
  public long apply() {
    int at = (int) (++offset & (EVENTS - 1));
    event.clear();
    event.offset = offset;
    event.eventTimeMicros = Events.START + at * STEP_MICROS;
    event.recordTimeMicros = event.eventTimeMicros;
    event.parentTimeMicros = event.eventTimeMicros - 5_000;
    event.id.set(ids[at], 0, ids[at].length);
    event.parent.set(parents[at], 0, parents[at].length);
    return state.apply(event);
  }

  /** Reads a hundred ids out of a table. */
  @Benchmark
  public Peeling.Result peel() {
    return Peeling.of(table);
  }
}
