package dev.weir.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.monitor.IngestTally;
import dev.weir.monitor.PartitionOwner;
import dev.weir.pipeline.StageEvent;
import org.apache.kafka.common.TopicPartition;

/** A partition that a poll loop holds: its owner, its counters, and when to try again. */
final class OwnedPartition {
  private static final long MAX_RETRY_MS = 2_000;

  // Later than what has no time, and earlier than everything else.
  private static final long FROM_THE_FIRST = StageEvent.NO_TIME + 1;

  final TopicPartition topicPartition;

  /** The topic's name as UTF-8. */
  final byte[] topicName;

  final PartitionOwner owner;
  final IngestTally.Cells cells;

  /** Records below were counted for scrapers by this process before. */
  long countedUpTo;

  /**
   * When to load or look for the start again, by the monotonic clock, if it waits to be tried
   * again.
   */
  long retryAtNanos;

  int failures;

  /** Set while an answer about the log's ends is awaited after an offset was out of range. */
  boolean checkingRange;

  /** The id of the schema for which its next record waits; 0 when it does not. */
  long awaitedSchema;

  /** Events beyond this time are asked about before they are applied; see {@link CatchUp}. */
  long holdAfter = FROM_THE_FIRST;

  /** When it was last let go on to {@link #holdAfter}, by the monotonic clock. */
  long steppedNanos;

  /** The time of the event at which it is held back; none when it is not. */
  long heldAt = StageEvent.NO_TIME;

  /** Where the client last failed to deliver a record, or −1. */
  long corruptOffset = -1;

  OwnedPartition(
      TopicPartition topicPartition,
      PartitionOwner owner,
      IngestTally.Cells cells,
      long countedUpTo) {
    this.topicPartition = topicPartition;
    this.topicName = topicPartition.topic().getBytes(UTF_8);
    this.owner = owner;
    this.cells = cells;
    this.countedUpTo = countedUpTo;
  }

  /** Whether it is held back: for a schema that is on its way, or until others have caught up. */
  boolean isWaiting() {
    return awaitedSchema != 0 || heldAt != StageEvent.NO_TIME;
  }

  /** Reads on from another place, where nothing holds it back. */
  void goesOn() {
    awaitedSchema = 0;
    heldAt = StageEvent.NO_TIME;
    holdAfter = FROM_THE_FIRST;
  }

  /** Lets it be loaded again after a time that grows with its failures. */
  void retryLater(long nowNanos) {
    long delayMs = Math.min(100L << Math.min(failures++, 5), MAX_RETRY_MS);
    retryAtNanos = nowNanos + delayMs * 1_000_000;
  }
}
