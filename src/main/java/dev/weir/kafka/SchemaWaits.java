package dev.weir.kafka;

import dev.weir.monitor.SchemaSource;
import dev.weir.monitor.SchemaSource.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds partitions back at a record whose schema is on its way, while the others are read on:
 *
 * <pre>
 * reading ── begin: pause, seek back ──► waiting ── schema here, or given up: resume ──► reading
 *                                           └──── reloaded, revoked or lost: forgotten
 * </pre>
 *
 * <p>The source bounds each wait. Used on the poll loop's thread only.
 */
final class SchemaWaits {
  private final Consumer<?, ?> consumer;
  private final @Nullable SchemaSource schemas;
  private final Predicate<OwnedPartition> isHeld;
  private final List<OwnedPartition> waiting = new ArrayList<>();

  /**
   * Nothing waits yet.
   *
   * @param isHeld whether the loop has the partition, with this very owner
   */
  SchemaWaits(
      Consumer<?, ?> consumer, @Nullable SchemaSource schemas, Predicate<OwnedPartition> isHeld) {
    this.consumer = consumer;
    this.schemas = schemas;
    this.isHeld = isHeld;
  }

  /** Holds the partition back at {@code offset} until there is an answer about the schema. */
  void begin(OwnedPartition target, long schema, long offset) {
    consumer.pause(List.of(target.topicPartition));
    consumer.seek(target.topicPartition, offset);
    target.awaitedSchema = schema;
    waiting.add(target);
  }

  /** Lets those go on for whose schema there is an answer. */
  void answers() {
    waiting.removeIf(
        target -> {
          // A reload has sought another place and gone on from there.
          if (target.awaitedSchema == 0 || !isHeld.test(target)) {
            return true;
          }
          if (schemas != null && schemas.find(target.awaitedSchema) instanceof Answer.Pending) {
            return false;
          }
          target.awaitedSchema = 0;
          // One that is being reloaded goes on when that is done.
          if (target.owner.isReading()) {
            consumer.resume(List.of(target.topicPartition));
          }
          return true;
        });
  }
}
