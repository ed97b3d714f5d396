package dev.weir.kafka;

import dev.weir.monitor.IngestBoard;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * By which ids the brokers know the topics that are read: a topic that was deleted and created
 * again has another one, while its offsets may look as if nothing had happened. Holds one answer a
 * topic that its loop reads. Used on the poll loop's thread only.
 */
final class TopicIdentities {
  private final StartOffsets starts;
  private final IngestBoard board;
  private final Map<String, CompletableFuture<Optional<UUID>>> answers = new HashMap<>();
  private Map<String, UUID> looked = Map.of();

  TopicIdentities(StartOffsets starts, IngestBoard board) {
    this.starts = starts;
    this.board = board;
  }

  /** Asks for the id anew: what is known may be that of a former topic. */
  CompletionStage<Optional<UUID>> ask(String topic) {
    var answer = starts.topicId(topic).toCompletableFuture();
    answers.put(topic, answer);
    return answer;
  }

  /** The last answer, or the one that is on its way; asks again where there was none. */
  CompletionStage<Optional<UUID>> of(String topic) {
    var answer = answers.get(topic);
    return answer == null || answer.isCompletedExceptionally() ? ask(topic) : answer;
  }

  /** The last answer; empty while there is none. */
  Optional<UUID> known(String topic) {
    var answer = answers.get(topic);
    return answer == null || answer.isCompletedExceptionally()
        ? Optional.empty()
        : answer.getNow(Optional.empty());
  }

  /** Forgets all topics but these. */
  void retain(Set<String> topics) {
    answers.keySet().retainAll(topics);
  }

  /**
   * Asks again for topics of which some partition is, by the last regular look, of another topic
   * than the one that is being read. That look may be older than what is known of the partition,
   * the answer is not.
   */
  @SuppressWarnings("ReferenceEquality") // a new look, also if it saw the same
  void compare(Collection<OwnedPartition> owned, Assignments assignments) {
    var ids = board.topicIds();
    if (ids == looked) {
      return;
    }
    looked = ids;
    var asked = new HashMap<String, CompletionStage<Optional<UUID>>>();
    for (var target : owned) {
      var topic = target.topicPartition.topic();
      var id = ids.get(topic);
      if (id != null && target.owner.isOfAnother(id)) {
        asked
            .computeIfAbsent(topic, this::ask)
            .whenComplete(
                (known, failure) ->
                    assignments.reply(
                        target,
                        () -> {
                          if (failure == null && target.owner.isReading()) {
                            known.ifPresent(now -> assignments.breaks().identify(target, now));
                          }
                        }));
      }
    }
  }
}
