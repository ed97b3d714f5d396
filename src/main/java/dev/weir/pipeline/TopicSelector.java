package dev.weir.pipeline;

import java.util.regex.Pattern;

/** Which topics belong to a stage. */
public sealed interface TopicSelector {

  /** Whether the topic of this name belongs. */
  boolean matches(String topic);

  /** One topic by its name. */
  record Exact(String name) implements TopicSelector {
    @Override
    public boolean matches(String topic) {
      return name.equals(topic);
    }
  }

  /**
   * All topics whose whole name matches ({@code regex:...}).
   *
   * @param pattern matched against the whole name
   */
  record Regex(Pattern pattern) implements TopicSelector {
    @Override
    public boolean matches(String topic) {
      return pattern.matcher(topic).matches();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Regex regex && regex.pattern.pattern().equals(pattern.pattern());
    }

    @Override
    public int hashCode() {
      return pattern.pattern().hashCode();
    }
  }
}
