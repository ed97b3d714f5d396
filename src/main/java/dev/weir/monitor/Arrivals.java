package dev.weir.monitor;

import dev.weir.flow.Arrival;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers when each partition's count last grew, by our own clock, because no event can be newer
 * than its arrival: producers whose clocks are ahead look fresh for no longer than others. A
 * partition that is first looked at counts as arriving then. Not thread-safe.
 */
final class Arrivals {
  private final Map<PartitionId, Known> known = new HashMap<>();

  private record Known(long events, Arrival arrival) {}

  /** The clock was set by so much: what arrived before is as old as it was. */
  void shift(Duration step) {
    known.replaceAll(
        (_, last) ->
            new Known(
                last.events(), new Arrival(last.arrival().at().plus(step), last.arrival().seen())));
  }

  /** When the last event of each of these partitions arrived. */
  Map<PartitionId, Arrival> look(Map<PartitionId, PartitionState> states, Instant now) {
    known.keySet().retainAll(states.keySet());
    var arrivals = new HashMap<PartitionId, Arrival>();
    states.forEach(
        (id, state) -> {
          long events = state.figures().counts().events();
          var last = known.get(id);
          if (last == null || last.events() != events) {
            last = new Known(events, new Arrival(now, last != null));
            known.put(id, last);
          }
          arrivals.put(id, last.arrival());
        });
    return arrivals;
  }
}
