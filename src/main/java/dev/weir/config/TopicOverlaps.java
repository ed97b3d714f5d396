package dev.weir.config;

import dev.weir.pipeline.TopicSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds topics that two stages claim, as far as it shows without asking the broker. */
final class TopicOverlaps {
  private TopicOverlaps() {}

  static void check(Map<String, List<TopicSelector>> topics, Key stagesKey, Inputs inputs) {
    var names = new ArrayList<>(topics.keySet());
    for (int i = 0; i < names.size(); i++) {
      for (int j = 0; j < i; j++) {
        var first = names.get(j);
        var second = names.get(i);
        for (var later : topics.getOrDefault(second, List.of())) {
          for (var earlier : topics.getOrDefault(first, List.of())) {
            if (overlap(later, earlier)) {
              inputs.problem(
                  stagesKey.child(second, "topics"),
                  describe(later) + ", which stage " + first + " claims by " + describe(earlier),
                  "each topic in one stage");
            }
          }
        }
      }
    }
  }

  private static boolean overlap(TopicSelector a, TopicSelector b) {
    return switch (a) {
      case TopicSelector.Exact exact -> b.matches(exact.name());
      case TopicSelector.Regex regex ->
          switch (b) {
            case TopicSelector.Exact exact -> regex.matches(exact.name());
            // Whether two patterns share a name is left to the topics that turn up.
            case TopicSelector.Regex other -> regex.equals(other);
          };
    };
  }

  private static String describe(TopicSelector selector) {
    return switch (selector) {
      case TopicSelector.Exact exact -> "topic '" + exact.name() + "'";
      case TopicSelector.Regex regex -> "'regex:" + regex.pattern().pattern() + "'";
    };
  }
}
