package dev.weir.kafka;

import static dev.weir.monitor.Field.field;

import dev.weir.monitor.IngestBoard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jboss.logging.Logger;

/**
 * Leaves partitions alone that the brokers do not let us read, so that the others are read on, and
 * asks again now and then:
 *
 * <pre>
 * reading ── refuse: pause, say why ──► refused ── 10 s: resume ──► tried ── 2 s ──► reading
 *                                          ▲                          │
 *                                          └────────── refuse ────────┘
 * </pre>
 *
 * <p>Holds at most what its loop holds. Used on the poll loop's thread only.
 */
final class Refusals {
  private static final Logger LOG = Logger.getLogger(Refusals.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  // Long enough for a refusal to come back.
  private static final Duration TRIAL = Duration.ofSeconds(2);

  private final Consumer<?, ?> consumer;
  private final IngestBoard board;
  private final Assignments assignments;
  private final Map<OwnedPartition, Refusal> refused = new HashMap<>();

  private record Refusal(boolean tried, long untilNanos) {}

  Refusals(Consumer<?, ?> consumer, IngestBoard board, Assignments assignments) {
    this.consumer = consumer;
    this.board = board;
    this.assignments = assignments;
  }

  /** Whether any partition could be left alone, so that the next poll tells of the others. */
  boolean refuse(TopicAuthorizationException failure, long nowNanos) {
    var topics = failure.unauthorizedTopics();
    var left = new ArrayList<String>();
    boolean isNew = false;
    for (var partition : consumer.assignment()) {
      var target = assignments.reading(partition);
      if (target == null || !topics.contains(partition.topic())) {
        continue;
      }
      var why =
          "topic %s cannot be read: %s".formatted(partition.topic(), TopicAdmin.words(failure));
      consumer.pause(Set.of(partition));
      board.block(target.owner.id(), why);
      isNew |= refused.put(target, new Refusal(false, nowNanos + PAUSE.toNanos())) == null;
      left.add(partition.toString());
    }
    if (isNew) {
      LOG.warnv(
          "partitions may not be read",
          field("partitions", left),
          field("detail", TopicAdmin.words(failure)));
    }
    return !left.isEmpty();
  }

  /** Tries those again that are due, and takes back what was said of those that can be read. */
  void answers(long nowNanos) {
    if (refused.isEmpty()) {
      return;
    }
    for (var entry : List.copyOf(refused.entrySet())) {
      var target = entry.getKey();
      if (!assignments.holds(target)) {
        refused.remove(target);
      } else if (nowNanos - entry.getValue().untilNanos() >= 0) {
        if (entry.getValue().tried()) {
          refused.remove(target);
          board.unblock(target.owner.id());
        } else {
          refused.put(target, new Refusal(true, nowNanos + TRIAL.toNanos()));
          // One that is being loaded again goes on when that is done.
          if (assignments.reading(target.topicPartition) != null) {
            consumer.resume(Set.of(target.topicPartition));
          }
        }
      }
    }
  }
}
