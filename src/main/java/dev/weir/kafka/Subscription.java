package dev.weir.kafka;

import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;

/** What a consumer subscribes to: a list of names, or one pattern as soon as any topic is one. */
record Subscription(List<String> names, List<String> patterns) {

  static Subscription of(Pipeline pipeline) {
    return of(pipeline.stages());
  }

  /** What these stages write. */
  static Subscription of(List<Stage> stages) {
    var names = new ArrayList<String>();
    var patterns = new ArrayList<String>();
    for (var stage : stages) {
      for (var selector : stage.topics()) {
        switch (selector) {
          case TopicSelector.Exact exact -> names.add(exact.name());
          case TopicSelector.Regex regex -> patterns.add(regex.pattern().pattern());
        }
      }
    }
    return new Subscription(names, patterns);
  }

  /** The pattern that matches exactly the topics of the pipeline. */
  Pattern pattern() {
    var alternatives = new ArrayList<String>();
    names.forEach(name -> alternatives.add(Pattern.quote(name)));
    patterns.forEach(pattern -> alternatives.add("(?:" + pattern + ")"));
    return Pattern.compile("^(?:" + String.join("|", alternatives) + ")$");
  }

  void subscribe(Consumer<?, ?> consumer, ConsumerRebalanceListener listener) {
    if (patterns.isEmpty()) {
      consumer.subscribe(names, listener);
    } else {
      consumer.subscribe(pattern(), listener);
    }
  }
}
