package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The values of several rounds.
 *
 * @param values in the order of the rounds; at least one
 */
public record Spread(List<Double> values) {
  /** Checks that there is something. */
  public Spread {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values must not be empty");
    }
  }

  /** The least. */
  public double min() {
    return sorted().getFirst();
  }

  /** The middle one, or the mean of the two in the middle. */
  public double median() {
    var sorted = sorted();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The greatest. */
  public double max() {
    return sorted().getLast();
  }

  /** Round by round, how many times the other this is; both must have as many rounds. */
  public Spread per(Spread other) {
    if (values.size() != other.values.size()) {
      throw new IllegalArgumentException(
          "rounds must be pairs, but are " + values.size() + " and " + other.values.size());
    }
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / other.values.get(round));
    }
    return new Spread(ratios);
  }

  private List<Double> sorted() {
    return values.stream().sorted().toList();
  }
}
