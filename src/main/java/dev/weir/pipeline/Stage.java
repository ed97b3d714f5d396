package dev.weir.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of the pipeline: the topics it writes and what is expected of them.
 *
 * @param name unique in the pipeline
 * @param topics what the stage writes; at least one
 * @param after the hops that end here; empty for a source
 * @param schedule when silence matters; null means always
 * @param freshness the thresholds of the newest event's age; null means that age is never judged
 */
public record Stage(
    String name,
    List<TopicSelector> topics,
    List<Hop> after,
    @Nullable Schedule schedule,
    @Nullable Freshness freshness) {

  /** Copies the lists. */
  public Stage {
    topics = List.copyOf(topics);
    after = List.copyOf(after);
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("stage " + name + " has no topics");
    }
  }

  /** Whether the topic of this name is written by this stage. */
  public boolean writes(String topic) {
    return topics.stream().anyMatch(selector -> selector.matches(topic));
  }
}
