package dev.weir.flow;

import dev.weir.ledger.IdTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Lets tests of other packages compare states. */
public final class FiguresOf {
  private FiguresOf() {}

  /** Everything that a reader can see of a state now, later and earlier, as a value. */
  public static List<Object> all(PartitionState state, int events) {
    var end = Events.end(events);
    var all = new ArrayList<Object>();
    all.add(state.gaps());
    all.add(ledger(state.ledger()));
    all.add(Figures.of(state.figures(), end, end.minusSeconds(30)));
    for (long seconds : new long[] {0, 1, 90, 3 * 3600, 7 * 3600, -10, -3600}) {
      all.add(seen(state, end.plusSeconds(seconds)));
    }
    return all;
  }

  /** What a view shows of a state alone whose last event has just arrived. */
  static List<Object> seen(PartitionState state, Instant now) {
    var stage = new StageFigures(state.figures().shape);
    state.tracks().mergeInto(stage, Micros.of(now), Micros.of(now));
    return List.of(Figures.of(stage, now), stage.counts().outOfOrder());
  }

  /** Everything that a side of a hop tells, as a value. */
  private static List<Object> ledger(Ledger ledger) {
    var all = new ArrayList<Object>();
    all.add(ledger.blindUpTo());
    for (var side : ledger.sides()) {
      all.add(List.of(side.strayEvents(), side.unlinked(), side.untimed()));
      var buckets = new TreeMap<Long, Object>();
      for (var bucket : side.buckets) {
        if (bucket != null) {
          var ids = new IdTable(side.shape.cells());
          bucket.mergeInto(ids, 1);
          buckets.put(
              bucket.number,
              List.of(
                  bucket.events(),
                  bucket.lateEvents(),
                  bucket.oldestRecordMicros(),
                  bucket.newestRecordMicros(),
                  bucket.touched(),
                  ids.hashCode()));
        }
      }
      all.add(buckets);
    }
    return all;
  }
}
