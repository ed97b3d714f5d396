package dev.weir.bench;

import java.util.Locale;

/**
 * What a row should reach.
 *
 * @param of what is judged
 * @param atLeast whether the bound is the least allowed, or else the most
 * @param bound in the unit of what is judged
 */
public record Target(Of of, boolean atLeast, double bound) {

  /** What is judged: the median, the ratio of the medians, or the bytes allocated an operation. */
  public enum Of {
    VALUE,
    RATIO,
    BYTES
  }

  /** Whether this value reaches it. */
  public boolean isMetBy(double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  /** As in {@code ratio ≥ 0.82}. */
  @Override
  public String toString() {
    var prefix =
        switch (of) {
          case VALUE -> "";
          case RATIO -> "ratio ";
          case BYTES -> "B/op ";
        };
    return prefix + (atLeast ? "≥ " : "≤ ") + plain(bound);
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound)
        ? String.format(Locale.ROOT, "%,d", (long) bound)
        : String.valueOf(bound);
  }
}
