package dev.weir.simulation;

import dev.weir.flow.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The logs, and the consumer group that shares them. A partition is given to a member when the one
 * that had it has given it up, or was expelled: then it may not know for a while.
 */
@SuppressWarnings("ReferenceEquality") // A member is its consumer, no equal one.
final class SimBroker {
  private final Topology topology;
  private final Map<TopicPartition, SimLog> logs = new HashMap<>();
  private final List<TopicPartition> partitions = new ArrayList<>();
  private final List<SimConsumer> members = new ArrayList<>();
  private final Map<TopicPartition, SimConsumer> holders = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private int salt;

  SimBroker(Topology topology) {
    this.topology = topology;
    for (int topic = 0; topic < topology.partitions().size(); topic++) {
      for (int number = 0; number < topology.partitions().get(topic); number++) {
        add(Topology.topic(topic), number);
      }
    }
  }

  private void add(String topic, int number) {
    var partition = new TopicPartition(topic, number);
    partitions.add(partition);
    logs.put(partition, new SimLog(id(partition), topology));
  }

  static PartitionId id(TopicPartition partition) {
    return new PartitionId(partition.topic(), partition.partition());
  }

  static TopicPartition kafka(PartitionId id) {
    return new TopicPartition(id.topic(), id.partition());
  }

  /** Gives a topic one partition more, unless it has as many as it may have. */
  void grow(int topic) {
    var name = Topology.topic(topic);
    int has = (int) partitions.stream().filter(known -> known.topic().equals(name)).count();
    if (has < Topology.MAX_PARTITIONS) {
      add(name, has);
    }
  }

  List<TopicPartition> partitions() {
    return List.copyOf(partitions);
  }

  /** Any number names one. */
  TopicPartition partition(int number) {
    return partitions.get(number % partitions.size());
  }

  SimLog log(TopicPartition partition) {
    var log = logs.get(partition);
    if (log == null) {
      throw new IllegalArgumentException("no partition " + partition);
    }
    return log;
  }

  Map<PartitionId, Long> ends() {
    var ends = new TreeMap<PartitionId, Long>();
    logs.forEach((partition, log) -> ends.put(id(partition), log.end()));
    return ends;
  }

  void join(SimConsumer member) {
    members.add(member);
  }

  /** The member is gone, or is taken for gone. */
  void expel(SimConsumer member) {
    members.remove(member);
    holders.values().removeIf(holder -> holder == member);
  }

  /** Shares the partitions out in another way. */
  void rebalance(int by) {
    salt = by;
  }

  /** What the member must give up now. */
  Set<TopicPartition> toRevoke(SimConsumer member) {
    return held(member).stream()
        .filter(partition -> target(partition) != member)
        .collect(Collectors.toSet());
  }

  void released(Set<TopicPartition> given) {
    given.forEach(holders::remove);
  }

  /** Gives the member what is free and meant for it. */
  Set<TopicPartition> take(SimConsumer member) {
    var taken =
        partitions.stream()
            .filter(partition -> !holders.containsKey(partition) && target(partition) == member)
            .collect(Collectors.toSet());
    taken.forEach(partition -> holders.put(partition, member));
    return taken;
  }

  private List<TopicPartition> held(SimConsumer member) {
    return partitions.stream().filter(partition -> holders.get(partition) == member).toList();
  }

  private @Nullable SimConsumer target(TopicPartition partition) {
    return members.isEmpty()
        ? null
        : members.get(Math.floorMod(partition.hashCode() + salt, members.size()));
  }

  void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
  }

  @Nullable Long committed(TopicPartition partition) {
    return committed.get(partition);
  }
}
