package dev.weir.grafana;

import java.util.List;

/**
 * How a panel's values are written and coloured.
 *
 * @param unit Grafana's name of the unit
 * @param decimals digits behind the point; negative for as many as it takes
 * @param meanings what single values mean; empty for plain numbers
 * @param limits the colours from a value on, ascending, over green
 */
public record Look(String unit, int decimals, List<Meaning> meanings, List<Limit> limits) {
  /** What a value means, and its colour. */
  record Meaning(int value, String text, String color) {}

  /** The colour from this value on. */
  record Limit(double from, String color) {}

  static final Look COUNT = new Look("short", 0, List.of(), List.of());
  static final Look SECONDS = of("s");
  static final Look BYTES = of("bytes");
  static final Look PER_SECOND = of("cps");
  static final Look BYTES_PER_SECOND = of("Bps");
  static final Look SHARE = of("percentunit");

  /** The numbers of {@code weir:pipeline_status:code} and {@code weir:stage_status:code}. */
  static final Look STATUS =
      meaning(
          new Meaning(1, "HEALTHY", "green"),
          new Meaning(2, "IDLE", "blue"),
          new Meaning(3, "DEGRADED", "orange"),
          new Meaning(4, "UNKNOWN", "purple"),
          new Meaning(5, "DOWN", "red"));

  static final Look UP = meaning(new Meaning(0, "down", "red"), new Meaning(1, "up", "green"));

  static final Look YES =
      meaning(new Meaning(0, "no", "transparent"), new Meaning(1, "yes", "orange"));

  /** Red from this value on. */
  Look redFrom(double value) {
    return new Look(unit, decimals, meanings, List.of(new Limit(value, "red")));
  }

  private static Look of(String unit) {
    return new Look(unit, -1, List.of(), List.of());
  }

  private static Look meaning(Meaning... meanings) {
    return new Look("short", 0, List.of(meanings), List.of());
  }
}
