package dev.weir.monitor;

import dev.weir.flow.HopView;
import dev.weir.monitor.Tallies.HopName;
import dev.weir.monitor.Tallies.HopTally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what happens in the accounts of hops while this replica leads, so that each event is
 * counted by one replica. Used on one thread; {@link #counts} may be called on any.
 */
final class HopTallies {
  private final Map<HopName, long[]> seen = new HashMap<>();
  private final Map<HopName, long[]> counted = new HashMap<>();
  private volatile Map<HopName, HopTally> counts = Map.of();

  /** Takes the accounts of a new view. */
  void look(List<HopView> hops, boolean leads) {
    var tallies = new HashMap<HopName, HopTally>();
    for (var hop : hops) {
      var account = hop.account();
      if (account == null) {
        continue;
      }
      var name = new HopName(hop.hop().from(), hop.hop().to());
      int figures = account.counted().size();
      long[] last = seen.computeIfAbsent(name, _ -> new long[figures]);
      long[] sums = counted.computeIfAbsent(name, _ -> new long[figures]);
      for (int at = 0; at < figures; at++) {
        long now = account.counted().get(at);
        sums[at] += leads ? Math.max(0, now - last[at]) : 0;
        last[at] = Math.max(last[at], now);
      }
      tallies.put(name, new HopTally(sums[0], sums[1], sums[2], sums[3], sums[4]));
    }
    counts = Map.copyOf(tallies);
  }

  /** What was counted since the process began. */
  Map<HopName, HopTally> counts() {
    return counts;
  }
}
