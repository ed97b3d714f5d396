package dev.weir.simulation;

import dev.weir.flow.Gap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Which records nobody could have counted for sure: a gap anywhere else is a fault. */
final class Losses {
  private final Map<TopicPartition, List<Range>> excused = new HashMap<>();
  private final Map<TopicPartition, Set<Long>> starts = new HashMap<>();

  private record Range(long from, long to) {}

  /** Records up to the log's start are gone that were not stored as counted. */
  void look(SimBroker broker, SimStore store) {
    for (var partition : broker.partitions()) {
      long start = broker.log(partition).start();
      long stored = Math.max(store.offset(SimBroker.id(partition)), 0);
      if (stored < start) {
        excused.computeIfAbsent(partition, _ -> new ArrayList<>()).add(new Range(stored, start));
      }
    }
  }

  /** Somebody was told that a log that is not known begins here. */
  void toldStart(TopicPartition partition, long start) {
    starts.computeIfAbsent(partition, _ -> new TreeSet<>()).add(start);
  }

  boolean any() {
    return !excused.isEmpty();
  }

  boolean any(TopicPartition partition) {
    return excused.containsKey(partition);
  }

  /** Where counting may have begun. */
  Set<Long> starts(TopicPartition partition) {
    return starts.getOrDefault(partition, Set.of());
  }

  boolean excuse(TopicPartition partition, Gap gap) {
    long from = gap.from();
    // The ranges may overlap: each may carry us on.
    for (boolean moved = true; moved && from < gap.to(); ) {
      moved = false;
      for (var range : excused.getOrDefault(partition, List.of())) {
        if (range.from() <= from && from < range.to()) {
          from = range.to();
          moved = true;
        }
      }
    }
    return from >= gap.to();
  }
}
