package dev.weir.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rounds gave.
 *
 * @param values of each subject by its name, in the order of the rounds
 */
public record Rounds<T>(Map<String, List<T>> values) {
  /** Copies the values. */
  public Rounds {
    var copy = new LinkedHashMap<String, List<T>>();
    values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
    values = copy;
  }

  /**
   * What this subject gave.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public List<T> of(String subject) {
    var found = find(subject);
    if (found == null) {
      throw new IllegalArgumentException(subject + " is none of " + values.keySet());
    }
    return found;
  }

  /** What this subject gave; null if it was not measured. */
  public @Nullable List<T> find(String subject) {
    return values.get(subject);
  }
}
