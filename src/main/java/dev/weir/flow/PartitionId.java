package dev.weir.flow;

import org.jspecify.annotations.Nullable;

/**
 * A Kafka topic-partition, the unit that owns state.
 *
 * @param topic the topic's name
 * @param partition its number, from 0
 */
public record PartitionId(String topic, int partition) implements Comparable<PartitionId> {
  /** Written out since the generated one takes microseconds natively; see performance.md. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PartitionId that
        && partition == that.partition
        && topic.equals(that.topic);
  }

  @Override
  public int hashCode() {
    return 31 * topic.hashCode() + partition;
  }

  @Override
  public int compareTo(PartitionId other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }

  void encode(SectionWriter writer) {
    writer.text(topic).unsigned(partition);
  }

  static PartitionId decode(SectionReader reader) throws CorruptSectionException {
    return new PartitionId(reader.text(), reader.bounded(Integer.MAX_VALUE));
  }
}
