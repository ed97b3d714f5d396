package dev.weir.kafka;

import static dev.weir.monitor.Field.field;

import dev.weir.monitor.IngestBoard;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.StageEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Goes on where a log is not as it was when it was read: records gone by retention, a tail that was
 * truncated, a topic that was recreated, a record that cannot be delivered. Used on the poll loop's
 * thread only.
 */
final class LogBreaks {
  private static final Logger LOG = Logger.getLogger(LogBreaks.class);

  private final Consumer<?, ?> consumer;
  private final StartOffsets starts;
  private final IngestBoard board;
  private final Assignments assignments;

  LogBreaks(
      Consumer<?, ?> consumer, StartOffsets starts, IngestBoard board, Assignments assignments) {
    this.consumer = consumer;
    this.starts = starts;
    this.board = board;
    this.assignments = assignments;
  }

  /** Offsets are not in the log (any more): asks where it begins and ends, then goes on there. */
  void outOfRange(OffsetOutOfRangeException failure) {
    var truncated =
        failure instanceof LogTruncationException truncation
            ? truncation.divergentOffsets()
            : Map.<TopicPartition, OffsetAndMetadata>of();
    for (var partition : failure.offsetOutOfRangePartitions().keySet()) {
      var target = assignments.reading(partition);
      if (target == null || target.checkingRange) {
        continue;
      }
      var divergent = truncated.get(partition);
      if (divergent != null) {
        restart(target, divergent.offset());
      } else {
        checkRange(target);
      }
    }
  }

  /** Goes on at the beginning if the log is of another topic than the one that was read. */
  void identify(OwnedPartition target, UUID topic) {
    long from = target.owner.nextOffset();
    if (target.owner.identify(topic)) {
      LOG.warnv(
          "topic was recreated: it is read from its beginning",
          field("partition", target.owner.id()),
          field("read_to", from));
      target.countedUpTo = 0;
      board.countAgainFrom(target.owner.id(), 0);
      consumer.seek(target.topicPartition, 0);
    }
  }

  private void checkRange(OwnedPartition target) {
    long from = target.owner.nextOffset();
    target.checkingRange = true;
    consumer.pause(List.of(target.topicPartition));
    starts
        .range(target.owner.id())
        .whenComplete(
            (range, failure) ->
                assignments.reply(
                    target,
                    () -> {
                      target.checkingRange = false;
                      // A reload meanwhile has found another place to go on, and will seek there.
                      if (target.owner.isReading()) {
                        if (failure == null && target.owner.nextOffset() == from) {
                          goOn(target, range);
                        }
                        consumer.resume(List.of(target.topicPartition));
                      }
                    }));
  }

  private void goOn(OwnedPartition target, StartOffsets.Range range) {
    var owner = target.owner;
    long from = owner.nextOffset();
    if (from < range.start()) {
      LOG.warnv(
          "records were gone before they could be read",
          field("partition", owner.id()),
          field("from", from),
          field("to", range.start()));
      owner.skipTo(range.start());
      consumer.seek(target.topicPartition, owner.nextOffset());
    } else if (from > range.end()) {
      restart(target, range.start());
    } else {
      consumer.seek(target.topicPartition, from);
    }
  }

  /** The log is not the one that was read: it was truncated, or its topic recreated. */
  private void restart(OwnedPartition target, long offset) {
    LOG.warnv(
        "log is shorter than what was read: topic recreated or truncated",
        field("partition", target.owner.id()),
        field("read_to", target.owner.nextOffset()),
        field("going_on_at", offset));
    target.owner.restartAt(offset);
    target.countedUpTo = offset;
    board.countAgainFrom(target.owner.id(), offset);
    consumer.seek(target.topicPartition, offset);
  }

  /**
   * Steps over a record that the client cannot deliver, such as one of a batch with a bad checksum,
   * so that it stops neither its partition nor the others. The first failure at an offset may have
   * been one of the network: the second counts.
   *
   * @param partition as the client's failure names it
   * @param failure what the client says of it
   * @return whether a record was stepped over
   */
  boolean skipCorrupt(TopicPartition partition, StageEvent event, KafkaException failure) {
    var target = assignments.reading(partition);
    if (target == null) {
      return false;
    }
    long offset = target.owner.nextOffset();
    if (target.corruptOffset != offset) {
      target.corruptOffset = offset;
      return false;
    }
    event.clear();
    event.offset = offset;
    event.reject(Rejection.RECORD_CORRUPT);
    long givenUp = target.owner.apply(event);
    RejectionExamples.keepUndelivered(
        target.owner.rejected(), event, partition, "the client says: " + failure.getMessage());
    if (offset >= target.countedUpTo) {
      // It carries no time, so there is no latency to doubt.
      target.cells.add(event, Long.MAX_VALUE, givenUp);
      target.countedUpTo = offset + 1;
    }
    target.corruptOffset = offset + 1;
    consumer.seek(partition, offset + 1);
    return true;
  }
}
