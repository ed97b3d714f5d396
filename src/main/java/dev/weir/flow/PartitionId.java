package dev.weir.flow;

/**
 * A Kafka topic-partition, the unit that owns state.
 *
 * @param topic the topic's name
 * @param partition its number, from 0
 */
public record PartitionId(String topic, int partition) implements Comparable<PartitionId> {
  @Override
  public int compareTo(PartitionId other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
