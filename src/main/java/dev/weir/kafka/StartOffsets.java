package dev.weir.kafka;

import dev.weir.flow.PartitionId;
import java.util.concurrent.CompletionStage;

/** Where reading begins. Answers come later, on some thread; trouble is a failed stage. */
interface StartOffsets {
  /** The offset at which a partition begins to count when nothing is stored of it. */
  CompletionStage<Long> startOf(PartitionId partition);

  /** The first offset that is still in the log. */
  CompletionStage<Long> logStart(PartitionId partition);
}
