package dev.weir.kafka;

import dev.weir.flow.PartitionId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where reading begins. Answers come later, on some thread; trouble is a failed stage. */
interface StartOffsets {
  /** The offset at which a partition begins to count when nothing is stored of it. */
  CompletionStage<Long> startOf(PartitionId partition);

  /**
   * The id that the brokers have given to the topic of this name, which tells it from one before
   * it; empty if they give none.
   */
  default CompletionStage<Optional<UUID>> topicId(String topic) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /** What is in the log now. */
  CompletionStage<Range> range(PartitionId partition);

  /**
   * The offsets of a log.
   *
   * @param start the first one that is still there
   * @param end behind the last committed record
   */
  record Range(long start, long end) {}
}
