package dev.weir.monitor;

import dev.weir.monitor.Tallies.DelayTally;
import dev.weir.monitor.Tallies.HopName;
import dev.weir.monitor.Tallies.LatencyTally;
import dev.weir.monitor.Tallies.StageTally;
import dev.weir.monitor.Tallies.StageTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up what the loops of this process have counted. Pure. */
final class TallySums {
  private TallySums() {}

  static Tallies of(
      Collection<IngestTally.Counts> loops,
      Map<HopName, Tallies.HopTally> accounts,
      Map<String, Long> commits,
      LatencyTally commitDuration,
      Map<String, Tallies.TopicLag> observerLag) {
    var stages = new HashMap<StageTopic, StageTally>();
    var delays = new HashMap<String, List<DelayTally>>();
    var hops = new HashMap<HopName, List<LatencyTally>>();
    var endToEnd = new ArrayList<LatencyTally>();
    for (var loop : loops) {
      loop.stages().forEach((name, tally) -> stages.merge(name, tally, TallySums::add));
      loop.delays()
          .forEach(
              (name, tally) -> delays.computeIfAbsent(name, _ -> new ArrayList<>()).add(tally));
      loop.hops()
          .forEach((name, tally) -> hops.computeIfAbsent(name, _ -> new ArrayList<>()).add(tally));
      endToEnd.add(loop.pipeline());
    }
    var delayed = new HashMap<String, DelayTally>();
    delays.forEach((name, tallies) -> delayed.put(name, DelayCells.sum(tallies)));
    var summed = new HashMap<HopName, LatencyTally>();
    hops.forEach((name, tallies) -> summed.put(name, LatencyCells.sum(tallies)));
    return new Tallies(
        Map.copyOf(stages),
        Map.copyOf(delayed),
        Map.copyOf(summed),
        accounts,
        LatencyCells.sum(endToEnd),
        commits,
        commitDuration,
        observerLag);
  }

  private static StageTally add(StageTally left, StageTally right) {
    return new StageTally(
        left.events() + right.events(),
        left.bytes() + right.bytes(),
        sum(left.rejected(), right.rejected()),
        sum(left.clock(), right.clock()),
        sum(left.traces(), right.traces()));
  }

  private static long[] sum(long[] left, long[] right) {
    long[] sum = left.clone();
    for (int at = 0; at < sum.length; at++) {
      sum[at] += right[at];
    }
    return sum;
  }
}
