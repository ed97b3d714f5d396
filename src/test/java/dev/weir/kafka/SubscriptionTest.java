package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
  private static Pipeline pipeline(TopicSelector... topics) {
    var stages =
        Stream.of(topics)
            .map(topic -> new Stage(topic.toString(), List.of(topic), List.of(), null, null))
            .toList();
    return new Pipeline("test", "test", FieldSources.defaults(), stages);
  }

  private static TopicSelector exact(String name) {
    return new TopicSelector.Exact(name);
  }

  private static TopicSelector regex(String pattern) {
    return new TopicSelector.Regex(Pattern.compile(pattern));
  }

  @Test
  void namesAloneNeedNoPattern() {
    var subscription = Subscription.of(pipeline(exact("one"), exact("two")));
    assertThat(subscription.names()).containsExactly("one", "two");
    assertThat(subscription.patterns()).isEmpty();
  }

  @Test
  void thePatternTakesExactlyTheTopicsOfTheStages() {
    var pipeline =
        pipeline(
            exact("market.ticks"), regex("orders[.](eu|us)"), regex("a|b"), regex("(?i)Mixed"));
    var pattern = Subscription.of(pipeline).pattern();
    for (var topic :
        List.of(
            "market.ticks",
            "marketXticks",
            "orders.eu",
            "orders.us",
            "orders.us2",
            "xorders.eu",
            "a",
            "b",
            "ab",
            "mixed",
            "ORDERS.EU",
            "")) {
      assertThat(pattern.matcher(topic).matches())
          .as(topic)
          .isEqualTo(pipeline.stageOf(topic).isPresent());
    }
  }
}
