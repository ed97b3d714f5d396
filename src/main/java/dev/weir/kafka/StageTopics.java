package dev.weir.kafka;

import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;

/** The topics that a stage writes: those that it names, and those that its patterns match. */
record StageTopics(Pipeline pipeline, Stage stage) {
  /** What the brokers keep for themselves, which no pattern is meant to match. */
  private static final Set<String> INTERNAL =
      Set.of("__consumer_offsets", "__transaction_state", "__share_group_state");

  /**
   * Their names; of those that a pattern matches the ones that exist. Asks the brokers only if
   * there is one.
   */
  Set<String> existing(Consumer<?, ?> consumer, Duration timeout) {
    var wanted = Subscription.of(List.of(stage));
    var names = new TreeSet<>(wanted.names());
    if (!wanted.patterns().isEmpty()) {
      names.addAll(consumer.listTopics(timeout).keySet());
      names.removeAll(INTERNAL);
    }
    // A topic is of the first stage that it matches.
    names.removeIf(name -> pipeline.stageOf(name).filter(stage::equals).isEmpty());
    return names;
  }
}
