package dev.weir.kafka;

import dev.weir.monitor.IngestTally;
import dev.weir.monitor.PartitionOwner;
import org.apache.kafka.common.TopicPartition;

/** A partition that a poll loop holds: its owner, its counters, and when to try again. */
final class OwnedPartition {
  final TopicPartition topicPartition;
  final PartitionOwner owner;
  final IngestTally.Cells cells;

  /** Records below were counted for scrapers by this process before. */
  long countedUpTo;

  /** When to load or look for the start again, by the monotonic clock; 0 when nothing is due. */
  long retryAtNanos;

  int failures;

  /** Set while an answer about the log's ends is awaited after an offset was out of range. */
  boolean checkingRange;

  /** Where the client last failed to deliver a record, or −1. */
  long corruptOffset = -1;

  OwnedPartition(
      TopicPartition topicPartition,
      PartitionOwner owner,
      IngestTally.Cells cells,
      long countedUpTo) {
    this.topicPartition = topicPartition;
    this.owner = owner;
    this.cells = cells;
    this.countedUpTo = countedUpTo;
  }
}
