package dev.weir.simulation;

import dev.weir.flow.KeyColumns;
import dev.weir.flow.PartitionId;
import dev.weir.flow.PartitionState;
import dev.weir.monitor.SnapshotStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What must hold once all trouble is over and everything is read. */
final class Ending {
  // A backlog of up to an hour is read in steps.
  private static final int MAX_ROUNDS = 3_000;

  private final World world;
  private final Oracle oracle;

  Ending(World world, Oracle oracle) {
    this.world = world;
    this.oracle = oracle;
  }

  /** What is wrong in the end; null when nothing is. */
  @Nullable String fault() {
    world.calm();
    var missing = catchUp();
    if (missing == null && world.losses().any()) {
      // Where records were lost, two states of the same offset may differ: the next record tells.
      world.broker().partitions().forEach(partition -> world.broker().log(partition).append(1));
      missing = catchUp();
    }
    return missing == null ? wrong() : "not right again: " + missing;
  }

  private @Nullable String catchUp() {
    String missing = "nothing was done";
    for (int round = 0; round < MAX_ROUNDS && missing != null; round++) {
      world.round();
      missing = unsettled();
    }
    return missing;
  }

  private @Nullable String unsettled() {
    for (var partition : world.broker().partitions()) {
      var id = SimBroker.id(partition);
      long end = world.broker().log(partition).end();
      long stored = world.store().offset(id);
      if (stored != end) {
        return "%s is stored up to %d of %d".formatted(id, stored, end);
      }
      int shown = 0;
      for (var replica : world.alive()) {
        var snapshot = replica.board.published().get(id);
        shown += snapshot != null && snapshot.offset() == end ? 1 : 0;
      }
      if (shown != 1) {
        return "%s is shown up to %d by %d replicas".formatted(id, end, shown);
      }
    }
    return world.clock().waiting() > 0 ? "something is on its way" : null;
  }

  private @Nullable String wrong() {
    var stored = new HashMap<PartitionId, SnapshotStore.Snapshot>();
    for (var partition : world.broker().partitions()) {
      var id = SimBroker.id(partition);
      var snapshot = Objects.requireNonNull(world.store().stored(id));
      stored.put(id, snapshot);
      var difference = wrong(partition, oracle.decode(id, snapshot));
      if (difference != null) {
        return id + ": " + difference;
      }
    }
    return viewDifference(stored);
  }

  private @Nullable String wrong(TopicPartition partition, PartitionState found) {
    var log = world.broker().log(partition);
    var losses = world.losses();
    if (world.store().wentBack() && losses.any(partition)) {
      return Oracle.impossible(found, log);
    }
    for (var gap : found.gaps()) {
      if (!losses.excuse(partition, gap)) {
        return "a gap from %d to %d that need not be".formatted(gap.from(), gap.to());
      }
    }
    String difference = "nobody asked where it begins";
    for (long from : losses.starts(partition)) {
      var pass = oracle.pass(found.id(), log, from, found.gaps());
      difference = oracle.difference(found, pass, log, from);
      if (difference == null) {
        return null;
      }
    }
    return difference;
  }

  /** Whether every replica shows what is stored, which is right. */
  private @Nullable String viewDifference(Map<PartitionId, SnapshotStore.Snapshot> stored) {
    var ends = world.broker().ends();
    var replicas = world.alive();
    replicas.forEach(replica -> replica.reader.ask(ends));
    world.clock().pass(Duration.ofMillis(10));
    var now = world.clock().instant();
    var wanted = replicas.getFirst().reader.viewOf(stored, now);
    for (var replica : replicas) {
      var seen = replica.reader.look(ends, now);
      if (!seen.view().equals(wanted.view())) {
        return "a reader should see%n%s%nand sees%n%s".formatted(wanted.view(), seen.view());
      }
      for (var stage : wanted.keys().keySet()) {
        if (keyed(seen.keysOf(stage)) != keyed(wanted.keysOf(stage))) {
          return "a reader sees other keys of " + stage;
        }
      }
      world.look(replica, seen);
    }
    return null;
  }

  /**
   * Which keys have an entry depends on the order of merging, how many events have one does not.
   */
  private static long keyed(KeyColumns keys) {
    long events = keys.otherEvents();
    for (int entry = 0; entry < keys.size(); entry++) {
      events += keys.events(entry);
    }
    return events;
  }
}
