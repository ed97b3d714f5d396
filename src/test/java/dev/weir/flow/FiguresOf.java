package dev.weir.flow;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Lets tests of other packages compare states. */
public final class FiguresOf {
  private FiguresOf() {}

  /** Everything that a reader can see of a state, as a value. */
  public static List<Object> all(PartitionState state, List<Events.Sample> log) {
    var end = Instant.EPOCH.plus(log.getLast().timeMicros(), ChronoUnit.MICROS);
    return List.of(
        Figures.of(state.figures(), end, end.minusSeconds(30)),
        state.figures().counts().outOfOrder(),
        state.gaps());
  }
}
