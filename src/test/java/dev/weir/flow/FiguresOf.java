package dev.weir.flow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lets tests of other packages compare states. */
public final class FiguresOf {
  private FiguresOf() {}

  /** Everything that a reader can see of a state now, later and earlier, as a value. */
  public static List<Object> all(PartitionState state, int events) {
    var end = Events.end(events);
    var all = new ArrayList<Object>();
    all.add(state.gaps());
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
}
