package dev.weir.pipeline;

import java.util.List;

/**
 * A {@code where}: which parent events are expected to have a child.
 *
 * @param source where the compared value comes from
 * @param negated true for {@code !=}
 * @param values compared as text; at least one
 */
public record Condition(FieldSource source, boolean negated, List<String> values) {
  /** Copies the values. */
  public Condition {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values must not be empty");
    }
  }
}
